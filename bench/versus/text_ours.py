"""Page to text by our reader: `python -m bench.versus.text_ours FILE`. Prints what bench/peers/page_text.py prints."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from crawler.reading.page import read_page

_WARM_UP = 5


def main(file: str) -> None:
    """All facts of a page, as a crawl takes them."""
    pages = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    bodies = [(page["html"].encode(), page["url"]) for page in pages]
    for body, url in bodies[:_WARM_UP]:
        read_page(body, url, "text/html; charset=utf-8")
    texts, times = [], []
    for body, url in bodies:
        begin = time.process_time()
        texts.append(read_page(body, url, "text/html; charset=utf-8").text)
        times.append(time.process_time() - begin)
    print(json.dumps({"times": times, "failed": 0, "texts": texts}))


if __name__ == "__main__":
    main(sys.argv[1])
