"""Articles from files or stdin: JSON, JSON Lines, HTML or plain text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import note
from khabardar.errors import InputError

if TYPE_CHECKING:
    from khabardar.article_json import NamedArticle

STDIN = "-"


@dataclass
class Inputs:
    """The articles of some files, in order. Lines that are none are said on stderr and counted in `faults`."""

    files: Sequence[str]
    published: datetime  # for HTML and text, which carry no date of their own that we trust
    lines: bool = False  # stdin is JSON Lines, whatever it looks like
    faults: int = 0

    def __iter__(self) -> Iterator[NamedArticle]:
        for file in self.files or (STDIN,):
            yield from self._of_file(file)

    def _of_file(self, file: str) -> Iterator[NamedArticle]:
        if file == STDIN and self.lines:
            yield from self._of_lines(sys.stdin, "stdin")
            return
        try:
            text = sys.stdin.read() if file == STDIN else Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{file}: can't be read: {error}") from error
        yield from self._of_text(file, text)

    def _of_text(self, file: str, text: str) -> Iterator[NamedArticle]:
        start = text.lstrip()[:200].lower()
        if start.startswith("{"):
            yield from self._of_lines(_documents(text), file)
        elif start.startswith("<"):
            yield _from_html(file, text, self.published)
        else:
            yield _named(file, "", text, self.published)

    def _of_lines(self, lines: Iterator[str] | Sequence[str], where: str) -> Iterator[NamedArticle]:
        from khabardar.article_json import parse_article

        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield parse_article(line, self.published)
            except InputError as error:
                self.faults += 1
                note(f"{where}:{number}: {error}")


def _documents(text: str) -> list[str]:
    """One JSON document that spans lines, or one a line."""
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return text.splitlines()
    return [text]


def _from_html(file: str, html: str, published: datetime) -> NamedArticle:
    from crawler.articles import words_of
    from crawler.reading.page import read_page
    from khabardar.vocabulary import PageCondition

    page = read_page(html.encode(), "")
    if not page.text:
        raise InputError(f"{file}: no article text found in this page")
    if page.condition is not PageCondition.READ:
        note(f"{file}: this looks like no whole article: {words_of(page.condition)}")
    return _named(file, page.title or "", page.text, page.published.moment if page.published else published)


def _named(file: str, title: str, text: str, published: datetime) -> NamedArticle:
    from khabardar.article_json import NamedArticle, source_slug
    from khabardar.identity import article_id, content_hash
    from khabardar.records import Article

    url = "stdin:" if file == STDIN else Path(file).resolve().as_uri()
    article = Article(
        id=article_id(url),
        url=url,
        source_id=source_slug(""),
        title=title,
        published=published,
        fetched=published,
        text=text,
        content_hash=content_hash(text),
    )
    return NamedArticle(file, "", article)
