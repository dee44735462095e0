"""JSON Lines, read back through the codec."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

from export_rows import exported
from hypothesis import given
from hypothesis import strategies as st

from export import ExportedIncident, SourceRef, export
from khabardar.codec import facts_from_dict
from khabardar.records import Toll
from khabardar.vocabulary import IncidentStatus, SubEventType, Tag, TargetType

counts = st.none() | st.integers(min_value=0, max_value=10_000)
tolls = st.builds(Toll, civilians=counts, security=counts, militants=counts, unspecified=counts)
# Storage never holds half of a surrogate pair (storage.columns.Words), and UTF-8 has no bytes for it.
texts = st.text(st.characters(exclude_categories=["Cs"]))
words = st.none() | texts.filter(bool)


def text_of(*rows: ExportedIncident) -> str:
    out = io.BytesIO()
    export("jsonl", rows, out)
    return out.getvalue().decode("utf-8")


def lines(*rows: ExportedIncident) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text_of(*rows).splitlines()]


def test_one_object_a_line_with_id_status_and_sources() -> None:
    first, second = lines(exported(), exported(id="KB-ZZZZZZZ", status=IncidentStatus.MERGED, merged_into="KB-4FZ7Q2M"))
    assert (first["id"], first["status"], first["merged_into"]) == ("KB-4FZ7Q2M", "candidate", None)
    assert (second["id"], second["status"], second["merged_into"]) == ("KB-ZZZZZZZ", "merged", "KB-4FZ7Q2M")
    assert first["sources"] == [
        {
            "outlet": "Coastal Courier",
            "url": "https://courier.example/kolpur",
            "published": "2026-02-03T04:00:00+00:00",
            "title": "Train guards die at Kolpur",
        },
        {"outlet": "Hill Wire", "url": "https://wire.example/1", "published": None, "title": None},
    ]


def test_no_rows_write_nothing() -> None:
    assert lines() == []


def test_text_is_written_as_it_is_read() -> None:
    assert "کوئٹہ" in text_of(exported(place="کوئٹہ"))


def test_nothing_said_is_null_and_none_killed_is_0() -> None:
    [row] = lines(exported(killed=Toll(security=0), injured=Toll()))
    assert (row["killed"]["total"], row["killed"]["security"], row["killed"]["civilians"]) == (0, 0, None)
    assert row["injured"]["total"] is None


@given(
    place=words,
    perpetrator=words,
    sub_event_type=st.sampled_from(SubEventType),
    tags=st.frozensets(st.sampled_from(Tag)),
    targets=st.lists(st.sampled_from(TargetType), unique=True).map(tuple),
    killed=tolls,
    injured=tolls,
    abducted=counts,
    latitude=st.none() | st.floats(-90, 90),
)
def test_facts_come_back_through_the_codec(**changes: Any) -> None:
    row = exported(**changes)
    [line] = lines(row)
    assert facts_from_dict(line) == row.incident.facts


@given(outlet=texts, url=texts)
def test_sources_come_back_whatever_their_text(outlet: str, url: str) -> None:
    row = replace(exported(), sources=(SourceRef(outlet, url),))
    assert lines(row)[0]["sources"] == [{"outlet": outlet, "url": url, "published": None, "title": None}]
