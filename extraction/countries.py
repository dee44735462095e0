"""English names of countries, as `Pakistan security forces` and a wave over several provinces need them."""

from __future__ import annotations

from functools import cache

from extraction.lexicon.words import read_pairs


def country_name(code: str | None) -> str:
    """The short name for an ISO 3166-1 alpha-2 code; the code itself where the list has none."""
    return _names().get(code or "", code or "")


@cache
def _names() -> dict[str, str]:
    return read_pairs("countries.csv")
