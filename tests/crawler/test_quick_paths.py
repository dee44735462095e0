"""trafilatura's paths find the same after they were made quicker."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import lxml.html
import trafilatura.xpaths
from lxml.etree import XPath

from crawler.reading import page_text  # whose import makes them quicker
from crawler.reading.quick_paths import guarded, quicken

PAGE = "".join(
    f"<{tag} {attribute}='{word}'>{word}<p>inside</p></{tag}>"
    for tag in ("div", "section", "ul", "p", "span", "h1", "article")
    for attribute in ("id", "class", "style", "role", "data-x")
    for word in ("", "post", "share-bar", "comment-list", "headline", "hidden", "article-body", "reply-1", "footer")
)


def untouched() -> ModuleType:
    """The library's own module, loaded a second time."""
    assert trafilatura.xpaths.__file__ is not None
    spec = importlib.util.spec_from_file_location("untouched_xpaths", trafilatura.xpaths.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def paths(module: ModuleType) -> list[XPath]:
    return [path for one in vars(module).values() if isinstance(one, list) for path in one if isinstance(path, XPath)]


def test_each_finds_what_it_found() -> None:
    root = lxml.html.document_fromstring(PAGE)
    own, quick = paths(untouched()), paths(trafilatura.xpaths)
    assert page_text.article_text is not None
    assert [path.path for path in own] != [path.path for path in quick]
    assert [path(root) for path in own] == [path(root) for path in quick]


def test_asked_twice_nothing_more_changes() -> None:
    before = [path.path for path in paths(trafilatura.xpaths)]
    quicken()
    assert [path.path for path in paths(trafilatura.xpaths)] == before


def test_an_expression_that_fits_an_empty_text_stays_as_it_is() -> None:
    assert guarded("//p[re:test(@id, 'a*')]") == "//p[re:test(@id, 'a*')]"
    assert guarded("//p[re:test(@id|@class, 'a')]") == "//p[((@id|@class) and re:test(@id|@class, 'a'))]"
