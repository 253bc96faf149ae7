"""One session from Start to Stop, whatever happens in between.

    Start → results, as they come → Stop       how it ends is told by OUTCOMES and `_outcome`

A session that an earlier process left behind goes the same way: Start is repeated with its token,
what the spool holds is not evaluated again, and a Stop that was decided is only repeated.
"""

import logging
from collections.abc import Set
from dataclasses import dataclass

from incisor.agent import translate
from incisor.agent.assignment import Assign, Assignment, Progress, UnsuitableError, UnsupportedError
from incisor.agent.courier import Courier, flush
from incisor.agent.errors import AgentError, Interrupted, RejectedError, UnreachableError
from incisor.agent.session import SessionClient
from incisor.agent.spool import Spool
from incisor.agent.transport import Patience, Transport
from incisor.wire.shapes import ComputePlatform, StopCisSessionMessage, StopCisSessionStatus

# What SIGTERM leaves to say goodbye; what does not arrive in time is repeated at the next start.
FAREWELL = Patience(total=0.5, connect=0.5, answer=1.2)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class SessionRun:
    """One session on this host. `spool` is new, or what an earlier process left."""

    spool: Spool
    transport: Transport
    platform: ComputePlatform
    assign: Assign
    progress: Progress
    _assignment: Assignment | None = None

    def run(self) -> StopCisSessionMessage:
        """Take the session to its end and forget it; the Stop says how it went.

        Raises SessionEndedError if the service ended it, other AgentErrors if the service cannot be
        reached or does not know this host (the spool stays), and Interrupted after a farewell.
        """
        if self.spool.stop is None:
            self._client().start()  # if interrupted here, the next process repeats it
        try:
            if self.spool.stop is None:
                self.spool.decide_stop(self._outcome())
            stop = self._conclude(self._client())
        except Interrupted as signal:
            self._say_goodbye(str(signal))
            raise
        self.progress.ended(stop)
        return stop

    def _outcome(self) -> StopCisSessionMessage:
        """Evaluate and report; how that ended is the Stop message."""
        status = StopCisSessionStatus
        try:
            caveat = self._evaluate()
            return self._stop(status.SUCCESS, caveat)
        except UnsupportedError as reason:
            return self._stop(status.UNSUPPORTED_OS, str(reason))
        except UnsuitableError as reason:
            return self._stop(status.FAILED, str(reason))
        except RejectedError as refused:
            return self._stop(status.FAILED, f"The service refused results: {refused.message}")
        except AgentError:
            raise
        except Exception as error:
            log.exception("session.crashed")
            return self._stop(status.FAILED, f"The agent failed: {type(error).__name__}: {error}")

    def _evaluate(self) -> str | None:
        assignment = self._assignment = self.assign(self.spool.session.job)
        known = frozenset(message.rule_id for message in self.spool.results)
        self.progress.began(assignment.title, assignment.total, len(known))
        try:
            self._report(assignment, known)
        finally:
            self.progress.left()
        return assignment.caveat

    def _report(self, assignment: Assignment, known: Set[str]) -> None:
        with Courier(self.spool, self._client()) as courier:
            for message in assignment.results(known):
                self.spool.append(message)
                self.progress.advanced(message)
                courier.look()
            courier.drain()

    def _stop(self, status: StopCisSessionStatus, reason: str | None) -> StopCisSessionMessage:
        assignment = self._assignment
        return translate.stop(
            status,
            reason,
            self.spool.results,
            self.platform,
            assignment.benchmark_version if assignment else None,
            assignment.profile if assignment else None,
        )

    def _conclude(
        self, client: SessionClient, tolerated: type[AgentError] = RejectedError
    ) -> StopCisSessionMessage:
        """Send what is left, then the Stop; forget the session.

        The Stop follows even if what is left cannot be sent for a reason that is tolerated.
        """
        stop = self.spool.stop
        assert stop is not None
        try:
            flush(self.spool, client)
        except tolerated as error:
            log.error("results.lost", extra={"reason": error.sentence})
        client.stop(stop)
        self.spool.remove()
        return stop

    def _say_goodbye(self, signal: str) -> None:
        """Stop as INTERRUPTED, in the little time that is left; keep the spool if that fails.

        An interrupted scan may lack its last results; one that was complete must not.
        """
        tolerated: type[AgentError] = RejectedError
        if self.spool.stop is None:
            reason = f"The agent was stopped ({signal})."
            self.spool.decide_stop(self._stop(StopCisSessionStatus.INTERRUPTED, reason))
            tolerated = UnreachableError
        try:
            self._conclude(self._client(FAREWELL), tolerated)
        except AgentError as error:
            log.warning("session.left", extra={"reason": error.sentence})
            self.spool.close()

    def _client(self, patience: Patience | None = None) -> SessionClient:
        return SessionClient(self.transport, self.spool.session, patience)
