"""Word F1 of our article text on scrapinghub/article-extraction-benchmark, beside trafilatura's own settings.

    python bench/article_text.py FOLDER [--misses]

FOLDER: a copy of https://github.com/scrapinghub/article-extraction-benchmark (its `html/`, `ground-truth.json` and
`evaluate.py`, whose measure is used: shingles of four words, each page with the same weight).
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trafilatura

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.reading.page import read_page

SETTINGS: dict[str, dict[str, bool]] = {
    "default": {},
    "fast": {"fast": True},
    "precision": {"favor_precision": True},
    "recall": {"favor_recall": True},
    "fast, precision": {"fast": True, "favor_precision": True},
}
Extract = Callable[[bytes, str], str]


def settings() -> dict[str, Extract]:
    """What is measured, by name."""

    def theirs(options: dict[str, bool]) -> Extract:
        def extract(html: bytes, url: str) -> str:
            return trafilatura.extract(html.decode("utf-8", "replace"), include_comments=False, **options) or ""

        return extract

    found: dict[str, Extract] = {f"trafilatura, {name}": theirs(options) for name, options in SETTINGS.items()}
    return {"ours": lambda html, url: read_page(html, url, "text/html; charset=utf-8").text, **found}


def measured(pages: dict[str, bytes], truth: dict[str, Any], measure: Any, extract: Extract) -> dict[str, Any]:
    """The benchmark's own figures, and the score of each page."""
    scores = {
        key: measure.string_shingle_matching(true=wanted["articleBody"], pred=extract(pages[key], wanted["url"]))
        for key, wanted in truth.items()
    }
    return {**measure.metrics_from_tp_fp_fns(list(scores.values())), "pages": scores}


def _measure(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location("evaluate", file)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{file} is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description="F1 of article text on the public benchmark.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="print our pages with the lowest scores")
    given = parser.parse_args()
    measure = _measure(given.folder / "evaluate.py")
    truth = json.loads((given.folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = {key: gzip.decompress((given.folder / "html" / f"{key}.html.gz").read_bytes()) for key in truth}
    print(f"{'':28} F1      precision  recall   ({len(truth)} pages)")
    for name, extract in settings().items():
        got = measured(pages, truth, measure, extract)
        print(f"{name:28} {got['f1']:.4f}  {got['precision']:.4f}     {got['recall']:.4f}", flush=True)
        if given.misses and name == "ours":
            worst = sorted(got["pages"].items(), key=lambda item: item[1][0])[:30]
            for key, (both, extra, missing) in worst:
                print(f"    {key[:12]} {both:.2f} extra {extra:.2f} missing {missing:.2f} {truth[key]['url'][:90]}")


if __name__ == "__main__":
    main()
