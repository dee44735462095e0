"""Near-copies of articles: one text that several outlets carry is one voice, however they cut or head it.

MinHash over runs of four words, from zlib's CRC and fixed multipliers: the same on every machine and in every run.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

_VALUES = 63
_BAND_ROWS = 3  # 21 bands of 3: a pair of similarity 0.5 shares a band with odds of 0.94, one of 0.05 with 0.003
_SHINGLE_WORDS = 4
_MASK = (1 << 64) - 1
_HEAD = struct.Struct(">I")  # number of shingles
_BODY = struct.Struct(f">{_VALUES}I")
_WORD = re.compile(r"\w+")

_SHORTEST = 30  # shingles; below, two notices of one kind can't be told from a near-copy, only from an exact one
_SHORTEST_EXACT = 8  # shingles; below, two outlets can come to the same words by themselves
_DIGEST_BYTES = 4 * _BAND_ROWS  # as long as a band, so that `bands` gives it whole
_COPY_SIMILARITY = 0.35  # of the whole: a copy of a third of the text is an excerpt
_COPY_CONTAINMENT = 0.75  # of the shorter text; two texts of one template share half of their runs, seldom more


_OF_A_SHORT_TEXT = 2  # articles with its very words tell their group; there may be a thousand


def _multipliers() -> tuple[tuple[int, int], ...]:
    """Odd multipliers and addends from a hash of their number: random enough, and for ever the same."""
    digests = (hashlib.sha256(f"minhash {i}".encode()).digest() for i in range(_VALUES))
    return tuple((int.from_bytes(d[:8], "big") | 1, int.from_bytes(d[8:16], "big")) for d in digests)


_HASHES = _multipliers()


def signature(text: str) -> bytes:
    """256 bytes: the number of shingles and 63 minima of 32 bits.

    A text of under 30 shingles has a digest of its words instead of minima: only an exact copy is like it. One of
    under 8 has neither.
    """
    shingles = _shingles(text)
    if len(shingles) < _SHORTEST:
        return _HEAD.pack(len(shingles)) + (_digest(text) if len(shingles) >= _SHORTEST_EXACT else b"")
    # the upper half of a multiply-add is the well-mixed one
    minima = [min([(a * s + b) & _MASK for s in shingles]) >> 32 for a, b in _HASHES]
    return _HEAD.pack(len(shingles)) + _BODY.pack(*minima)


def bands(signature: bytes) -> tuple[bytes, ...]:
    """21 keys; two texts that share one are candidates. One for a short text, none for one too short to be a copy."""
    minima, size = signature[_HEAD.size :], 4 * _BAND_ROWS
    return tuple(bytes([place // size]) + minima[place : place + size] for place in range(0, len(minima), size))


def similarity(a: bytes, b: bytes) -> float:
    """The Jaccard index of two texts' shingles, estimated from their signatures (standard error 0.06)."""
    if len(a) != len(b) or len(a) <= _HEAD.size:
        return 0.0
    if len(a) == _HEAD.size + _DIGEST_BYTES:
        return float(a == b)
    ours, theirs = _BODY.unpack_from(a, _HEAD.size), _BODY.unpack_from(b, _HEAD.size)
    return sum(1 for x, y in zip(ours, theirs, strict=True) if x == y) / _VALUES


def containment(a: bytes, b: bytes) -> float:
    """The share of the shorter text's shingles that the longer one has: 1 for a copy that only lost its end."""
    alike = similarity(a, b)
    ours, theirs = (int.from_bytes(mark[: _HEAD.size], "big") for mark in (a, b))
    shared = alike / (1 + alike) * (ours + theirs)
    return min(1.0, shared / max(1, min(ours, theirs)))


def copies_among(signature: bytes, candidates: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
    """The articles, of (article id, signature), that this text is a near-copy of: the most alike first, then by id.

    Symmetric, so that groups of copies, which join whatever is a copy of one of them, are the same for any order.
    """
    copies = []
    for article_id, other in candidates:
        alike = similarity(signature, other)
        if alike >= _COPY_SIMILARITY and containment(signature, other) >= _COPY_CONTAINMENT:
            copies.append((-alike, article_id))
    return tuple(article_id for _, article_id in sorted(copies))


def copies_in_turn(
    signed: Sequence[tuple[str, bytes]], known: Iterable[tuple[str, bytes]]
) -> list[tuple[tuple[str, ...], tuple[bytes, ...]]]:
    """Of each article, of (article id, signature): what it is a near-copy of, as `copies_among`; and its bands.

    Candidates are the `known` articles, if another than itself, and those before it in the list.
    """
    sharing: defaultdict[bytes, dict[str, bytes]] = defaultdict(dict)

    def add(article_id: str, signature: bytes, its_bands: Iterable[bytes]) -> None:
        for band in its_bands:
            sharing[band][article_id] = signature

    for article_id, other in known:
        add(article_id, other, bands(other))
    found = []
    for article_id, ours in signed:
        its_bands = bands(ours)
        most = _OF_A_SHORT_TEXT if len(its_bands) == 1 else None
        near = (pair for band in its_bands for pair in islice(sharing[band].items(), most))
        candidates = {name: mark for name, mark in near if name != article_id}
        found.append((copies_among(ours, candidates.items()), its_bands))
        add(article_id, ours, its_bands)
    return found


def _digest(text: str) -> bytes:
    """Of the words alone: letter case, marks and white space don't count."""
    return hashlib.sha256(" ".join(_WORD.findall(text.casefold())).encode()).digest()[:_DIGEST_BYTES]


def _shingles(text: str) -> set[int]:
    words = _WORD.findall(text.casefold())
    runs = (" ".join(words[i : i + _SHINGLE_WORDS]) for i in range(len(words) - _SHINGLE_WORDS + 1))
    return {zlib.crc32(run.encode()) for run in runs}
