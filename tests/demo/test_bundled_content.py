"""The bundled site's articles and the rows that are expected of them."""

import json
from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

import pytest

from demo.content import Fault, ListingKind, SiteContent, load_content
from demo.site import site_folder
from khabardar.codec import facts_from_dict, facts_to_dict
from khabardar.errors import InputError
from khabardar.vocabulary import Side

_WORDS = {5: "five", 6: "six", 7: "seven", 9: "nine", 11: "eleven", 13: "thirteen", 18: "eighteen"}


@pytest.fixture(scope="module")
def content() -> SiteContent:
    return load_content(site_folder())


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, Any]]:
    lines = (site_folder() / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["id"]: entry for entry in map(json.loads, lines)}


@pytest.fixture(scope="module")
def clusters(expected: dict[str, dict[str, Any]]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    found: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for entry in expected.values():
        for incident in entry["incidents"]:
            found[incident["cluster"]].append((entry["id"], incident))
    return found


def test_there_are_enough_outlets_and_articles(content):
    writing = {article.outlet.id for article in content.articles}

    assert len(writing) >= 6
    assert len(content.articles) >= 44


def test_every_kind_of_listing_fault_and_side_is_there(content):
    assert {outlet.kind for outlet in content.outlets} == set(ListingKind)
    assert {outlet.fault for outlet in content.outlets} == {*Fault, None}
    assert {outlet.side for outlet in content.outlets} == set(Side)


def test_articles_have_a_length_of_their_kind_and_one_line_a_paragraph(content):
    for article in content.articles:
        assert 120 <= len(article.text.split()) <= 450, article.id
        assert not any("\n" in paragraph for paragraph in article.paragraphs), article.id


def test_articles_lie_within_one_week_and_day_two_comes_after_day_one(content):
    assert {article.published.date() for article in content.articles} <= {date(2026, 3, day) for day in range(9, 16)}
    assert {article.day for article in content.articles} == {1, 2}
    last_of_day_one = max(article.published for article in content.articles if article.day == 1)
    assert all(article.published > last_of_day_one for article in content.articles if article.day == 2)


def test_paths_of_articles_are_unique(content):
    assert max(Counter(article.path for article in content.articles).values()) == 1


def test_every_article_has_its_expected_line_with_the_same_words(content, expected):
    assert set(expected) == {article.id for article in content.articles}
    for article in content.articles:
        entry = expected[article.id]
        assert entry["text"] == article.text, f"copy the text of {article.id} into expected.jsonl"
        assert entry["title"] == article.title
        assert datetime.fromisoformat(entry["published"]) == article.published
        assert entry["url"].endswith(article.path)


def test_expected_incidents_are_in_the_form_of_the_codec(expected):
    for article_id, entry in expected.items():
        for incident in entry["incidents"]:
            own = {name: incident.pop(name) for name in ("key", "parent", "cluster", "role")}
            assert facts_to_dict(facts_from_dict(incident)) == incident | {"tags": sorted(incident["tags"])}, article_id
            incident |= own


def test_keys_are_unique_and_parents_are_in_the_same_article(expected):
    for article_id, entry in expected.items():
        keys = [incident["key"] for incident in entry["incidents"]]
        assert len(set(keys)) == len(keys), article_id
        assert {incident["parent"] for incident in entry["incidents"]} <= {*keys, None}, article_id


def test_dates_are_in_order_and_not_after_publication(expected):
    for article_id, entry in expected.items():
        for incident in entry["incidents"]:
            assert incident["date_start"] <= incident["date_end"] <= entry["published"][:10], article_id


def test_tolls_lie_between_their_low_and_high(expected):
    for article_id, entry in expected.items():
        for killed in (incident["killed"] for incident in entry["incidents"]):
            if killed["total"] is None:
                assert killed["low"] is killed["high"] is None, article_id
            else:
                assert killed["low"] <= killed["total"], article_id
                assert killed["high"] is None or killed["high"] >= killed["total"], article_id


def test_places_stand_in_the_text(expected):
    for article_id, entry in expected.items():
        for incident in entry["incidents"]:
            assert incident["place"] in entry["text"], (article_id, incident["place"])


def test_counts_above_four_stand_in_the_text_as_figure_or_word(expected):
    # smaller ones are also told one by one: "the owner, his apprentice and a rickshaw driver"
    for article_id, entry in expected.items():
        text = f"{entry['title']} {entry['text']}".lower()
        for count in (count for incident in entry["incidents"] for count in _stated_counts(incident) if count > 4):
            assert str(count) in text or _WORDS[count] in text, (article_id, count)


def _stated_counts(incident: dict[str, Any]) -> list[int]:
    groups = ("civilians", "security", "militants", "unspecified")
    counts = [incident[toll][group] for toll in ("killed", "injured") for group in groups]
    counts += [incident[name] for name in ("abducted", "freed", "arrested")]
    return [count for count in counts if count is not None]


def test_at_least_nine_articles_have_no_incident(expected):
    assert sum(not entry["incidents"] for entry in expected.values()) >= 9


def test_a_toll_rises_over_four_outlets_and_two_days(content, clusters):
    days = {article.id: article.day for article in content.articles}
    reports = clusters["site-2026-03-13-loralai-market"]

    assert len({article_id.split("/")[0] for article_id, _ in reports}) >= 4
    assert {incident["killed"]["total"] for article_id, incident in reports if days[article_id] == 1} == {4, 6}
    assert {incident["killed"]["total"] for article_id, incident in reports if days[article_id] == 2} == {9}


def test_a_wave_has_children_in_several_towns(expected):
    entry = expected["durand-wire/balochistan-towns-attacked-ten-dead"]
    children = {incident["place"] for incident in entry["incidents"] if incident["parent"] == "wave"}

    assert len(children) >= 5


def test_two_alike_incidents_of_one_district_are_two_clusters(clusters):
    bannu = {name for name, reports in clusters.items() if any(i["admin2"] == "Bannu" for _, i in reports)}

    assert len(bannu) == 2


def test_front_matter_without_a_title_is_refused_with_the_file_named(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "outlets.yaml").write_text((site_folder() / "outlets.yaml").read_text(encoding="utf-8"))
    (tmp_path / "articles" / "x.md").write_text("---\noutlet: quetta-ledger\nslug: x\n---\n\nText.\n")

    with pytest.raises(InputError, match=r"x\.md.*title"):
        load_content(tmp_path)


def test_a_time_without_a_zone_is_refused(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "outlets.yaml").write_text((site_folder() / "outlets.yaml").read_text(encoding="utf-8"))
    front = "outlet: quetta-ledger\nslug: x\ntitle: T\npublished: '2026-03-10T10:00:00'\nauthor: A\nday: 1"
    (tmp_path / "articles" / "x.md").write_text(f"---\n{front}\n---\n\nText.\n")

    with pytest.raises(InputError, match="no zone"):
        load_content(tmp_path)
