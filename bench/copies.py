"""How the time to find near-copies of an article grows with the articles stored, and how right it is.

    python bench/copies.py [--full] [--timed 400] [--folder FOLDER]

Signatures are put into the real tables in bulk, up to 10,000 and 100,000 articles (with --full to 1,000,000): minima
as of unrelated texts, one in fifty of them notices of a few templates that share a quarter of their runs of words;
and among them the true signatures of some articles of 400 words. At each size new articles go the real way: kept with
their signature, their look-up and their bands. Half of them are copies of stored ones, cut, re-headed or edited.
"""

from __future__ import annotations

import argparse
import random
import resource
import struct
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.engine import Connection

from deduplication import bands, signature
from khabardar.identity import article_id
from khabardar.interfaces import Storage
from khabardar.records import Article, Reading, Source
from khabardar.vocabulary import SourceKind
from scheduler.stages import keep_reading
from storage import open_storage, tables

_SIZES = (10_000, 100_000)
_FULL = (*_SIZES, 1_000_000)
_BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
_WORDS = [head + tail for head in ("ba", "ce", "di", "fo", "gu", "ha") for tail in ("lan", "mir", "nok", "pus", "rat")]
_LENGTH = 400  # words
_TEMPLATES = 200
_OF_TEMPLATE = 50  # one article in so many
_SHARED = 0.25
_MINIMA = struct.Struct(">63I")
_CHUNK = 5000
_WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """Copies that were `found`, of those that are `true`, and the `right` ones of those found."""

    found: int
    true: int
    right: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="up to 1,000,000 articles: about ten minutes")
    parser.add_argument("--timed", type=int, default=400, help="articles timed at each size")
    parser.add_argument("--folder", type=Path, help="where the database goes; default: a temporary folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        _measure(Path(folder) / "bench.db", _FULL if given.full else _SIZES, given.timed)


def _measure(path: Path, sizes: tuple[int, ...], timed: int) -> None:
    rng = random.Random(1)
    storage = open_storage(f"sqlite:///{path}")
    storage.sync_sources([Source("wire", "Wire", SourceKind.FEED, "https://wire.example/feed", "wire")])
    print("what is stored before was put in in bulk, as signatures; what is timed goes the real way")
    number, times, judged = 0, [], []
    for size in sizes:
        texts = [_prose(rng) for _ in range(timed + _WARM_UP)]
        number = _load(path, size, number, texts, rng)
        _keep(storage, [_prose(rng) for _ in range(_WARM_UP)], number)
        number += _WARM_UP
        news = [_copy(text, rng) if n % 2 else _prose(rng) for n, text in enumerate(texts[:timed])]
        begin, clock = time.process_time(), time.perf_counter()
        _keep(storage, news, number)
        times.append((time.process_time() - begin) / timed)
        clock = (time.perf_counter() - clock) / timed
        judged.append(_judged(path, number, timed))
        number += timed
        processor = f"{1000 * times[-1]:5.1f} ms of the processor an article"
        print(f"{size:>9,} stored: {processor}; {1000 * clock:.1f} ms by the clock")
    print(f"growth from first to last: {times[-1] / times[0]:.2f}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    print(f"database: {path.stat().st_size / 1e6:.0f} MB, {path.stat().st_size / number:.0f} bytes an article, no text")
    found, right, true = (sum(getattr(one, name) for one in judged) for name in ("found", "right", "true"))
    print(f"precision {right / found:.4f}, recall {right / true:.4f}, over {true} copies")
    storage.close()


def _prose(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=_LENGTH))


def _copy(text: str, rng: random.Random) -> str:
    """As outlets copy: another head, the end cut off, a few words changed."""
    words = text.split()
    words = ["By", "our", "correspondent", *words[: rng.randint(_LENGTH * 6 // 10, _LENGTH)]]
    return " ".join("edited" if rng.random() < 0.01 else word for word in words)


def _article(number: int, text: str) -> Article:
    url = f"https://wire.example/{number}"
    at = _BEGIN + timedelta(minutes=5 * number)
    return Article(article_id(url), url, "wire", "News", at, at, text)


def _keep(storage: Storage, texts: list[str], first_number: int) -> None:
    for number, text in enumerate(texts, first_number):
        article = _article(number, text)
        storage.save_article(article)
        keep_reading(storage, article, Reading((), "bench", "1"), article.fetched)


def _load(path: Path, size: int, number: int, texts: list[str], rng: random.Random) -> int:
    """Fill up to `size` articles, the last of them with the signatures of these texts; returns the next number."""
    engine = create_engine(f"sqlite:///{path}")
    templates = [[rng.getrandbits(32) for _ in range(63)] for _ in range(_TEMPLATES)]
    with engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA synchronous = OFF")
        while number < size:
            until = min(size, number + _CHUNK)
            _insert(conn, number, [_signature(n, size, texts, templates, rng) for n in range(number, until)])
            conn.commit()
            number = until
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return number


def _signature(number: int, size: int, texts: list[str], templates: list[list[int]], rng: random.Random) -> bytes:
    from_end = size - number - 1
    if from_end < len(texts):
        return signature(texts[from_end])
    minima = rng.getrandbits(63 * 32).to_bytes(63 * 4, "big")
    if number % _OF_TEMPLATE == 0:
        pairs = zip(rng.choice(templates), _MINIMA.unpack(minima), strict=True)
        minima = _MINIMA.pack(*(shared if rng.random() < _SHARED else own for shared, own in pairs))
    return struct.pack(">I", _LENGTH - 3) + minima


def _insert(conn: Connection, first: int, signatures: list[bytes]) -> None:
    rows = []
    for number, marks in enumerate(signatures, first):
        article = _article(number, "")
        at = article.published.isoformat(timespec="microseconds").replace("+00:00", "Z")
        rows.append((number + 1, article.id, article.url, at, at, marks, article.id))
    conn.exec_driver_sql(
        "INSERT INTO articles (seq, id, url, source_id, state, published_at, fetched_at, authors, text, tries,"
        " revision, engine, engine_version, signature, copy_group)"
        " VALUES (?, ?, ?, 'wire', 'done', ?, ?, '[]', '', 0, 1, 'bench', '1', ?, ?)",
        rows,
    )
    conn.exec_driver_sql(
        "INSERT INTO signature_bands (band, article_seq) VALUES (?, ?)", list(_bands(first, signatures))
    )


def _bands(first: int, signatures: list[bytes]) -> Iterator[tuple[bytes, int]]:
    return ((band, number + 1) for number, marks in enumerate(signatures, first) for band in bands(marks))


def _judged(path: Path, first: int, timed: int) -> Judged:
    """Every second of the timed ones is a copy of the stored one with as many after it as it has before."""
    engine = create_engine(f"sqlite:///{path}")
    query = select(tables.articles.c.url, tables.articles.c.copy_of).where(tables.articles.c.seq > first)
    with engine.connect() as conn:
        found = {int(row.url.rsplit("/", 1)[1]): row.copy_of for row in conn.execute(query)}
    engine.dispose()
    stored = first - _WARM_UP  # the articles that were loaded in bulk
    wanted = {first + n: _article(stored - 1 - n, "").id for n in range(1, timed, 2)}
    right = sum(found[number] == original for number, original in wanted.items())
    return Judged(sum(copied is not None for copied in found.values()), len(wanted), right)


if __name__ == "__main__":
    main()
