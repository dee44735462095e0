"""Feed to stored article: a cycle of ours and of each peer over the same sites, then a second one."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.versus.feed_server import ENTRIES, FeedServer, new_in_second
from bench.versus.figures import Kind, Part, Ratio
from bench.versus.processes import Ran, ours, peer, run
from bench.versus.tables import shown

_OURS = "Khabardar"
_LOOP = "feedparser + requests"
_READER = "reader"
_NEWS_PLEASE = "news-please"
_SHORT = {_LOOP: "loop", _READER: "reader", _NEWS_PLEASE: "news-please"}  # in ratios.json


@dataclass
class _Cycle:
    """The samples of one tool in one of the two cycles; a sample is a round."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)
    kilobytes_of_feeds: list[float] = field(default_factory=list)  # and robots.txt, front pages: all but the articles
    requests: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)
    started: list[float] = field(default_factory=list)  # seconds after the program was there; ours says it

    def add(self, ran: Ran, sent: dict[str, int]) -> None:
        """What a tool says of its own seconds counts, where it stays after its work is done."""
        self.seconds.append(ran.said.get("seconds", ran.seconds))
        self.processor.append(ran.processor)
        self.megabytes.append(ran.megabytes)
        self.kilobytes.append(sent["bytes"] / 1000)
        self.kilobytes_of_feeds.append((sent["bytes"] - sent["bytes of pages"]) / 1000)
        self.requests.append(sent["requests"])
        self.stored.append(ran.said["articles"])
        self.started.append(ran.said.get("started", 0.0))


Samples = dict[str, tuple[_Cycle, _Cycle]]


def measure(rounds: int, sites: int, sites_of_news_please: int) -> Iterator[Part]:
    """Two tables: all but news-please over `sites`, and news-please, with ours beside it, over fewer."""
    yield _part(
        "feed",
        f"Feed to stored article: {sites} feeds of {ENTRIES} entries",
        _samples((_OURS, _LOOP, _READER), rounds, sites),
        sites,
    )
    if sites_of_news_please:
        few = sites_of_news_please
        yield _part(
            "feed-news-please",
            f"Feed to stored article, against news-please: {few} feeds of {ENTRIES} entries",
            _samples((_OURS, _NEWS_PLEASE), rounds, few),
            few,
        )


def _samples(tools: Sequence[str], rounds: int, sites: int) -> Samples:
    found: Samples = {tool: (_Cycle(), _Cycle()) for tool in tools}
    with FeedServer() as server:
        for _ in range(rounds):
            for tool in tools:
                with tempfile.TemporaryDirectory() as folder:
                    for cycle, samples in enumerate(found[tool], 1):
                        server.begin(cycle)
                        samples.add(run(_command(tool, server.port, sites, folder)), server.sent())
    return found


def _command(tool: str, port: int, sites: int, folder: str) -> list[str]:
    commands: dict[str, Callable[..., list[str]]] = {
        _OURS: lambda *given: ours("feed_ours", *given),
        _LOOP: lambda *given: peer("plain_loop", *given),
        _READER: lambda *given: peer("reader_feeds", *given),
        _NEWS_PLEASE: lambda *given: peer("news_please_rss", *given),
    }
    return commands[tool](port, sites, folder)


def _part(key: str, title: str, samples: Samples, sites: int) -> Part:
    second = samples[_OURS][1]
    ratios = [
        ratio
        for tool, theirs in samples.items()
        if tool != _OURS
        for ratio in _ratios(key, tool, samples[_OURS], theirs, new_in_second(sites))
    ]
    rows = [_row(tool, number, cycle) for tool, cycles in samples.items() for number, cycle in enumerate(cycles, 1)]
    header = ("tool", "cycle", "stored", "a second", "seconds", "of the processor", "requests", "kB sent to it", "MiB")
    how = (
        "Each cycle is a process of its own, as cron starts it; its start is in its seconds. All ask one server that "
        "answers conditions (ETag); the sites are addresses of 127.0.1.0/24, pages have 7 kB. `python -m bench.versus "
        "feed`."
    )
    lasting = (
        f"Of our second cycle, {shown(statistics.median(second.started))} s are the cycle; the rest is Python, Scrapy "
        "and SQLAlchemy being loaded, which cron pays each time and the daemon once. The worker process that makes "
        "text of pages starts within the cycle; it stays with the daemon as well."
    )
    return Part(key, title, how, ratios, header, rows, (*_NOTES[key], lasting))


def _ratios(
    key: str, tool: str, ours: tuple[_Cycle, _Cycle], theirs: tuple[_Cycle, _Cycle], new: int
) -> Iterator[Ratio]:
    """reader fetches no pages, so of the first cycle only memory is beside ours, and of the bytes those of feeds."""

    def ratio(name: str, what: str, kind: Kind, unit: str, get: Callable[[_Cycle], list[float]], cycle: int) -> Ratio:
        sides = get(ours[cycle]), get(theirs[cycle])
        return Ratio(f"{key}/{name}/{_SHORT[tool]}", what, tool, kind, unit, *sides)

    if tool != _READER:
        yield ratio("first", "first cycle, time an article stored", Kind.TIME, "ms", _each, 0)
    yield ratio("second", f"second cycle with {new} new entries", Kind.TIME, "s", lambda cycle: cycle.seconds, 1)
    if tool == _READER:
        what = "second cycle, sent to it but for pages"
        yield ratio("second-bytes", what, Kind.BYTES, "kB", lambda cycle: cycle.kilobytes_of_feeds, 1)
    else:
        yield ratio("second-bytes", "second cycle, sent to it", Kind.BYTES, "kB", lambda cycle: cycle.kilobytes, 1)
    yield ratio("memory", "first cycle, memory at most", Kind.MEMORY, "MiB", lambda cycle: cycle.megabytes, 0)


def _each(cycle: _Cycle) -> list[float]:
    return [1000 * seconds / stored for seconds, stored in zip(cycle.seconds, cycle.stored, strict=True)]


def _row(tool: str, number: int, cycle: _Cycle) -> list[str]:
    speed = statistics.median(stored / s for stored, s in zip(cycle.stored, cycle.seconds, strict=True))
    figures = (cycle.seconds, cycle.processor, cycle.requests, cycle.kilobytes, cycle.megabytes)
    stored = f"{statistics.median(cycle.stored):,.0f}" + (" entries" if tool == _READER else "")
    return [tool, str(number), stored, shown(speed), *(shown(statistics.median(one)) for one in figures)]


_NOTES = {
    "feed": (
        "Khabardar: its fetch stage (robots.txt of every host, conditions, one request at a time a host, text made in "
        "one worker process, links, articles and states in SQLite), no delay between pages.",
        "feedparser + requests: forty lines of ours (`bench/peers/plain_loop.py`): one page after the other over kept "
        "connections, known addresses skipped, text by `trafilatura.extract` in the same process, SQLite. No "
        "robots.txt, no conditions, no retries, no limits. Where it is quicker, that is why: a request through Scrapy "
        "alone costs more than one through requests, each link and state is stored before its page is asked for, and "
        "a page is read for its dates, authors, language and walls as well as for its text; `bench/fetching.py` tells "
        "the processor's time of each. Its memory is one process; ours are two, with Scrapy and SQLAlchemy in one and "
        "trafilatura in both.",
        "reader (lemon24): the feed part alone: it stores entries as the feed has them and fetches no page; ours "
        "fetches those of the new entries in its second cycle. "
        "`update_feeds(scheduled=False)`, one worker, as its command has it.",
    ),
    "feed-news-please": (
        "news-please starts a process a site (five side by side), so its time grows with the sites: a hundred take "
        "two minutes a cycle. `--feeds-of-news-please` says how many.",
        "news-please: the RSS crawler with its own config, storage in files (HTML and JSON), its default extractors "
        "(the pages have no pictures, which it would download). It looks only every ten seconds whether its crawlers "
        "have ended; its seconds here end with the last file written. It has no conditions and no memory of what it "
        "knows in this storage: the second cycle fetches all again.",
    ),
}
