"""Sources and what their last polls left behind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from khabardar.records import Source, SourceState
from khabardar.vocabulary import Side, SourceKind
from storage import source_cells, state_cells
from storage.dialect import upsert
from storage.tables import source_states, sources


def sync(conn: Connection, wanted: Iterable[Source]) -> None:
    """Make the table agree with the config."""
    rows = [_to_row(source, position) for position, source in enumerate(wanted)]
    conn.execute(update(sources).where(~sources.c.retired).values(retired=True, position=None))
    if rows:
        upsert(conn, sources, rows)


def ensure(conn: Connection, ids: Iterable[str]) -> None:
    """Articles may come from elsewhere than the config (`replay`): their source is then kept as a retired one."""
    wanted = sorted(set(ids))
    known = set(conn.scalars(select(sources.c.id).where(sources.c.id.in_(wanted))))
    strangers = [Source(name, name, SourceKind.FEED, "", name) for name in wanted if name not in known]
    if strangers:
        conn.execute(insert(sources), [_to_row(source, None) | {"retired": True} for source in strangers])


def active(conn: Connection, ids: Collection[str] | None = None) -> Sequence[Source]:
    """Those of the config, in its order; all, or of these ids."""
    query = select(sources).where(~sources.c.retired).order_by("position")
    if ids is not None:
        query = query.where(sources.c.id.in_(ids))
    return [_source(row) for row in conn.execute(query)]


def states(conn: Connection, ids: Collection[str] | None = None) -> dict[str, SourceState]:
    """A state for each active source, or for those of these ids; one never polled has the default."""
    query = (
        select(sources.c.id, *(column for column in source_states.c if column.name != "source_id"))
        .outerjoin_from(sources, source_states)
        .where(~sources.c.retired)
        .order_by(sources.c.position)
    )
    if ids is not None:
        query = query.where(sources.c.id.in_(ids))
    return {row.id: _state(row) for row in conn.execute(query)}


def save_state(conn: Connection, state: SourceState) -> None:
    """Replaces the state that the source had."""
    cells = {"rhythm": state_cells.rhythm_to_json(state.rhythm), "wishes": state_cells.wishes_to_json(state.wishes)}
    upsert(conn, source_states, [asdict(state) | cells])


def _to_row(source: Source, position: int | None) -> dict[str, Any]:
    return asdict(source) | source_cells.to_json(source) | {"position": position, "retired": False}


def _source(row: Row[Any]) -> Source:
    return Source(
        id=row.id,
        name=row.name,
        kind=row.kind,
        url=row.url,
        publisher=row.publisher,
        side=Side(row.side),
        language=row.language,
        country=row.country,
        timezone=row.timezone,
        poll_min=row.poll_min,
        poll_max=row.poll_max,
        selectors=source_cells.selectors(row.selectors),
        article=source_cells.article_selectors(row.article),
        rules=source_cells.rules(row.rules),
        enabled=row.enabled,
        javascript=row.javascript,
        archive=state_cells.archive(row.archive),
    )


def _state(row: Row[Any]) -> SourceState:
    cells = dict(row._mapping)
    source_id = cells.pop("id")
    # A source without a row comes out of the outer join with every cell empty.
    if cells["failures"] is None:
        return SourceState(source_id)
    return SourceState(source_id, **cells | state_cells.parsed(cells))
