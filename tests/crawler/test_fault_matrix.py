"""Every fault, in every kind of document, in one crawl: each recorded for what it is, and none touches another source.

The names of the faults say what the server does (`tests/servers/fault_server.py`); `fault_expectations` what we make
of it. A source of kind `page` is a good feed whose one article has the fault.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from crawling import ENVIRONMENT, ROOT, Catch
from fault_expectations import KINDS, LISTS, expected

GOOD = tuple(f"good-{number}" for number in range(5))
MATRIX = [(fault, kind) for fault in LISTS for kind in KINDS]


def source(fault: str, kind: str, port: str) -> dict[str, Any]:
    path = "list" if kind == "page" else "it"
    row = {"id": f"{fault}.{kind}", "url": f"http://{fault}.{kind}.test:{port}/{path}", "list": ".list a"}
    return row | ({"kind": kind} if kind in ("sitemap", "section") else {})


@pytest.fixture(scope="module")
def catch() -> Catch:
    """One crawl over all of them."""
    command = [sys.executable, ROOT / "tests/servers/fault_server.py"]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    rows = [source(fault, kind, port) for fault in (*LISTS, *GOOD) for kind in KINDS]
    orders = {"sources": rows, "fetch": {"max_page_megabytes": 1, "max_feed_megabytes": 1, "timeout": "3s"}}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/crawler/crawl_process.py"), json.dumps(orders)],
        capture_output=True,
        text=True,
        timeout=240,
        env=ENVIRONMENT,
        check=False,
    )
    server.communicate("")
    assert done.returncode == 0, done.stderr
    return Catch(**json.loads(done.stdout), log=done.stderr)


def test_there_are_more_than_sixty_faults_and_the_server_has_them_all() -> None:
    sys.path.insert(0, str(ROOT / "tests/servers"))
    from fault_server import FAULTS

    assert len(FAULTS) > 60
    assert set(FAULTS) == set(LISTS)


def test_every_source_has_exactly_one_outcome(catch: Catch) -> None:
    ids = [outcome["source_id"] for outcome in catch.outcomes]
    assert sorted(ids) == sorted(f"{fault}.{kind}" for fault in (*LISTS, *GOOD) for kind in KINDS)


@pytest.mark.parametrize(("fault", "kind"), [(fault, kind) for fault, kind in MATRIX if kind != "page"])
def test_a_source_with_a_fault_has_its_condition_and_says_why(catch: Catch, fault: str, kind: str) -> None:
    outcome = catch.outcome(f"{fault}.{kind}")
    assert outcome["condition"] in expected(fault, kind).split(), outcome["detail"]
    assert outcome["detail"] or outcome["condition"] == "ok"


@pytest.mark.parametrize("fault", LISTS)
def test_a_page_with_a_fault_is_an_article_or_fails_with_its_reason_or_waits(catch: Catch, fault: str) -> None:
    name, wanted = f"{fault}.page", expected(fault, "page")
    articles = catch.articles_of(name)
    reasons = [failure["reason"] for failure in catch.failures if failure["source_id"] == name]
    if wanted == "article":
        assert len(articles) == 1, reasons
    elif wanted in ("queued", "nothing"):
        assert (articles, reasons) == ([], [])
        assert any(f"{fault}.page.test" in url for url in catch.queued) == (wanted == "queued")
    else:
        assert articles == []
        assert len(reasons) == 1
        assert wanted in reasons[0]


@pytest.mark.parametrize("name", [f"{good}.{kind}" for good in GOOD for kind in KINDS])
def test_all_other_sources_of_the_crawl_are_complete(catch: Catch, name: str) -> None:
    assert catch.outcome(name)["condition"] == "ok"
    assert len(catch.articles_of(name)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_entities_are_neither_unfolded_nor_read_from_a_file(catch: Catch, kind: str) -> None:
    told = json.dumps(catch.articles_of(f"entity-bomb.{kind}") + catch.articles_of(f"entity-from-a-file.{kind}"))
    assert len(told) < 20_000
    assert (ROOT / "tests/servers/not_for_feeds.txt").read_text().strip() not in told


def test_no_exception_reaches_the_log(catch: Catch) -> None:
    for word in ("Traceback", "Unhandled", "Error", "never retrieved"):
        assert word not in catch.log
