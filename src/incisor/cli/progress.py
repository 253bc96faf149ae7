"""Where a person watches a scan: a bar on a terminal, events in the log elsewhere."""

import logging
import sys
from typing import TYPE_CHECKING

import click

from incisor.agent.assignment import Progress
from incisor.cli.output import plain
from incisor.wire.shapes import CisSessionMessage, StopCisSessionMessage

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

log = logging.getLogger(__name__)

# Before the first result the host's file systems are walked, once for all checks.
READING = "reading this host"


def here() -> Progress:
    """The bar if standard error is a terminal, the log otherwise."""
    return Bar() if sys.stderr.isatty() else Lines()


class Lines:
    """Beginning and end as events in the log."""

    def began(self, title: str, total: int, done: int) -> None:
        """How much there is to do."""
        log.info("evaluation.began", extra={"title": title, "checks": total, "known": done})

    def advanced(self, message: CisSessionMessage) -> None:
        """One of hundreds: not worth a line."""

    def left(self) -> None:
        """Nothing to let go of."""

    def ended(self, stop: StopCisSessionMessage) -> None:
        """How it went, in numbers."""
        counts = {name: getattr(stop.progress, name) for name in stop.progress.__struct_fields__}
        said = {name: count for name, count in counts.items() if count}
        reason = {"reason": stop.reason} if stop.reason else {}
        log.info("session.stopped", extra={"status": stop.status.value, **said, **reason})


class Bar:
    """A progress bar on standard error, with the check that was last decided beside it."""

    def __init__(self) -> None:
        self._progress: RichProgress | None = None
        self._task: TaskID | None = None

    def began(self, title: str, total: int, done: int) -> None:
        """Show the bar."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[last]}", markup=False),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task(title, total=total, completed=done, last=READING)
        self._progress.start()

    def advanced(self, message: CisSessionMessage) -> None:
        """One step."""
        if self._progress is not None and self._task is not None:
            last = f"{message.rule_id} {message.status}"
            self._progress.update(self._task, advance=1, last=last)

    def left(self) -> None:
        """Leave the bar as it is on the screen, and give the cursor back."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def ended(self, stop: StopCisSessionMessage) -> None:
        """Say only what the bar does not show."""
        if stop.reason:
            click.echo(f"{stop.status}: {plain(stop.reason)}", err=True)
