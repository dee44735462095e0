"""`python -m bench.versus [PART …]`: Khabardar beside its peers. All parts but matching's million: some 25 minutes.

    feed       feed to stored article, two cycles, against feedparser + requests, reader, news-please
    text       page to text, against trafilatura, newspaper4k, news-please
    rows       text to rows by step, against trafilatura's time and a floor by spaCy
    matching   a report, by how many are stored (--million: up to 1,000,000, a quarter of an hour more)
    idle       the daemon at rest, against a bare APScheduler with Scrapy
    pages      the dashboard over 100,000 incidents

Each part, once done, is put into docs/benchmarks.md and bench/ratios.json. --check writes nothing: a shorter form,
whose ratios are compared with the committed ones; exit code 1 where one is worse beyond its tolerance.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.versus import BENCH, feed, growth, idle, rows, text, views
from bench.versus.figures import TOLERANCE, Part, compare, not_compared, to_json
from bench.versus.machine import described
from bench.versus.tables import put_in, section

_PAGE = BENCH.parent / "docs" / "benchmarks.md"
_RATIOS = BENCH / "ratios.json"
_PARTS = ("feed", "text", "rows", "matching", "idle", "pages")
_ORDER = ("feed", "feed-news-please", "text-site", "text-news", "text-benchmark", "rows", "matching", "idle", "pages")
_ROUNDS, _ROUNDS_OF_CHECK = 5, 3
_IDLE, _IDLE_OF_CHECK = 60.0, 15.0  # seconds
_HEAD = """# Measured against the others

Made by `make bench` (`python -m bench.versus`); not written by hand. Each line sets ours beside another tool on the
same input in the same run, in turn, round by round: the ratio of a round is ours divided by theirs, the table has the
median of the rounds and their spread. Below 1 ours takes less (of F1: above 1 ours is more right); *behind* marks what
the other does better, and why stands below the table. Absolute figures are medians, and of this machine alone.
`make bench-check` compares a shorter run with these ratios (`bench/ratios.json`). The peers and their versions are in
`bench/requirements.txt`.
"""


def main() -> int:
    """Exit code 1 where the check finds a ratio worse."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C: what was started is ended
    given = _options()
    parts = _parts(given)
    committed = json.loads(_RATIOS.read_text(encoding="utf-8")) if _RATIOS.exists() else {}
    done: list[Part] = []
    for name in given.parts or parts:
        machine, began = described(), time.perf_counter()
        for part in parts[name]():
            shown = section(part, f"{machine}; {given.rounds} rounds")
            print(shown, flush=True)
            done.append(part)
            if not given.check:
                _write(part, shown)
        print(f"{name}: {time.perf_counter() - began:.0f} s\n", file=sys.stderr)
    return _checked(committed, done) if given.check else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.versus", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"default: all of {', '.join(_PARTS)}")
    parser.add_argument("--check", action="store_true", help="a shorter run, compared with bench/ratios.json")
    parser.add_argument("--rounds", type=int, help=f"default {_ROUNDS}; of --check {_ROUNDS_OF_CHECK}")
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--feeds-of-news-please", type=int, default=20, help="0: without it; --check is without it")
    parser.add_argument("--benchmark", type=Path, help="a copy of scrapinghub/article-extraction-benchmark")
    parser.add_argument("--million", action="store_true", help="matching up to 1,000,000 stored reports")
    parser.add_argument("--folder", type=Path, help="keeps the database of `pages` for the next time")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(_PARTS):
        parser.error(f"no part is called {min(unknown)!r}; there are {', '.join(_PARTS)}")
    given.rounds = given.rounds or (_ROUNDS_OF_CHECK if given.check else _ROUNDS)
    if given.check:
        given.feeds_of_news_please = 0
    return given


def _parts(given: argparse.Namespace) -> dict[str, Callable[[], Iterable[Part]]]:
    seconds = _IDLE_OF_CHECK if given.check else _IDLE
    return {
        "feed": lambda: feed.measure(given.rounds, given.feeds, given.feeds_of_news_please),
        "text": lambda: text.measure(given.rounds, given.benchmark),
        "rows": lambda: rows.measure(given.rounds, given.benchmark),
        "matching": lambda: growth.measure(given.rounds, given.million),
        "idle": lambda: idle.measure(given.rounds, seconds),
        "pages": lambda: views.measure(given.rounds, given.folder),
    }


def _write(part: Part, shown: str) -> None:
    """At once, so that a run that is broken off has written what it measured."""
    page = _PAGE.read_text(encoding="utf-8") if _PAGE.exists() else _HEAD
    _PAGE.write_text(put_in(page, part, shown, _ORDER), encoding="utf-8")
    before = json.loads(_RATIOS.read_text(encoding="utf-8")) if _RATIOS.exists() else {}
    _RATIOS.write_text(to_json([part], before), encoding="utf-8")


def _checked(committed: dict[str, float], done: list[Part]) -> int:
    measured = [ratio for part in done for ratio in part.ratios]
    missing, new = not_compared(committed, measured)
    worse = compare(committed, measured)
    print(f"{len(measured) - len(new)} ratios compared; not measured in this run: {', '.join(missing) or 'none'}")
    print("allowed: " + ", ".join(f"{kind.value} {share:.0%}" for kind, share in TOLERANCE.items()))
    for name in new:
        print(f"not committed yet: {name}")
    for one in worse:
        print(f"WORSE {one}")
    print(f"{len(worse)} worse: find out why; `make bench` accepts them" if worse else "all within their tolerance")
    return int(bool(worse))


if __name__ == "__main__":
    sys.exit(main())
