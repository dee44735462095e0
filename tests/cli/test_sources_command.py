"""`khabardar sources test`, and lists of feeds in and out, as a user calls them."""

import json
import subprocess
import sys

import pytest
from servers.made_site import MadeSite, rss_item, story

from khabardar.config import load_config

CONFIG = """\
fetch: {delay: 0s, timeout: 5s, allow_private_addresses: true}

# the sources, by hand
sources:
  # a remark of mine
  - id: one
    url: https://one.example/feed   # behind a line

# and what comes after them
log:
  level: warning
"""
DATED = {"pubDate": "Mon, 02 Mar 2026 09:00:00 +0500"}


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def site():
    with MadeSite() as made:
        yield made


def sources(config, *words):
    command = [sys.executable, "-m", "cli.main", "sources", *words, "--config", str(config)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def home(head="", body=""):
    return f"<html lang='en'><head><title>The Made Paper | News</title>{head}</head><body>{body}</body></html>"


def add_stories(site, *paths):
    for path in paths:
        site.put(path, story(f"Story at {path}"))


def pasted(config, text):
    """What a user does with it."""
    config.write_text(f"{CONFIG.split('log:')[0].replace('# and what comes after them', '')}{text}", encoding="utf-8")
    return load_config(config)


def test_a_site_s_feed_and_sitemap_are_found_tried_and_declared(site, config):
    site.put("/", home("<link rel='alternate' type='application/rss+xml' href='/news.rss'>"))
    site.feed(rss_item("/a1", "One", **DATED), rss_item("/a2", "Two", **DATED), path="/news.rss")
    site.put("/robots.txt", f"User-agent: *\nDisallow: /a2\nSitemap: {site.url}/map.xml", "text/plain")
    site.put("/map.xml", f"<urlset><url><loc>{site.url}/a1</loc></url></urlset>", "application/xml")
    add_stories(site, "/a1", "/a2")
    done = sources(config, "test", site.url)
    assert done.returncode == 0, done.stderr
    assert "2 items, the newest of 2026-03-02 04:00 UTC" in done.stdout
    assert "1 of 2 articles tried can be read" in done.stdout
    assert "robots.txt forbids" in done.stdout
    assert "/a2" not in site.paths()  # a look around is as polite as a crawl
    one, feed, sitemap = pasted(config, done.stdout).sources
    assert (one.id, feed.id, feed.kind.value, feed.url) == ("one", "the-made-paper", "feed", f"{site.url}/news.rss")
    assert (sitemap.kind.value, sitemap.url) == ("sitemap", f"{site.url}/map.xml")
    assert feed.checked is not None


def test_where_nothing_is_named_the_usual_addresses_are_tried(site, config):
    site.put("/", home())
    site.feed(rss_item("/a1", **DATED), path="/rss.xml")
    add_stories(site, "/a1")
    found = json.loads(sources(config, "test", site.url, "--json").stdout)
    assert [finding["candidate"]["url"] for finding in found["findings"]] == [f"{site.url}/rss.xml"]
    assert site.paths().count("/rss") == 1


def test_a_site_without_feeds_is_declared_as_a_page_of_links(site, config):
    titles = "".join(f"<h2><a href='/n/{n}'>Four words and more {n}</a></h2>" for n in range(6))
    site.put("/", home(body=f"<a href='/about'>About us</a>{titles}"))
    add_stories(site, *(f"/n/{n}" for n in range(6)))
    done = sources(config, "test", site.url)
    section = pasted(config, done.stdout).sources[1]
    assert (section.kind.value, section.selectors.list) == ("section", "h2 a")


def test_the_address_of_a_feed_and_the_id_of_a_source_may_be_given(site, config):
    site.feed(rss_item("/a1", **DATED))
    add_stories(site, "/a1")
    config.write_text(CONFIG.replace("https://one.example/feed", f"{site.url}/feed"), encoding="utf-8")
    done = sources(config, "test", "one")
    assert done.returncode == 0, done.stderr
    assert "in 'one' already" in done.stdout
    assert site.paths() == ["/feed", "/a1"]


@pytest.mark.parametrize("what", ["http://127.0.0.1:1/", "nowhere", "ftp://one.example/"])
def test_what_leads_nowhere_is_said_with_an_exit_code(config, what):
    done = sources(config, "test", what)
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


OPML = """<?xml version="1.0"?><opml version="1.0"><body><outline text="Pakistan">
<outline text="The Ledger &amp; Sons" type="rss" xmlUrl="https://www.ledger.com.pk/feed" htmlUrl="https://www.ledger.com.pk/"/>
<outline title="Known" XMLURL="https://one.example/feed"/></outline>
<outline text="no address"/><outline text="local" xmlUrl="file:///etc/passwd"/>
<outline text="One" xmlUrl="https://one.example/other"/></body></opml>"""


def test_a_list_of_feeds_is_added_below_the_sources_and_every_line_of_the_config_stays(config, tmp_path):
    listed = tmp_path / "feeds.opml"
    listed.write_text(OPML, encoding="utf-8")
    shown = sources(config, "import-opml", str(listed))
    assert config.read_text(encoding="utf-8") == CONFIG
    assert "3 feeds, 1 of them" in shown.stderr
    done = sources(config, "import-opml", str(listed), "--write")
    assert done.returncode == 0, done.stderr
    text = config.read_text(encoding="utf-8")
    before, _, after = CONFIG.partition("   # behind a line\n")
    assert text.startswith(f"{before}   # behind a line\n")
    assert text.endswith(after)
    assert shown.stdout.strip() in text
    ledger = load_config(config).sources[1]
    assert (ledger.id, ledger.publisher, ledger.country, ledger.timezone) == (
        "the-ledger-sons",
        "ledger",
        "PK",
        "Asia/Karachi",
    )
    assert [source.id for source in load_config(config).sources] == ["one", "the-ledger-sons", "one-2"]
    again = sources(config, "import-opml", str(listed), "--write")
    assert "3 of them" in again.stderr
    assert config.read_text(encoding="utf-8") == text


def test_what_goes_out_comes_back(config, tmp_path):
    more = """\
  - id: map
    kind: sitemap
    url: https://map.example/news.xml
    publisher: mapper
    side: official
    language: ur
    enabled: false
  - id: page
    kind: section
    url: https://page.example/news
    selectors: {list: h2 a}
    country: PK
    timezone: Asia/Karachi
"""
    config.write_text(f"sources:\n  - id: one\n    url: https://one.example/feed\n{more}", encoding="utf-8")
    out = tmp_path / "out.opml"
    assert sources(config, "export-opml", "-o", str(out)).returncode == 0
    assert sources(config, "export-opml", "-o", str(out)).returncode == 2  # never over a file that is there
    empty = tmp_path / "empty.yaml"
    empty.write_text("timezone: UTC\n", encoding="utf-8")
    assert sources(empty, "import-opml", str(out), "--write").returncode == 0
    was = {source.id: source for source in load_config(config).sources}
    back = {source.id: source for source in load_config(empty).sources}
    assert was.keys() == back.keys()
    for id_, source in back.items():
        told = ("kind", "url", "side", "language", "country", "timezone", "enabled", "selectors")
        assert [getattr(source, name) for name in told] == [getattr(was[id_], name) for name in told]


@pytest.mark.parametrize(("text", "words"), [("not xml at all", "OPML"), ("<html></html>", "no OPML"), ("", "no XML")])
def test_what_is_no_list_is_said(config, tmp_path, text, words):
    listed = tmp_path / "feeds.opml"
    listed.write_text(text, encoding="utf-8")
    done = sources(config, "import-opml", str(listed))
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_config_whose_list_stands_on_one_line_is_left_alone(config, tmp_path):
    flow = "sources: [{id: one, url: https://one.example/feed}]\n"
    config.write_text(flow, encoding="utf-8")
    listed = tmp_path / "feeds.opml"
    listed.write_text(OPML, encoding="utf-8")
    done = sources(config, "import-opml", str(listed), "--write")
    assert done.returncode == 3
    assert "list with dashes" in done.stderr
    assert config.read_text(encoding="utf-8") == flow
