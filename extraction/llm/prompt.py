"""What a model is asked: the codebook in short, then the article as numbered sentences between fences."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from extraction.document import Document
from extraction.llm.answer import schema
from khabardar.interfaces import Prompt

# Goes up with every change of instructions.md, of the answer's schema or of the form below: cached answers to another
# version are never used.
VERSION = "1"


@cache
def instructions() -> str:
    """The codebook in short, in our own words."""
    return files("extraction.llm").joinpath("instructions.md").read_text(encoding="utf-8")


def prompt_for(document: Document) -> Prompt:
    """The question about one article. The fence carries a hash of the text, so that no text can close it."""
    sentences = "\n".join(
        f"[{number}] {' '.join(document.text[s.start : s.end].split())}"
        for number, s in enumerate(document.sentences, 1)
    )
    fence = f"===== {hashlib.sha256(sentences.encode()).hexdigest()[:16]} ====="
    title = " ".join(document.title.split())
    user = (
        f"Published: {document.published:%A %d %B %Y}\n{fence}\n[0] {title}\n{sentences}\n{fence}\n"
        "Answer with one JSON object of the given schema and nothing else."
    )
    return Prompt(system=instructions(), user=user, schema=schema(), version=VERSION)
