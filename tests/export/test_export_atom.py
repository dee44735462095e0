"""The Atom feed: through feedparser, and through the rules that a validator goes by (RFC 4287, RFC 6721, GeoRSS)."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from export_rows import exported
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from export import ExportedIncident, ExportOptions, SourceRef, export
from export.formats.atom import ATOM, GEORSS, TOMBSTONES, entry_id
from khabardar.vocabulary import IncidentStatus

HERE = ExportOptions(address="https://desk.example/incidents.atom?killed=1", page="https://desk.example/incidents/")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_PERSONS = ("author", "contributor")
_ONCE_IN_ENTRY = ("id", "title", "updated", "published", "content", "summary", "rights", "source")
_RELATIONS = ("alternate", "related", "self", "enclosure", "via")


def feed(*rows: ExportedIncident, options: ExportOptions = HERE) -> bytes:
    out = io.BytesIO()
    export("atom", rows, out, options)
    return out.getvalue()


def a(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def check_rfc_4287(document: bytes) -> Any:
    """What a feed validator refuses."""
    root = etree.fromstring(document)
    assert root.tag == a("feed")
    _check_common(root, ("id", "title", "updated", "generator", "icon", "logo", "subtitle"))
    if not root.findall(a("author")):
        assert all(entry.findall(a("author")) for entry in root.findall(a("entry")))
    assert [link.get("rel") for link in root.findall(a("link"))].count("self") <= 1
    ids = [entry.findtext(a("id")) for entry in root.findall(a("entry"))]
    assert len(set(ids)) == len(ids)
    for entry in root.findall(a("entry")):
        _check_common(entry, _ONCE_IN_ENTRY)
        has_alternate = any(link.get("rel", "alternate") == "alternate" for link in entry.findall(a("link")))
        assert has_alternate or entry.find(a("content")) is not None
    for gone in root.findall(f"{{{TOMBSTONES}}}deleted-entry"):
        assert _is_iri(gone.get("ref"))
        assert _DATE.fullmatch(gone.get("when"))
        assert gone.get("ref") not in ids
    return root


def _check_common(element: Any, once: tuple[str, ...]) -> None:
    for name in ("id", "title", "updated"):
        assert len(element.findall(a(name))) == 1, name
    for name in once:
        assert len(element.findall(a(name))) <= 1, name
    assert _is_iri(element.findtext(a("id")))
    for name in ("updated", "published"):
        for found in element.findall(a(name)):
            assert _DATE.fullmatch(found.text)
    for name in _PERSONS:
        for person in element.findall(a(name)):
            assert len(person.findall(a("name"))) == 1
            assert person.findtext(a("name"))
    for link in element.findall(a("link")):
        assert _is_iri(link.get("href"))
        assert link.get("rel", "alternate") in _RELATIONS
    for category in element.findall(a("category")):
        assert category.get("term")
    for point in element.findall(f"{{{GEORSS}}}point"):
        latitude, longitude = map(float, point.text.split())
        assert -90 <= latitude <= 90
        assert -180 <= longitude <= 180


def _is_iri(text: str | None) -> bool:
    return bool(text) and bool(urlsplit(text).scheme) and not re.search(r"[\s<>\"{}|\\^`]", text)


def parsed(*rows: ExportedIncident, options: ExportOptions = HERE) -> Any:
    document = feed(*rows, options=options)
    check_rfc_4287(document)
    found = feedparser.parse(io.BytesIO(document))
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def test_an_entry_as_feed_readers_see_it() -> None:
    found = parsed(exported())
    (entry,) = found.entries
    assert entry.title == "Armed clash, Kolpur (Balochistan), 2026-02-02 to 2026-02-03: 7 killed, 11 injured"
    assert entry.id == entry_id("KB-4FZ7Q2M")
    assert entry.link == "https://desk.example/incidents/KB-4FZ7Q2M"
    assert [link.href for link in entry.links if link.rel == "related"] == [
        "https://courier.example/kolpur",
        "https://wire.example/1",
    ]
    assert [author.name for author in entry.authors] == ["Coastal Courier", "Hill Wire"]
    assert {tag.term for tag in entry.tags} == {"KB-4FZ7Q2M", "Battles", "Armed clash", "candidate"}
    assert entry.where == {"type": "Point", "coordinates": (67.13, 29.91)}
    assert "provisional" in entry.content[0].value
    assert found.feed.links[0].href == HERE.address


def test_ids_are_the_same_for_ever_and_updated_is_the_last_material_change() -> None:
    changed = datetime(2026, 2, 3, 7, tzinfo=timezone(timedelta(hours=5)))
    before = replace(exported(), material_change=changed)
    after = replace(
        exported(revision=9, publishers=8, last_changed=datetime(2026, 2, 9, tzinfo=UTC)), material_change=changed
    )
    (one,), (other,) = parsed(before).entries, parsed(after).entries
    assert one.id == other.id == "urn:uuid:" + one.id.removeprefix("urn:uuid:")
    assert one.updated == other.updated == "2026-02-03T02:00:00Z"
    # Fixed when the feed was first published: readers know entries by it.
    assert entry_id("KB-4FZ7Q2M") == "urn:uuid:2949bd91-3f51-533a-8669-866086e612e0"


def test_the_feed_was_updated_when_its_newest_entry_was() -> None:
    rows = [
        replace(exported(id=name), material_change=datetime(2026, 2, day, tzinfo=UTC))
        for name, day in (("KB-AAAAAAA", 3), ("KB-BBBBBBB", 9), ("KB-CCCCCCC", 5))
    ]
    assert parsed(*rows).feed.updated == "2026-02-09T00:00:00Z"
    assert feed(*rows) == feed(*rows)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"status": IncidentStatus.MERGED, "merged_into": "KB-BBBBBBB"}, "merged into KB-BBBBBBB"),
        ({"status": IncidentStatus.REJECTED}, "rejected"),
    ],
)
def test_rows_that_ended_are_tombstones(changes: dict[str, Any], says: str) -> None:
    root = check_rfc_4287(feed(exported(**changes), exported(id="KB-BBBBBBB")))
    (gone,) = root.findall(f"{{{TOMBSTONES}}}deleted-entry")
    assert gone.get("ref") == entry_id("KB-4FZ7Q2M")
    assert says in gone.findtext(f"{{{TOMBSTONES}}}comment")
    assert len(parsed(exported(**changes)).entries) == 0


def test_no_rows_no_address_and_no_point_are_valid_too() -> None:
    assert parsed().entries == []
    (entry,) = parsed(exported(latitude=None, longitude=None, sources=()), options=ExportOptions()).entries
    assert "where" not in entry


@given(
    place=st.text(min_size=1),
    outlet=st.text(),
    url=st.text(),
    latitude=st.floats(-90, 90),
)
def test_any_text_makes_a_valid_feed(place: str, outlet: str, url: str, latitude: float) -> None:
    row = exported(place=place, latitude=latitude, sources=(SourceRef(outlet, f"https://a.example/{url}"),))
    check_rfc_4287(feed(row))


def test_hostile_text_is_text() -> None:
    row = exported(place="<script>alert(1)</script>&amp;", sources=(SourceRef("]]>", 'https://a.example/"><x>'),))
    (entry,) = parsed(row).entries
    root = check_rfc_4287(feed(row))
    assert "<script>alert(1)</script>&amp;" in root.findtext(f"{a('entry')}/{a('title')}")
    assert root.find(f".//{a('x')}") is None
    assert entry.links[1].href == "https://a.example/%22%3E%3Cx%3E"
