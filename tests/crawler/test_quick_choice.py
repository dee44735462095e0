"""A text is the same whether trafilatura is let ask for its second opinion or not."""

from __future__ import annotations

import pytest
from trafilatura import core, external

from crawler.reading.page import read_page


def told(times: int) -> str:
    words = "labourers were killed when armed men opened fire near the town on Sunday night, police said"
    return "".join(f"<p>In report {number} {number + 2} {words}.</p>" for number in range(times))


MENU = "".join(f"<li><a href='/{n}'>A story of {n} words and more</a></li>" for n in range(60))
TABLE = "<table><tr><td>One</td><td>two killed near the bridge on Sunday</td></tr></table>"
PAGES = {
    "an article and little else": f"<article><h1>Labourers killed</h1>{told(8)}</article>",
    "an article under a long menu": f"<ul>{MENU}</ul><article>{told(5)}</article><ul>{MENU}</ul>",
    "a short one": f"<article>{told(1)}</article>",
    "most of it in parts without a name": f"<div>{told(1)}</div><div><span>{told(9)}</span></div>",
    "tables": f"<article>{told(1)}{TABLE * 5}</article>",
    "no paragraphs": f"<article><div>{'Two labourers were killed on Sunday night. ' * 20}</div></article>",
    "nothing": "<div></div>",
}


@pytest.mark.parametrize("name", PAGES)
def test_the_text_is_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = f"<html><head><title>Labourers killed</title></head><body>{PAGES[name]}</body></html>".encode()
    quick = read_page(body, "https://paper.example/a")
    assert core.compare_extraction is not external.compare_extraction
    monkeypatch.setattr(core, "compare_extraction", external.compare_extraction)
    assert read_page(body, "https://paper.example/a") == quick


def test_a_page_that_is_mostly_article_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(external, "try_readability", lambda page: asked.append(page))
    body = f"<html><body>{PAGES['an article and little else']}</body></html>".encode()
    assert read_page(body, "https://paper.example/a").text.count("labourers") == 8
    assert asked == []
