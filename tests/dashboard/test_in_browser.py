"""The page in a real browser: each flow as a person does it, by mouse, by keyboard, on a phone, without JavaScript."""

import re
from contextlib import closing

import newsroom
import pytest
from page_server import serving
from real_browser import CHROMIUM, DESK, PHONE, SCREENSHOTS, Visitor, chromium

from khabardar.filters import filter_from
from khabardar.vocabulary import IncidentStatus
from storage import open_storage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is missing: apt-get install chromium"),
]
VIEWS = {"incidents": "/", "incident": "/incidents/", "review": "/review", "sources": "/sources"}


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser):
    """A function: a visitor of this port; every visitor leaves without a fault."""
    visitors = []

    def come(port, **options):
        visitors.append(Visitor(browser, port, **options))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def desk(config_of_copy):
    """A server whose rows may be changed."""
    with serving(config_of_copy, lambda: newsroom.NOW) as port:
        yield port


@pytest.fixture
def storage(config_of_copy):
    with closing(open_storage(config_of_copy.storage.url)) as opened:
        yield opened


@pytest.fixture(scope="module")
def told_most(filled):
    """The row with the most to show."""
    with closing(open_storage(filled[1].storage.url)) as opened:
        return max(opened.incidents(filter_from({})), key=lambda row: (row.publishers, row.reports)).id


def row(storage, **words):
    return next(iter(storage.incidents(filter_from(words))))


def total(page):
    return int(page.inner_text(".total strong").replace(",", ""))


def test_a_filter_changes_table_map_timeline_and_address(visit, shared_port):
    visitor = visit(shared_port)
    page = visitor.go("/")
    visitor.drawn()
    everything = total(page)
    page.select_option("#f-admin1", "Sindh")
    page.wait_for_selector(".chips a")
    page.wait_for_url("**/?admin1=Sindh")
    assert 0 < total(page) < everything
    assert page.locator("table.list tbody tr").count() == total(page)
    assert "admin1=Sindh" in page.get_attribute("a:text('CSV')", "href")
    page.wait_for_function("document.getElementById('found').dataset.map.includes('Sindh')")
    visitor.drawn()
    page.click("text=Show all")
    assert total(page) == everything
    page.go_back()
    page.wait_for_selector(".chips a")
    assert page.input_value("#f-admin1") == "Sindh"


def test_a_bar_of_the_timeline_asks_for_its_days(visit, shared_port):
    page = visit(shared_port).go("/")
    bar = page.locator(".bars a").last
    wanted = int(re.search(r": (\d+) inc", bar.get_attribute("aria-label"))[1])
    bar.click()
    page.wait_for_url("**since=*")
    assert total(page) >= wanted  # and those that began before and went on


def test_a_cluster_opens_a_list_and_narrows_the_table(visit, shared_port):
    visitor = visit(shared_port)
    visitor.go("/")
    page = visitor.drawn()
    heap = page.locator(".pin.heap").first
    number = int(heap.inner_text())
    heap.click(force=True)
    page.wait_for_selector("#cluster .listed")
    assert f"{number} incidents here" in page.inner_text("#cluster h2").lower()
    page.click("#cluster .narrow-to")
    page.wait_for_url("**box=*")
    assert total(page) == number


def test_a_mark_can_be_opened_by_keyboard(visit, shared_port):
    visitor = visit(shared_port)
    visitor.go("/")
    page = visitor.drawn()
    page.locator(".leaflet-marker-pane .pin").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#cluster .listed a:focus")


def test_the_view_of_the_map_is_a_filter_too(visit, shared_port):
    visitor = visit(shared_port)
    visitor.go("/")
    page = visitor.drawn()
    before = total(page)
    page.click(".leaflet-control-zoom-in")
    page.wait_for_timeout(400)
    page.click(".to-view")
    page.wait_for_url("**box=*")
    assert total(page) < before
    assert page.locator(".chips").inner_text().startswith("in an area of the map")


def test_rows_without_a_point_are_one_click_away(visit, shared_port):
    page = visit(shared_port).go("/")
    page.click("text=List those that the map can't show")
    assert page.locator("table.list tbody tr").count() == total(page)
    assert page.locator("td.place .only").count() >= total(page) - 1


def test_an_empty_list_says_why(visit, shared_port):
    page = visit(shared_port).go("/")
    page.fill("#f-killed", "9999")
    page.press("#f-killed", "Enter")
    page.wait_for_selector(".empty")
    assert "That does not mean that nothing happened" in page.inner_text(".empty")


def test_a_row_is_confirmed_and_the_decision_is_undone(visit, desk, storage):
    name = row(storage, place="Zehri").id
    page = visit(desk).go(f"/incidents/{name}")
    page.click("summary:has-text('Reviewer')")
    page.fill("#person-name", "Ann of the desk")
    page.click("text=Keep")
    page.click("form.confirm button")
    page.wait_for_selector("text=Confirmed.")
    assert storage.incident(name).status is IncidentStatus.CONFIRMED
    assert "Ann of the desk" in page.inner_text(".history")
    page.click("text=Undo the last decision")
    page.wait_for_selector("text=Taken back.")
    assert storage.incident(name).status is IncidentStatus.CANDIDATE


def test_a_row_is_rejected_for_a_reason(visit, desk, storage):
    name = row(storage, place="Zehri").id
    page = visit(desk).go(f"/incidents/{name}")
    page.click("summary:has-text('Reject')")
    page.check("input[value=old-news]")
    page.fill("details.reject input[name=note]", "told in 2019")
    page.click("details.reject button.bad")
    page.wait_for_selector("text=Rejected.")
    assert storage.incident(name).status is IncidentStatus.REJECTED


def test_a_cell_is_put_right(visit, desk, storage):
    name = row(storage, place="Zehri").id
    page = visit(desk).go(f"/incidents/{name}")
    page.click("text=Put cells right")
    page.fill("[id='e-killed.security']", "4")
    page.click("[aria-label='Save: Killed: security forces']")
    page.wait_for_selector("text=Put right.")
    assert storage.incident(name).facts.killed.security == 4
    assert page.locator(".set").count() == 1


def test_a_possible_double_is_merged_and_taken_apart_again(visit, desk, storage):
    keep, gone = row(storage, place="Zehri").id, row(storage, place="Baghbana").id
    page = visit(desk).go(f"/incidents/{keep}")
    page.click("text=Same incident: merge")
    page.wait_for_selector("text=Merged:")
    assert storage.incident(gone).id == keep
    page.click("text=Undo the last decision")
    page.wait_for_selector("text=Taken back.")
    assert storage.incident(gone).id == gone


def test_reports_are_split_off(visit, desk, storage):
    name = next(one for one in storage.incidents(filter_from({"outlets": "3"}))).id
    before = storage.incident(name).reports
    page = visit(desk).go(f"/incidents/{name}")
    page.click("summary:has-text('Split')")
    page.check(".splitting input[type=checkbox] >> nth=0")
    page.click("text=Give them a row of their own")
    page.wait_for_selector("text=Split:")
    assert storage.incident(name).reports == before - 1


def test_the_queue_is_worked_by_keyboard_alone(visit, desk, storage):
    page = visit(desk).go("/review")

    def opened():
        return page.get_attribute("#card", "data-row")

    def until_open(name):
        page.wait_for_function("name => document.getElementById('card').dataset.row === name", arg=name)

    order = page.eval_on_selector_all("#queue a", "links => links.map((link) => link.dataset.row)")
    assert opened() == order[0]
    page.keyboard.press("j")
    until_open(order[1])
    page.keyboard.press("k")
    until_open(order[0])
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    assert not page.is_visible("#keys")

    page.keyboard.press("c")
    until_open(order[1])
    assert storage.incident(order[0]).status is IncidentStatus.CONFIRMED
    assert page.locator(f"#q-{order[0]}").count() == 0

    page.keyboard.press("u")
    page.wait_for_selector(f"#q-{order[0]}")
    until_open(order[0])
    assert storage.incident(order[0]).status is IncidentStatus.CANDIDATE

    page.keyboard.press("x")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#q-{order[0]}", state="detached")
    assert storage.incident(order[0]).status is IncidentStatus.REJECTED
    assert "old news" in storage.history(order[0])[-1].why

    now = page.get_attribute("#queue .open a", "data-row")
    until_open(now)
    page.keyboard.press("e")
    page.focus("[id='e-killed.civilians']")
    page.keyboard.press("Control+a")
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    page.wait_for_selector(".set")
    assert storage.incident(now).facts.killed.civilians == 8


def test_a_double_is_merged_by_keyboard(visit, desk, storage):
    page = visit(desk).go("/review")
    first = page.get_attribute("#card", "data-row")
    page.keyboard.press("m")
    page.wait_for_selector("details.merge[open] input[name=other]:focus")
    other = page.input_value("details.merge input[name=other]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Merged:")
    assert storage.incident(other).id == first


def test_what_cannot_be_done_is_said_in_the_queue(visit, desk, storage):
    page = visit(desk).go("/review")
    page.keyboard.press("m")
    page.fill("details.merge input[name=other]", "KB-ZZZZZZZ")
    page.keyboard.press("Enter")
    page.wait_for_selector("#said .bad")


def test_without_javascript_all_but_the_map_works(visit, desk, storage):
    page = visit(desk, script=False).go("/")
    assert "needs JavaScript" in page.inner_text("#map")
    page.select_option("#f-admin1", "Sindh")
    page.click(".filter button.main")
    assert 0 < total(page) == page.locator("table.list tbody tr").count()
    page.click("td.place a >> nth=0")
    page.click("form.confirm button")
    assert "Confirmed." in page.inner_text(".note.good")
    page.goto(page.url.partition("/incidents")[0] + "/review")
    page.click("#queue a >> nth=1")
    page.click("details.reject summary")
    page.check("input[value=duplicate]")
    page.click("details.reject button.bad")
    assert "Rejected." in page.inner_text("#said")
    page.click("#said .undo-last button")
    assert "Taken back." in page.inner_text("#said")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("view", VIEWS)
def test_views_are_accessible_fit_and_are_pictured(visit, shared_port, told_most, view, size):
    visitor = visit(shared_port, size=size)
    page = visitor.go(VIEWS[view] + (told_most if view == "incident" else ""))
    if view == "incidents":
        visitor.drawn()
    assert visitor.accessibility() == []
    assert visitor.width_of_content() <= size["width"]
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{view}-{size['width']}.png", full_page=True)


def test_opened_menus_and_editors_are_accessible_too(visit, shared_port, told_most):
    visitor = visit(shared_port)
    page = visitor.go(f"/incidents/{told_most}")
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert visitor.accessibility() == []
    page = visitor.go("/?since=2031-01-01")
    assert visitor.accessibility() == []


def test_hostile_text_runs_nothing(visit, shared_port, filled):
    visitor = visit(shared_port)
    with closing(open_storage(filled[1].storage.url)) as opened:
        rows = [one.id for one in opened.incidents(filter_from({"place": "Dhadar"}))]
    for path in ("/", "/review", "/sources", *(f"/incidents/{name}" for name in rows)):
        page = visitor.go(path)
        if path == "/":
            visitor.drawn()
        assert page.evaluate("window.hacked") is None


def test_the_door_opens_to_the_token_alone(visit, filled):
    door = filled[1].dashboard.model_copy(update={"token": "a-token-for-the-tests"})
    with serving(filled[1].model_copy(update={"dashboard": door}), lambda: newsroom.NOW) as port:
        visitor = visit(port)
        page = visitor.go("/review")
        page.fill("#token", "a-token-for-the-tests")
        page.press("#token", "Enter")
        page.wait_for_selector("#queue")
        page.click("summary:has-text('Reviewer')")
        page.click("text=Log out")
        page.wait_for_selector("#token")
        assert visitor.accessibility() == []
        visitor.leave()


def test_the_first_tab_leads_past_the_head(visit, shared_port):
    page = visit(shared_port).go("/sources")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
