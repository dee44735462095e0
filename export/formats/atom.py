"""An Atom feed (RFC 4287) of rows: one entry a row, under one id for ever, with its point as GeoRSS.

`updated` of an entry is the row's last material change (`khabardar.material`), so that feed readers show a row again
only where there is something new to read. Rows that ended are tombstones (RFC 6721).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import quote

from lxml import etree

from export.exporter import ExportOptions
from export.rows import ExportedIncident, SourceRef
from khabardar import __version__
from khabardar.records import Incident
from khabardar.vocabulary import IncidentStatus
from khabardar.wording import headline, stated_cells, words

ATOM = "http://www.w3.org/2005/Atom"
GEORSS = "http://www.georss.org/georss"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_NAMESPACES = {None: ATOM, "georss": GEORSS, "at": TOMBSTONES}
_DEFAULT = {None: ATOM}
_ENDED = (IncidentStatus.REJECTED, IncidentStatus.MERGED, IncidentStatus.WITHDRAWN)
# Fixed for ever: ids of entries are made from it and the row's id.
_NAMESPACE = uuid.UUID("6f2d1f0c-95f0-5d54-9a43-5b3a41c0a6d7")
_STANDING = {
    IncidentStatus.CANDIDATE: "provisional: read by a machine, not reviewed",
    IncidentStatus.CONFIRMED: "confirmed",
}
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def write_atom(rows: Iterable[ExportedIncident], out: BinaryIO, options: ExportOptions) -> int:
    """The feed in the order of the rows. Its `updated` is that of its newest entry, so equal rows give equal bytes.

    The rows are held in memory: a feed says when it was updated before it gives its entries.
    """
    held = list(rows)
    updated = max((_updated(row) for row in held), default=_NEVER)
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(_name("feed"), nsmap=_NAMESPACES):
            for element in _head(updated, options):
                xml.write(element)
            for row in held:
                xml.write(_tombstone(row) if row.incident.status in _ENDED else _entry(row, options))
    return len(held)


def entry_id(incident_id: str) -> str:
    """The entry's name for ever, the same on every machine, since the row's is."""
    return uuid.uuid5(_NAMESPACE, incident_id).urn


def _updated(row: ExportedIncident) -> datetime:
    return row.material_change or row.incident.last_changed


def _head(updated: datetime, options: ExportOptions) -> list[Any]:
    head = [
        _text("id", uuid.uuid5(_NAMESPACE, options.address or "feed").urn),
        _text("title", "Khabardar: incidents"),
        _text("updated", _time(updated)),
        _text("generator", "Khabardar", version=__version__),
        _person("Khabardar"),
    ]
    if options.address:
        head.append(_link(options.address, rel="self", type="application/atom+xml"))
    return head


def _entry(row: ExportedIncident, options: ExportOptions) -> Any:
    incident = row.incident
    entry = etree.Element(_name("entry"), nsmap=_NAMESPACES)
    entry.append(_text("id", entry_id(incident.id)))
    entry.append(_text("title", headline(incident.facts)))
    entry.append(_text("published", _time(incident.first_seen)))
    entry.append(_text("updated", _time(_updated(row))))
    for person in dict.fromkeys(source.outlet for source in row.sources):
        entry.append(_person(person))
    for label in (
        incident.id,
        incident.facts.event_type.value,
        incident.facts.sub_event_type.value,
        incident.status.value,
    ):
        entry.append(etree.Element(_name("category"), term=label))
    entry.extend(_links(incident, row.sources, options))
    entry.append(_text("content", _content(row), type="text"))
    if (point := _point(incident)) is not None:
        entry.append(point)
    return entry


def _links(incident: Incident, sources: Iterable[SourceRef], options: ExportOptions) -> list[Any]:
    links = [_link(options.page + quote(incident.id), rel="alternate", type="text/html")] if options.page else []
    links += [_link(_iri(source.url), rel="related", title=_clean(source.outlet)) for source in sources if source.url]
    return links


def _content(row: ExportedIncident) -> str:
    incident = row.incident
    lines = [
        f"{incident.id}, {_STANDING.get(incident.status, incident.status.value)}. "
        f"Independent outlets: {incident.publishers}; articles: {incident.articles}."
    ]
    lines += [f"{name}: {words(value)}" for name, value in stated_cells(incident.facts).items()]
    lines += [f"Source: {source}" for source in row.sources]
    return "\n".join(lines)


def _tombstone(row: ExportedIncident) -> Any:
    """RFC 6721: the row is no longer one; a reader takes its entry away."""
    incident = row.incident
    gone = etree.Element(
        f"{{{TOMBSTONES}}}deleted-entry", ref=entry_id(incident.id), when=_time(_updated(row)), nsmap=_NAMESPACES
    )
    why = (
        f"{incident.id} was merged into {incident.merged_into}"
        if incident.merged_into
        else f"{incident.id}: {incident.status}"
    )
    comment = etree.SubElement(gone, f"{{{TOMBSTONES}}}comment")
    comment.text = why
    return gone


def _point(incident: Incident) -> Any:
    if incident.facts.latitude is None or incident.facts.longitude is None:
        return None
    point = etree.Element(f"{{{GEORSS}}}point")
    point.text = f"{incident.facts.latitude} {incident.facts.longitude}"
    return point


def _text(name: str, text: str, **attributes: str) -> Any:
    element = etree.Element(_name(name), nsmap=_DEFAULT, **attributes)
    element.text = _clean(text)
    return element


def _person(name: str) -> Any:
    person = etree.Element(_name("author"), nsmap=_DEFAULT)
    person.append(_text("name", name or "unknown"))
    return person


def _link(address: str, **attributes: str) -> Any:
    return etree.Element(_name("link"), nsmap=_DEFAULT, href=_clean(address), **attributes)


def _iri(url: str) -> str:
    """News addresses may hold what no address may: spaces, quotes, brackets."""
    return quote(url, safe="/:?#[]@!$&'()*+,;=%~-._")


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _clean(text: str) -> str:
    """XML 1.0 can't hold most control characters, nor half a surrogate pair."""
    return "".join(
        c if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "\ufffd"
        for c in text
    )
