"""What long work shows while it goes on: a line a source, a total that a person can check, and on a terminal a bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cli.common import note
from khabardar.interfaces import CycleRecord
from khabardar.records import PollOutcome, Source
from khabardar.vocabulary import PollCondition

if TYPE_CHECKING:
    from rich.progress import Progress


class SourceLines:
    """Prints a line when a source has been visited; names are padded so that the lines make a table."""

    def __init__(self, sources: Sequence[Source], *, probing: bool = False) -> None:
        self._width = max((len(source.id) for source in sources), default=0)
        self._probing = probing  # nothing is taken in, so nothing can be new

    def show(self, outcome: PollOutcome) -> None:
        """One outcome, in words."""
        note(f"  {outcome.source_id:<{self._width}}  {_words(outcome, self._probing)}")


class CycleBar:
    """The lines of a cycle, and on a terminal a bar below them: sources visited, then articles read."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._lines = SourceLines(sources)
        self._total = len(sources)
        self._bar: Progress | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._bar = self._open.enter_context(_bar())
            self._sources = self._bar.add_task("sources", total=self._total)
            self._read = self._bar.add_task("articles read", total=None)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def show(self, outcome: PollOutcome) -> None:
        """One source is done."""
        self._lines.show(outcome)
        if self._bar:
            self._bar.advance(self._sources)

    def stage(self, _name: str, done: int, _known: int) -> None:
        """So many articles are read."""
        if self._bar:
            self._bar.update(self._read, completed=done)


@contextmanager
def steps(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    """Gives what is to be called after each step; on a terminal it moves a bar."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with _bar() as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def _bar() -> Progress:
    """On stderr, gone when it is done; lines that are printed meanwhile stand above it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


def _words(outcome: PollOutcome, probing: bool) -> str:
    if outcome.condition is PollCondition.NOT_MODIFIED:
        return "not modified since the last visit"
    if outcome.condition.is_success:
        words = f"{outcome.items} listed" if probing else f"{outcome.new_items} new of {outcome.items}"
        return f"{words}: {outcome.detail}" if outcome.detail else words
    return f"FAILED {outcome.condition.value}: {outcome.detail}"


def summary_line(record: CycleRecord) -> str:
    """`14 sources (2 failed), 212 new articles, 9 reports; 5 new incidents, 3 changed; 38 s`."""
    seconds = (record.finished_at - record.started_at).total_seconds() if record.finished_at else 0
    failed = f" ({record.failed_sources} failed)" if record.failed_sources else ""
    return (
        f"{record.sources} sources{failed}, {record.new_articles} new articles, {record.reports} reports; "
        f"{record.new_incidents} new incidents, {record.changed_incidents} changed; {seconds:.0f} s"
    )
