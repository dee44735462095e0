"""The lines that a cycle prints while it works: one a source, and one total that a person can check."""

from __future__ import annotations

from collections.abc import Sequence

from cli.common import note
from khabardar.interfaces import CycleRecord
from khabardar.records import PollOutcome, Source
from khabardar.vocabulary import PollCondition


class SourceLines:
    """Prints a line when a source has been visited; names are padded so that the lines make a table."""

    def __init__(self, sources: Sequence[Source], *, probing: bool = False) -> None:
        self._width = max((len(source.id) for source in sources), default=0)
        self._probing = probing  # nothing is taken in, so nothing can be new

    def show(self, outcome: PollOutcome) -> None:
        """One outcome, in words."""
        note(f"  {outcome.source_id:<{self._width}}  {_words(outcome, self._probing)}")


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
