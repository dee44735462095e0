"""`khabardar check`: is the config right? With --live: do the sources answer?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, load, note, now
from cli.progress import SourceLines
from khabardar.records import (
    Article,
    FetchFailure,
    HostHold,
    KnownPage,
    Link,
    PageLook,
    PollOutcome,
    Source,
    SourceState,
)
from khabardar.vocabulary import PollCondition

if TYPE_CHECKING:
    from khabardar.config import Config


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("check", short_help="Find every error of the config; --live also probes the sources.")(check)


def check(
    config: ConfigOption = DEFAULT_CONFIG,
    live: Annotated[bool, typer.Option("--live", help="Visit every enabled source once; stores nothing.")] = False,
) -> None:
    """khabardar check --live

    Read the config and say all that is wrong with it, each fault as `config.yaml:LINE: path: what` (exit 3). With
    --live every enabled source is visited once and nothing is stored (exit 4 when some fail, 1 when all do).
    """
    settings = load(config)
    enabled = [source for source in settings.source_records() if source.enabled]
    note(f"{config}: no fault; {len(enabled)} of {len(settings.sources)} sources enabled")
    if not settings.fetch.contact:
        note("hint: set fetch.contact, so that a site's operator can reach you instead of blocking you")
    if live:
        raise typer.Exit(probe(settings, enabled, now()))


@dataclass
class ProbeDesk:
    """A desk that takes nothing in: sources are visited, their pages are not fetched."""

    lines: SourceLines
    outcomes: list[PollOutcome] = field(default_factory=list)

    def state_of(self, source_id: str) -> SourceState:
        return SourceState(source_id)

    async def unfetched(self, source_id: str) -> Sequence[Link]:
        return ()

    async def found(self, source_id: str, links: Sequence[Link]) -> Sequence[Link]:
        return ()

    def fetched(self, article: Article) -> None:
        raise AssertionError("a probe fetches no article")

    async def known_pages(self, source_id: str) -> Sequence[KnownPage]:
        return ()

    def reread(self, look: PageLook, article: Article | None) -> None:
        raise AssertionError("a probe fetches no article")

    def failed(self, failure: FetchFailure) -> None:
        raise AssertionError("a probe fetches no article")

    def holds(self) -> Mapping[str, HostHold]:
        return {}

    def held(self, hold: HostHold) -> None:
        """Known to the crawl already; a probe keeps nothing beyond it."""

    def polled(self, outcome: PollOutcome) -> None:
        self.outcomes.append(outcome)
        if outcome.condition is not PollCondition.DNS:
            self.lines.show(outcome)

    def show_unresolved(self) -> None:
        """Names that can't be resolved come last, in one line: many of them are one fault, and mostly ours."""
        unresolved = [outcome for outcome in self.outcomes if outcome.condition is PollCondition.DNS]
        if len(unresolved) == 1:
            self.lines.show(unresolved[0])
        elif unresolved:
            hint = "is this machine on the network?" if len(unresolved) == len(self.outcomes) else "look at their urls"
            names = ", ".join(outcome.source_id for outcome in unresolved)
            note(f"  {len(unresolved)} sources  FAILED dns: their hosts' names can't be resolved; {hint} ({names})")


def probe(config: Config, sources: Sequence[Source], moment: datetime) -> int:
    """Visit sources and store nothing; the exit code that `check --live` and `run --dry-run` give."""
    from scheduler.reactor import run_on_reactor

    desk = ProbeDesk(SourceLines(sources, probing=True))

    async def main() -> None:
        from crawler.pool import WorkerPool
        from crawler.run import Crawl

        with closing(WorkerPool(config.fetch.workers)) as pool:
            await Crawl(sources, desk, config.fetch, pool, lambda: moment).run()

    run_on_reactor(main)
    desk.show_unresolved()
    failed = sum(not outcome.condition.is_success for outcome in desk.outcomes)
    note(f"{len(sources)} sources visited, {failed} failed")
    if not failed:
        return 0
    return 1 if failed == len(sources) else 4
