"""Check in, run what there is to run, check in again.

resume what an earlier process left → check in (long poll) → a job? run it → check in …
"""

import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn

import msgspec

from incisor.agent import spool
from incisor.agent.assignment import Assign, Progress
from incisor.agent.backoff import delays
from incisor.agent.errors import AgentError, SessionEndedError
from incisor.agent.facts import Facts
from incisor.agent.job import SessionRun
from incisor.agent.spool import Job, Spool
from incisor.agent.transport import Patience, Transport, decode
from incisor.wire.shapes import StopCisSessionMessage, StopCisSessionStatus

# The service holds a check-in open for at most 60 s; a little less keeps proxies from cutting it.
LONG_POLL_SECONDS = 50
# `--once` waits this long for a first job: a new scan is dispatched within a tick.
ONCE_SECONDS = 10
# A check-in's answer may take as long as the poll, and then some.
ANSWER_SECONDS = 15
# An agent whose check-ins are refused asks again at this pace at most.
TROUBLED_CAP_SECONDS = 300.0

log = logging.getLogger(__name__)


class CheckIn(msgspec.Struct, frozen=True, rename="camel"):
    """The answer to a check-in: a job or none, and when to ask again (seconds)."""

    job: Job | None = None
    check_in_after_seconds: float = 0.0


class IncompleteError(AgentError):
    """`--once` ran a job that did not end with SUCCESS."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One enrolled host. The state directory must be held (`state.locked`) while this runs."""

    state_dir: str
    transport: Transport
    facts: Facts
    assign: Assign
    progress: Progress
    sleep: Callable[[float], None] = time.sleep

    def once(self) -> int:
        """Run the sessions that wait and return how many. Raises AgentError if one failed."""
        stops = list(self._pending())
        for stop in stops:
            if stop.status is not StopCisSessionStatus.SUCCESS:
                raise IncompleteError(
                    f"The scan ended {stop.status}: {stop.reason or 'no reason given'}",
                    "Mend that and scan again.",
                )
        return len(stops)

    def forever(self) -> NoReturn:
        """Run every job that comes, until Interrupted is raised."""
        troubled = delays(random.random, cap=TROUBLED_CAP_SECONDS)
        while True:
            try:
                pause = self._next()
                troubled = delays(random.random, cap=TROUBLED_CAP_SECONDS)
            except AgentError as error:
                pause = next(troubled)
                log.error("agent.troubled", extra={"reason": str(error), "retry_in": round(pause)})
            self.sleep(pause)

    def _next(self) -> float:
        """One round; the answer is how long to pause before the next."""
        left = spool.resume(self.state_dir)
        if left is not None:
            self._run(left)
            return 0.0
        answer = self.check_in(LONG_POLL_SECONDS)
        if answer.job is None:
            return answer.check_in_after_seconds
        self._run(spool.begin(self.state_dir, answer.job))
        return 0.0

    def _pending(self) -> Iterator[StopCisSessionMessage]:
        left = spool.resume(self.state_dir)
        if left is not None:
            yield self._run(left)
        wait = 0 if left is not None else ONCE_SECONDS
        while (job := self.check_in(wait).job) is not None:
            yield self._run(spool.begin(self.state_dir, job))
            wait = 0

    def check_in(self, wait: int) -> CheckIn:
        """Say that this host is there and ask for a job, waiting up to `wait` seconds for one."""
        body = msgspec.json.encode(self.facts.check_in())
        limits = self.transport.patience
        patience = Patience(limits.total, limits.connect, wait + ANSWER_SECONDS)
        target = f"/incisor/v1/check-in?wait={wait}"
        return decode(self.transport.call("POST", target, body, patience), CheckIn)

    def _run(self, left: Spool) -> StopCisSessionMessage:
        session = left.session
        log.info("session.begins", extra={"scan_job_id": session.job.scan_job_id})
        run = SessionRun(left, self.transport, self.facts.platform, self.assign, self.progress)
        try:
            return run.run()
        except SessionEndedError as ended:
            log.warning("session.ended", extra={"reason": ended.message})
            left.remove()
            raise
        except AgentError:
            left.close()
            raise
