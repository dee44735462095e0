"""Names the line of code of a rule, so that what an explanation cites moves with the code."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

LEXICON = "extraction/lexicon/"
GAZETTEER = "extraction/gazetteer/data/"


def line_of(rule: Callable[..., Any]) -> str:
    """`extraction/tolls.py:42 count` for a function."""
    code = rule.__code__
    return f"{rule.__module__.replace('.', '/')}.py:{code.co_firstlineno} {rule.__name__}"


def line_in(module: ModuleType, name: str) -> str:
    """The same for a function that is known by its name only."""
    return line_of(getattr(module, name))


def data_line(where: str) -> str:
    """`acts.csv:18` with its folder; what is no line of ours (a layer of the gazetteer) as it is."""
    if ".csv:" not in where:
        return where
    return (GAZETTEER if where.startswith(("places_", "phrases", "name_words")) else LEXICON) + where
