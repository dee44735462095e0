"""Sources that say `javascript: true`: in a real browser where there is one, and what is said where there is none."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from importlib.util import find_spec

import pytest
from crawling import Catch, WebServer

from crawler.browser.proxy import GuardedProxy

Crawl = Callable[..., Catch]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or find_spec("scrapy_playwright") is None,
    reason="JAVASCRIPT PAGES ARE NOT TESTED HERE: install Debian's chromium and the extra `javascript`",
)


@needs_browser
def test_text_that_a_script_writes_is_read_and_no_other_source_goes_through_the_browser(
    crawl: Crawl, server: WebServer
) -> None:
    catch = crawl("scripted", "good", javascript=["scripted"], fetch={"browser": CHROMIUM, "timeout": "20s"})
    (article,) = catch.articles_of("scripted")
    assert "written by a script" in article["text"]
    assert len(catch.articles_of("good")) == 3
    agents = {path: headers["User-Agent"] for path, headers in server.requests()}
    assert all(agent.startswith("Khabardar/") for agent in agents.values())
    assert "Traceback" not in catch.log


@needs_browser
def test_what_a_redirect_in_the_browser_ends_at_is_dropped_where_robots_txt_forbids_it(
    crawl: Crawl, server: WebServer
) -> None:
    options = {"browser": CHROMIUM, "timeout": "20s", "article_tries": 1}
    catch = crawl("scripted-astray", javascript=["scripted-astray"], fetch=options)
    assert catch.articles == []
    assert "robots.txt forbids" in catch.failures[0]["reason"]


@needs_browser
def test_a_source_in_a_private_network_is_refused_before_any_browser(crawl: Crawl, server: WebServer) -> None:
    port = server.url.rpartition(":")[2]
    sources = [f"http://public.test:{port}/scripted"]
    # The test's resolver takes `.test` for this machine; to the proxy of the browser it is no public address.
    catch = crawl(*sources, javascript=sources, fetch={"browser": CHROMIUM, "allow_private_addresses": False})
    assert catch.outcome(sources[0])["condition"] == "private-address"
    assert server.paths() == []


def test_without_a_browser_the_source_says_how_to_get_one_and_the_others_go_on(crawl: Crawl) -> None:
    catch = crawl("section-scripted", "good", javascript=["section-scripted"], fetch={"browser": "/no/such/browser"})
    outcome = catch.outcome("section-scripted")
    assert outcome["condition"] == "no-browser"
    assert "pip install 'khabardar[javascript]'" in outcome["detail"]
    assert len(catch.articles_of("good")) == 3


def test_without_the_extra_it_says_the_same(crawl: Crawl) -> None:
    catch = crawl("section-scripted", "good", javascript=["section-scripted"], without=["scrapy_playwright"])
    assert catch.outcome("section-scripted")["condition"] == "no-browser"
    assert len(catch.articles_of("good")) == 3


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433"])
def test_the_browser_s_proxy_connects_to_nothing_private(host: str, server: WebServer) -> None:
    port = server.url.rpartition(":")[2]
    assert asyncio.run(asked_of_proxy(f"CONNECT {host}:{port} HTTP/1.1\r\n\r\n")).startswith("HTTP/1.1 403")
    assert asyncio.run(asked_of_proxy(f"GET http://{host}:{port}/good HTTP/1.1\r\n\r\n")).startswith("HTTP/1.1 403")
    assert server.paths() == []


def test_the_browser_s_proxy_relays_what_is_allowed_up_to_its_limit(server: WebServer) -> None:
    host = server.url.removeprefix("http://")
    request = f"GET http://{host}/good HTTP/1.1\r\nHost: {host}\r\nProxy-Connection: keep-alive\r\n\r\n"
    answer = asyncio.run(asked_of_proxy(request, allow_private=True))
    assert answer.startswith("HTTP/1.1 200")
    assert answer.rstrip().endswith("</rss>")
    long = request.replace("/good", "/body-40mb")
    assert len(asyncio.run(asked_of_proxy(long, allow_private=True, most_bytes=200_000))) <= 200_000


async def asked_of_proxy(request: str, *, allow_private: bool = False, most_bytes: int = 10**6) -> str:
    proxy = GuardedProxy(allow_private=allow_private, most_bytes=most_bytes)
    await proxy.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.url.rpartition(":")[2]))
    writer.write(request.encode())
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    proxy.close()
    return answer.decode("latin-1")
