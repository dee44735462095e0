"""Page to text by a peer: `page_text.py TOOL FILE`, FILE with one JSON page a line (`url`, `html`).

Prints the seconds of the processor that each page took, after a few to warm up, and the texts.
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

_WARM_UP = 5


def trafilatura_text() -> Callable[[str, str], str]:
    """Its text alone, by its default settings, without comments."""
    from trafilatura import extract

    return lambda html, url: extract(html, url=url, include_comments=False) or ""


def trafilatura_facts() -> Callable[[str, str], str]:
    """Text with title, date, authors, language of the page, as our reader gives them."""
    from trafilatura import bare_extraction

    def text(html: str, url: str) -> str:
        document = bare_extraction(html, url=url, include_comments=False, with_metadata=True)
        return (document.text or "") if document else ""

    return text


def newspaper4k() -> Callable[[str, str], str]:
    """Its parse, which gives title, authors and date as well; no pictures fetched."""
    from newspaper import Article, Config

    config = Config()
    config.fetch_images = False

    def text(html: str, url: str) -> str:
        article = Article(url, config=config)
        article.download(input_html=html)
        article.parse()
        return article.text

    return text


def news_please() -> Callable[[str, str], str]:
    """All its extractors, as its crawlers use them; no pictures fetched."""
    from newsplease import NewsPlease

    return lambda html, url: NewsPlease.from_html(html, url=url, fetch_images=False).maintext or ""


TOOLS = {
    "trafilatura": trafilatura_text,
    "trafilatura-facts": trafilatura_facts,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
}


def main(tool: str, file: str) -> None:
    """A page that a tool fails on counts as one without text."""
    warnings.simplefilter("ignore")
    pages = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    extract, failed = TOOLS[tool](), 0
    texts: list[str] = []
    times: list[float] = []
    for page in pages[:_WARM_UP]:
        extract(page["html"], page["url"])
    for page in pages:
        begin = time.process_time()
        try:
            texts.append(extract(page["html"], page["url"]))
        except Exception:  # whatever a tool raises on a page, it has no text
            texts.append("")
            failed += 1
        times.append(time.process_time() - begin)
    print(json.dumps({"times": times, "failed": failed, "texts": texts}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
