"""What the pages say, without JavaScript."""

import csv
import io
import json
import re
import sys
from contextlib import closing
from urllib.parse import urlencode

import pytest

from dashboard.views.deciding import _DECISIONS
from khabardar.filters import filter_from
from khabardar.vocabulary import PollCondition
from storage import open_storage

VIEWS = ("/", "/review", "/sources")


def rows(filled, **words):
    with closing(open_storage(filled[1].storage.url)) as storage:
        return list(storage.incidents(filter_from(words)))


def row_of(filled, place):
    return rows(filled, place=place)[0].id


@pytest.fixture(scope="module")
def disputed(filled):
    """A row whose outlets tell different tolls; one of them only copied."""
    with closing(open_storage(filled[1].storage.url)) as storage:
        for row in storage.incidents(filter_from({"outlets": "2"})):
            told = storage.reports_of_incident(row.id)
            tolls = {report.report.facts.killed.total for report in told} - {None}
            if len(tolls) > 1 and any(report.voice != report.publisher for report in told):
                return row
    raise AssertionError("the bundled site has such a row")


@pytest.mark.parametrize("view", [*VIEWS, "/nothing-here", "/?since=2031-01-01", "/?type=nonsense"])
def test_every_view_says_how_fresh_it_is(looker, view):
    page = looker.get(view).text
    assert "10 of 11" in re.sub(r"<[^>]+>", "", page)
    assert "Oldest content" in page
    assert "Last cycle" in page
    assert "Gwadar Tide" in page
    assert "last good 2 days ago" in page


def test_an_empty_table_says_why_and_never_all_clear(looker):
    page = looker.get("/?since=2031-01-01").text
    assert "No incident matches these filters." in page
    assert "That does not mean that nothing happened." in page
    assert "1 of 11 sources are not being seen" in page


def test_words_that_make_no_sense_are_said_and_nothing_is_shown(looker):
    answer = looker.get("/?type=suicide+bom&killed=3")
    assert answer.status == 400
    assert "did you mean" in answer.text
    assert "<tbody>" not in answer.text


def test_the_same_query_gives_the_same_rows_as_a_file(looker):
    query = "since=2026-03-11&admin1=balochistan"
    page = looker.get(f"/?{query}").text
    shown = set(re.findall(r'href="/incidents/(KB-\w+)"', page))
    assert f"/export.csv?{query.replace('balochistan', 'balochistan')}" in page.replace("&amp;", "&")
    exported = looker.get(f"/export.csv?{query}")
    assert exported.header("content-type").startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(exported.text)))
    assert {row["incident_id"] for row in rows} == shown
    assert len(shown) > 5


@pytest.mark.parametrize("name", ["geojson", "jsonl"])
def test_other_formats_answer_too(looker, name):
    answer = looker.get(f"/export.{name}?admin1=Sindh")
    assert answer.status == 200
    lines = answer.text.splitlines() if name == "jsonl" else [answer.text]
    assert all(json.loads(line) for line in lines)


def test_a_feed_of_the_same_rows(looker):
    answer = looker.get("/incidents.atom?admin1=Balochistan")
    assert answer.status == 200
    assert answer.header("content-type").startswith("application/atom+xml")
    assert "<feed" in answer.text


@pytest.mark.parametrize(("name", "package"), [("xlsx", "xlsxwriter"), ("parquet", "pyarrow")])
def test_a_format_whose_package_is_missing_is_said_before_a_file_begins(looker, monkeypatch, name, package):
    monkeypatch.setitem(sys.modules, package, None)  # as if it had never been installed
    answer = looker.get(f"/export.{name}")
    assert (answer.status, answer.header("content-disposition")) == (501, "")
    assert f"pip install 'khabardar[{name}]'" in answer.text


def test_an_export_that_makes_no_sense_says_so(looker):
    assert looker.get("/export.csv?since=soon").status == 400
    assert looker.get("/export.odt").status == 404


def test_rows_that_the_map_can_not_show_are_counted_and_listed(looker):
    page = looker.get("/").text
    counted = re.search(
        r"<strong>(\d+)</strong> on the map,\s+<strong>(\d+)</strong> known only[^<]*<strong>(\d+)", page
    )
    assert counted
    on_map, area, nowhere = map(int, counted.groups())
    total = int(re.search(r'class="total" role="status"><strong>(\d+)', page)[1])
    assert on_map + area + nowhere == total
    assert nowhere == 1
    listed = looker.get("/?mapped=no").text
    assert listed.count('class="place"') == area + nowhere
    drawn = looker.get("/map.json?zoom=9").text
    assert sum(cell["n"] for cell in json.loads(drawn)["cells"]) == on_map


def test_a_province_is_never_a_pin(looker):
    drawn = json.loads(looker.get("/map.json?zoom=9&admin1=Sindh&type=Attack").text)
    assert {"admin1": "Sindh", "count": 1}.items() <= drawn["areas"][0].items()
    assert all(cell["lat"] != 26.0 for cell in drawn["cells"])


def test_a_cluster_opens_a_list_of_exactly_its_rows(looker):
    cells = json.loads(looker.get("/map.json?zoom=5").text)["cells"]
    for cell in cells:
        listed = looker.get(cell["list"]).text
        assert f"{cell['n']} incident" in listed
        assert f"<strong>{cell['n']}</strong>" in looker.get(cell["rows"]).text


def test_pages_of_the_table_go_on_where_the_last_ended(looker):
    seen = []
    address = "/"
    while address:
        page = looker.get(address).text
        seen += re.findall(r'<td class="place"><a href="/incidents/(KB-\w+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen))
    assert len(seen) == int(re.search(r'role="status"><strong>(\d+)', looker.get("/").text)[1])


@pytest.mark.parametrize("order", ["newest", "oldest", "killed", "changed", "outlets", "unsure"])
def test_every_order_is_offered_or_at_least_understood(looker, order):
    assert looker.get(f"/?sort={order}").status == 200


@pytest.mark.parametrize("address", ["/?sort=zigzag", "/?after=x", "/?box=1,2", "/?killed=many", "/listed?after=x"])
def test_odd_addresses_are_refused_with_words(looker, address):
    assert looker.get(address).status == 400


def test_one_incident_shows_each_fact_in_its_outlets_words(looker, disputed):
    page = looker.get(f"/incidents/{disputed.id}").text
    assert re.search(r"<mark>[^<]*killed[^<]*</mark>", page)
    assert "Sources disagree." in page
    assert 'class="disagree"' in page
    assert f"row {disputed.facts.killed.total}" in page  # in the plot of the toll
    assert "a copy: no voice of its own" in page
    assert "Why these reports are one row" in page
    assert "place: the same place" in page


def test_the_beginning_of_an_id_is_enough_and_an_unknown_one_is_said(looker, filled):
    name = row_of(filled, "Loralai")
    assert looker.get(f"/incidents/{name.lower()}").header("location").startswith(f"/incidents/{name}")
    assert looker.get("/incidents/KB-ZZZZZZZ").status == 404


def test_possible_doubles_are_shown_with_their_reasons(looker, filled):
    page = looker.get(f"/incidents/{row_of(filled, 'Zehri')}").text
    assert "Possible duplicates" in page
    assert "Baghbana" in page
    assert "70 km apart" in page


def test_the_queue_begins_with_what_matters_most_and_is_least_sure(looker):
    page = looker.get("/review").text
    order = re.findall(r"<strong><bdi>([^<]+)</bdi></strong>", page)
    assert set(order[:2]) == {"Zehri", "Baghbana"}
    assert "possible duplicate" in page


def test_sources_say_how_they_are_and_the_way_out(looker):
    page = looker.get("/sources").text
    first = page.index("Gwadar Tide", page.index("<tbody>"))
    assert first < page.index("The Quetta Ledger", page.index("<tbody>"))
    assert "4 times in a row" in page
    assert "If it lasts, open the address yourself." in page
    assert "42 s" in page  # how long a cycle took
    assert "A page that went away" in page
    assert "404: the page is gone" in page


def test_every_fault_of_a_source_has_a_way_out():
    from dashboard.shown import WAYS_OUT

    faults = {condition for condition in PollCondition if not condition.is_success}
    assert faults == set(WAYS_OUT)


def test_articles_without_a_row_can_be_read(looker):
    page = looker.get("/sources?source=quetta-ledger").text
    article = re.search(r'<a href="(/articles/\w+)">', page)
    assert article
    shown = looker.get(article[1]).text
    assert "The reader found no incident in it." in shown


def test_times_are_told_in_utc_and_in_the_regions_zone(looker):
    assert '15 Mar 2026 11:00 UTC <span class="there">16:00 PKT</span>' in looker.get("/sources").text


def test_right_to_left_text_is_marked_as_such(looker, filled):
    page = looker.get(f"/incidents/{row_of(filled, 'مستونگ')}").text
    assert re.search(r'<q lang="ur" dir="rtl">.*<mark>مستونگ</mark>', page)


def test_every_decision_has_a_form_on_the_page_of_a_row(looker, filled):
    page = looker.get(f"/incidents/{row_of(filled, 'Loralai')}").text
    for action in set(_DECISIONS) - {"undo"}:
        assert re.search(rf'action="/incidents/KB-\w+/{action}"', page), action


def test_words_are_looked_for_in_the_articles_that_tell_a_row(looker, filled):
    (wanted,) = [row.id for row in rows(filled, text='"بم دھماکے" ہلاک')]
    found = looker.get("/?" + urlencode({"text": '"بم دھماکے" ہلاک'}))
    assert wanted in found.text
    refused = looker.get("/?text=%22%22")
    assert refused.status == 400
    assert "holds no word to look for" in refused.text
