"""Rows out of a real database: their articles, what changed last, and the command."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from export import gathered
from export.feed import feed_rows
from khabardar.identity import article_id
from khabardar.interfaces import Cluster, CopyMarks, IncidentFilter, Resolution, Storage
from khabardar.records import Article, Facts, Reading, Report, Source, StoredReport, Toll
from khabardar.reviews import Reject
from khabardar.vocabulary import DatePrecision, GeoPrecision, RejectReason, Role, SourceKind, SubEventType
from storage import open_storage

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def facts(day: int, killed: int) -> Facts:
    return Facts(
        date_start=date(2026, 3, day),
        date_end=date(2026, 3, day),
        date_precision=DatePrecision.DAY,
        place="Kolpur",
        admin2="Kachhi",
        admin1="Balochistan",
        country="PK",
        latitude=29.91,
        longitude=67.13,
        geo_precision=GeoPrecision.TOWN,
        sub_event_type=SubEventType.ARMED_CLASH,
        killed=Toll(security=killed),
    )


def tell(storage: Storage, number: int, told: Facts, reports: int = 1) -> list[StoredReport]:
    url = f"https://dawn.example/{number}"
    at = NOW + number * HOUR
    article = Article(
        article_id(url), url, "dawn", f"Kolpur: report {number}", at, at, "Words.", content_hash=str(number)
    )
    storage.save_article(article)
    read = tuple(Report(f"r{n}", told) for n in range(reports))
    storage.save_reading(article.id, Reading(read, "rules", "1"), CopyMarks(b""))
    return list(storage.reports_of_article(article.id))


def put(storage: Storage, reports: list[StoredReport], at: datetime, row: str | None = None, **cells: Any) -> str:
    told = reports[-1].report.facts
    ids = tuple(report.id for report in reports)
    publishers = cells.pop("publishers", 1)
    storage.apply(Resolution((Cluster(ids, row, told, Role.MAIN, 0.8, publishers, why="as told", **cells),)), at)
    return str(storage.reports_of_article(reports[0].article_id)[0].incident_id)


@pytest.fixture
def database(tmp_path) -> Path:
    return tmp_path / "k.db"


@pytest.fixture
def storage(database):
    opened = open_storage(f"sqlite:///{database}")
    opened.sync_sources([Source("dawn", "The Dawn", SourceKind.FEED, "https://dawn.example/feed", "dawn")])
    yield opened
    opened.close()


def test_rows_come_with_their_articles_oldest_first_each_once(storage) -> None:
    second, first = tell(storage, 2, facts(1, 3)), tell(storage, 1, facts(1, 3), reports=2)
    put(storage, [*second, *first], NOW)
    put(storage, tell(storage, 3, facts(2, 1)), NOW)
    newest, older = gathered(storage, IncidentFilter())
    assert [source.url for source in older.sources] == ["https://dawn.example/1", "https://dawn.example/2"]
    assert older.sources[0].outlet == "The Dawn"
    assert older.sources[0].title == "Kolpur: report 1"
    assert older.sources[0].published == NOW + HOUR
    assert [source.url for source in newest.sources] == ["https://dawn.example/3"]


def test_more_rows_than_a_batch_keep_their_order(storage) -> None:
    reports = tell(storage, 1, facts(1, 1), reports=601)
    for start in range(0, 601, 300):
        clusters = tuple(
            Cluster((report.id,), None, report.report.facts, Role.MAIN, 0.5, 1, why="as told")
            for report in reports[start : start + 300]
        )
        storage.apply(Resolution(clusters), NOW)
    rows = list(gathered(storage, IncidentFilter()))
    assert len(rows) == 601
    assert [row.incident.id for row in rows] == sorted(row.incident.id for row in rows)
    assert all(len(row.sources) == 1 for row in rows)


def test_a_feed_moves_only_where_something_material_changed(storage) -> None:
    reports = tell(storage, 1, facts(1, 3))
    name = put(storage, reports, NOW)
    other = put(storage, tell(storage, 2, facts(5, 1)), NOW + HOUR)
    more = tell(storage, 3, facts(1, 3))
    put(storage, [*reports, *more], NOW + 2 * HOUR, row=name, publishers=2)  # one more outlet says the same
    rows = feed_rows(storage, IncidentFilter(), NOW + 3 * HOUR)
    assert [(row.incident.id, row.material_change) for row in rows] == [(other, NOW + HOUR), (name, NOW)]
    third = tell(storage, 4, facts(1, 5))
    put(storage, [*reports, *more, *third], NOW + 3 * HOUR, row=name, publishers=3)
    rows = feed_rows(storage, IncidentFilter(), NOW + 3 * HOUR)
    assert [(row.incident.id, row.material_change) for row in rows] == [(name, NOW + 3 * HOUR), (other, NOW + HOUR)]
    assert [row.incident.id for row in feed_rows(storage, IncidentFilter(limit=1), NOW + 3 * HOUR)] == [name]
    assert feed_rows(storage, IncidentFilter(), NOW + timedelta(days=60)) == []


def test_a_feed_looks_behind_hundreds_of_rows_that_only_got_an_outlet_more(storage) -> None:
    reports = tell(storage, 1, facts(1, 1), reports=510)
    clusters = [Cluster((report.id,), None, facts(1, 1), Role.MAIN, 0.5, 1, why="as told") for report in reports]
    storage.apply(Resolution(tuple(clusters)), NOW)
    rows = [str(report.incident_id) for report in storage.reports_of_article(reports[0].article_id)]
    risen = put(storage, reports[:1], NOW + HOUR, row=rows[0])
    told = Cluster((reports[0].id,), rows[0], facts(1, 9), Role.MAIN, 0.5, 1, why="as told")
    storage.apply(Resolution((told,)), NOW + HOUR)
    louder = [
        Cluster((report.id,), row, facts(1, 1), Role.MAIN, 0.5, 2, why="one more outlet")
        for report, row in zip(reports[1:], rows[1:], strict=True)
    ]
    storage.apply(Resolution(tuple(louder)), NOW + 2 * HOUR)
    first, second = feed_rows(storage, IncidentFilter(limit=2), NOW + 3 * HOUR)
    assert (first.incident.id, first.material_change) == (risen, NOW + HOUR)
    assert second.material_change == NOW


def test_changes_carry_the_rows_that_ended(storage) -> None:
    name = put(storage, tell(storage, 1, facts(1, 3)), NOW)
    put(storage, tell(storage, 2, facts(5, 1)), NOW)
    storage.review(Reject(name, "ann", reason=RejectReason.OLD_NEWS), lambda reports: None, NOW + HOUR)
    rows = list(gathered(storage, IncidentFilter(changed_since=NOW + HOUR / 2)))
    assert [(row.incident.id, row.incident.status.value) for row in rows] == [(name, "rejected")]


def call(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    config = database.with_name("config.yaml")
    config.write_text(f"storage:\n  url: sqlite:///{database}\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "cli.main", "export", *words, "--config", str(config)],
        cwd=database.parent,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
        check=False,
    )


def test_the_command_writes_a_folder_with_its_package(storage, database) -> None:
    put(storage, tell(storage, 1, facts(1, 3)), NOW)
    put(storage, tell(storage, 2, facts(5, 1)), NOW)
    done = call(database, "csv", "-o", "out/", "--killed", "2", "--coarse", "admin1", "--no-names", "--hxl")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "1 incidents to out/\n")
    folder = database.parent / "out"
    assert sorted(path.name for path in folder.iterdir()) == ["datapackage.json", "incidents.csv"]
    tags, row = csv.DictReader((folder / "incidents.csv").open(encoding="utf-8", newline=""))
    assert (tags["place"], row["place"], row["sources"]) == ("#loc+name", "", "The Dawn")
    (resource,) = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert (resource["filter"], resource["row_count"]) == ({"killed": "2"}, 1)
    assert "places finer than admin1" in resource["left_out"]


def test_the_command_writes_a_file_or_stdout(storage, database) -> None:
    name = put(storage, tell(storage, 1, facts(1, 3)), NOW)
    assert call(database, "geojson", "-o", "map.geojson").returncode == 0
    assert json.loads((database.parent / "map.geojson").read_text(encoding="utf-8"))["features"][0]["id"] == name
    assert call(database, "atom").stdout.startswith("<?xml")


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("xls",), 2, "there is no export format 'xls'; choose one of: csv, jsonl"),
        (("csv", "--coarse", "0.2"), 2, "--coarse '0.2' is none of: admin2, admin1, 0.1"),
        (("csv", "--since", "March"), 2, "--since 'March' is no day"),
        (("csv", "-o", "nowhere/at/all.csv"), 1, "can't write nowhere/at/all.csv"),
    ],
)
def test_what_can_not_be_done_says_why(storage, database, words: tuple[str, ...], status: int, says: str) -> None:
    done = call(database, *words)
    assert (done.returncode, done.stdout) == (status, "")
    assert says in done.stderr
