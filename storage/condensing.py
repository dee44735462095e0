"""Retention: an old article's text is cut down to the words that its reports quote, with a few words around them.

Rows, reports, quotes, headlines and addresses stay. Spans are counted anew in the shorter text, so whoever shows a
quote shows it as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select, update

from khabardar.identity import content_hash
from khabardar.vocabulary import ArticleState
from storage.tables import article_texts, articles, evidence, reports, superseded_reports

_AROUND = 60  # characters on either side of a quote, up to a word's or paragraph's end
_LEFT_OUT = " […] "
Extent = tuple[int, int]  # first character, one past the last


@dataclass(frozen=True, slots=True)
class Condensed:
    """The shorter text; `moved` says where each kept part begins now."""

    text: str
    parts: tuple[tuple[Extent, int], ...]  # extent in the whole text, first character in the shorter one

    def moved(self, span: Extent) -> Extent:
        """A quote's place in the shorter text."""
        for (start, end), now in self.parts:
            if start <= span[0] and span[1] <= end:
                return span[0] - start + now, span[1] - start + now
        raise ValueError(f"the span {span} was not kept")


def condense(text: str, spans: Iterable[Extent]) -> Condensed:
    """The parts of the text around these spans, which lie within it, in order. Pure."""
    shorter, parts = "", []
    for extent in _joined(_around(text, span) for span in spans):
        shorter += _LEFT_OUT.lstrip() if not shorter and extent[0] else _LEFT_OUT if shorter else ""
        parts.append((extent, len(shorter)))
        shorter += text[slice(*extent)]
    return Condensed(shorter, tuple(parts))


def condense_before(conn: Connection, before: datetime, now: datetime, limit: int) -> int:
    """Condense up to `limit` texts fetched before then, and forget what feeds carried of pages that were given up.

    Left alone: articles not read yet, with reports that wait to be matched, or running on (a later look may follow).
    """
    waiting = select(reports.c.article_id).where(reports.c.pending.is_not(None))
    whole = select(articles.c.id, articles.c.revision, articles.c.text, articles.c.seq).where(
        articles.c.state == ArticleState.DONE,
        articles.c.condensed_at.is_(None),
        articles.c.fetched_at < before,
        articles.c.text.is_not(None),
        articles.c.id.not_in(waiting),
    )
    found = conn.execute(whole.order_by(articles.c.seq).limit(limit)).all()
    for row in found:
        condensed = _condensed(conn, row.id, row.revision, row.text)
        values = {"text": condensed.text, "content_hash": content_hash(row.text), "condensed_at": now}
        conn.execute(update(articles).where(articles.c.seq == row.seq).values(**values))
    earlier = _condense_earlier(conn, before, now, limit - len(found))
    _forget_given_up(conn, before)
    return len(found) + earlier


def _condense_earlier(conn: Connection, before: datetime, now: datetime, limit: int) -> int:
    """Texts that their page has replaced since."""
    old = article_texts.c
    query = select(old.article_id, old.revision, old.text).where(old.condensed_at.is_(None), old.fetched_at < before)
    found = conn.execute(query.limit(max(limit, 0))).all()
    for row in found:
        condensed = _condensed(conn, row.article_id, row.revision, row.text)
        this = and_(old.article_id == row.article_id, old.revision == row.revision)
        conn.execute(update(article_texts).where(this).values(text=condensed.text, condensed_at=now))
    return len(found)


def _forget_given_up(conn: Connection, before: datetime) -> None:
    given_up = (articles.c.state == ArticleState.FAILED, articles.c.queued_at < before)
    conn.execute(update(articles).where(*given_up, articles.c.feed_content.is_not(None)).values(feed_content=None))


def _condensed(conn: Connection, article_id: str, revision: int, text: str) -> Condensed:
    """The shorter text of one revision, with every span that counts in it moved."""
    in_text = (reports.c.article_id == article_id, reports.c.text_revision == revision)
    quotes = conn.execute(select(evidence).join(reports, evidence.c.report_id == reports.c.id).where(*in_text)).all()
    replaced = superseded_reports.c
    of_text = (replaced.article_id == article_id, replaced.text_revision == revision)
    old = conn.execute(select(replaced.id, replaced.evidence).where(*of_text)).all()
    spans = [(row.start_char, row.end_char) for row in quotes]
    spans += [(start, end) for row in old for cell in row.evidence.values() for start, end in cell]
    shorter = condense(text, spans)
    if quotes:
        conn.execute(_MOVE, [_moved_quote(row, shorter) for row in quotes])
    for row in old:
        moved = {
            cell: [list(shorter.moved((start, end))) for start, end in cell_] for cell, cell_ in row.evidence.items()
        }
        conn.execute(update(superseded_reports).where(replaced.id == row.id).values(evidence=moved))
    return shorter


_MOVE = (
    update(evidence)
    .where(
        evidence.c.report_id == bindparam("of_report"),
        evidence.c.cell == bindparam("of_cell"),
        evidence.c.position == bindparam("at_position"),
    )
    .values(start_char=bindparam("start"), end_char=bindparam("end"))
)


def _moved_quote(row: object, shorter: Condensed) -> dict[str, object]:
    mapping = row._mapping  # type: ignore[attr-defined]
    start, end = shorter.moved((mapping["start_char"], mapping["end_char"]))
    return {
        "of_report": mapping["report_id"],
        "of_cell": mapping["cell"],
        "at_position": mapping["position"],
        "start": start,
        "end": end,
    }


def _around(text: str, span: Extent) -> Extent:
    """The span with some words of its paragraph on either side."""
    start, end = max(0, min(span[0], len(text))), max(0, min(span[1], len(text)))
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    cut = text.find(" ", first, start) if first > 0 and not text[first - 1].isspace() else first - 1
    first = cut + 1 if cut >= 0 or first == 0 else start
    line_end = text.find("\n", end)
    last = min(len(text) if line_end < 0 else line_end, end + _AROUND)
    if last < len(text) and not text[last].isspace():
        space = text.rfind(" ", end, last)
        last = space if space >= 0 else end
    return min(first, span[0]), max(last, span[1])


def _joined(extents: Iterable[Extent]) -> Sequence[Extent]:
    joined: list[Extent] = []
    for start, end in sorted(extents):
        if joined and start <= joined[-1][1] + len(_LEFT_OUT):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
