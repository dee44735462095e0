"""Compares our place files with a reference: `python -m extraction.gazetteer.check REFERENCE.csv [--all]`.

The reference has the columns name, kind, admin2, admin1, country (in words), latitude, longitude and variants. It
is only compared with; nothing of it is taken over. What differs is for a person to judge: either side may be wrong.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extraction.gazetteer.folding import fold, fold_coarsely
from extraction.gazetteer.loader import Entry, load_places
from extraction.gazetteer.places import Place, PlaceKind
from khabardar.errors import InputError, KhabardarError

FAR_KM = 25.0
SHOWN = 40  # lines of each list without --all
COUNTRY_CODES = {"Pakistan": "PK", "Afghanistan": "AF"}
REFERENCE_COLUMNS = {"name", "kind", "admin2", "admin1", "country", "latitude", "longitude", "variants"}
# A unit's coordinate may be its centre or its seat, and roads have none: distances are for settlements.
_MEASURED = frozenset({PlaceKind.TOWN, PlaceKind.TEHSIL, PlaceKind.VILLAGE, PlaceKind.AREA, PlaceKind.LANDMARK})
_HIGH_KINDS = frozenset({"district", "tehsil", "town"})
_UNIT_WORDS = ("subdivision", "subtehsil", "tehsil", "taluka", "district", "division")


@dataclass(frozen=True, slots=True)
class Findings:
    """Each list holds lines for people; `compared` counts our places in the countries of the reference."""

    compared: int
    missing: tuple[str, ...]  # ours that the reference has not
    parents: tuple[str, ...]  # found only under another district or province
    far: tuple[str, ...]  # more than FAR_KM off the nearest one of that name under the same parents
    lacking: tuple[str, ...]  # districts, tehsils and towns of the reference that we have not


def compare(ours: Sequence[Entry], reference: Sequence[Entry], kinds: Sequence[str]) -> Findings:
    """Pure; `kinds` are the reference's own words, one an entry."""
    theirs = _by_name(reference)
    countries = {entry.place.country for entry in reference}
    missing, parents, far = [], [], []
    mine = [entry for entry in ours if entry.place.country in countries and entry.place.kind is not PlaceKind.COUNTRY]
    for entry in mine:
        same = [p for key in _keys(entry) for p in theirs.get((entry.place.country, key), ())]
        if not same:
            missing.append(f"{entry.where}: {entry.place.label}")
            continue
        fitting = [p for p in same if _same_parents(entry.place, p)]
        if not fitting:
            parents.append(f"{entry.where}: {entry.place.label}; theirs: {_some(same)}")
            continue
        distance = _nearest_km(entry.place, fitting)
        if entry.place.kind in _MEASURED and distance is not None and distance > FAR_KM:
            far.append(f"{entry.where}: {entry.place.label} {_coordinate(entry.place)} is {distance:.0f} km off")
    lacking = _lacking(ours, reference, kinds)
    return Findings(len(mine), tuple(missing), tuple(parents), tuple(far), lacking)


def read_reference(path: Path) -> tuple[list[Entry], list[str]]:
    """Entries and their kinds in the reference's words. Raises InputError where columns are missing."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        absent = REFERENCE_COLUMNS - set(rows.fieldnames or ())
        if absent:
            raise InputError(f"{path.name} has no column {', '.join(sorted(absent))}")
        entries, kinds = [], []
        for row in rows:
            entries.append(_reference_entry(row, f"{path.name}:{rows.line_num}"))
            kinds.append(row["kind"])
    return entries, kinds


def _reference_entry(row: dict[str, str], where: str) -> Entry:
    country = COUNTRY_CODES.get(row["country"], row["country"])
    latitude = float(row["latitude"]) if row["latitude"] else None
    longitude = float(row["longitude"]) if row["longitude"] else None
    kind = PlaceKind.DISTRICT if row["kind"] == "district" else PlaceKind.TOWN
    place = Place(row["name"], kind, row["admin2"] or None, row["admin1"] or None, country, latitude, longitude)
    return Entry(place, tuple(v for v in row["variants"].split(";") if v), where)


def _keys(entry: Entry) -> set[str]:
    names = [entry.place.name, *entry.variants]
    keys = {key for name in names for key in (fold(name), fold_coarsely(name)) if key}
    return keys | {key.removesuffix(word) for key in keys for word in _UNIT_WORDS if len(key) > len(word) + 2}


def _by_name(entries: Iterable[Entry]) -> dict[tuple[str, str], list[Place]]:
    index: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for entry in entries:
        for key in _keys(entry):
            index[entry.place.country, key].append(entry.place)
    return index


def _same_parents(ours: Place, theirs: Place) -> bool:
    if ours.admin1 and theirs.admin1 and not _alike(ours.admin1, theirs.admin1):
        return False
    return not (ours.admin2 and theirs.admin2) or _alike(ours.admin2, theirs.admin2)


def _alike(one: str, other: str) -> bool:
    return fold(one) == fold(other) or fold_coarsely(one) == fold_coarsely(other) != ""


def _nearest_km(place: Place, others: Iterable[Place]) -> float | None:
    distances = [d for other in others if (d := place.distance_km(other)) is not None]
    return min(distances, default=None)


def _lacking(ours: Sequence[Entry], reference: Sequence[Entry], kinds: Sequence[str]) -> tuple[str, ...]:
    known = _by_name(ours)
    return tuple(
        f"{entry.where}: {entry.place.name} ({kind}), {entry.place.admin2 or '-'}, {entry.place.admin1 or '-'}"
        for entry, kind in zip(reference, kinds, strict=True)
        if kind in _HIGH_KINDS and not any((entry.place.country, key) in known for key in _keys(entry))
    )


def _some(places: Sequence[Place]) -> str:
    return "; ".join(sorted({f"{p.admin2 or '-'}, {p.admin1 or '-'}" for p in places})[:4])


def _coordinate(place: Place) -> str:
    return f"({place.latitude}, {place.longitude})"


def _print(title: str, lines: Sequence[str], limit: int | None) -> None:
    print(f"\n{title}: {len(lines)}")
    for line in lines[:limit]:
        print(f"  {line}")
    if limit is not None and len(lines) > limit:
        print(f"  … {len(lines) - limit} more, --all shows them")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the findings; 0 when the files could be compared, whatever was found."""
    parser = argparse.ArgumentParser(prog="extraction.gazetteer.check", description=__doc__)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--all", action="store_true", help=f"not only the first {SHOWN} lines of each list")
    options = parser.parse_args(arguments)
    try:
        reference, kinds = read_reference(options.reference)
        found = compare(load_places(), reference, kinds)
    except (KhabardarError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    limit = None if options.all else SHOWN
    print(f"{found.compared} places of ours in the countries of the reference")
    _print("names that the reference has not", found.missing, limit)
    _print("other parents", found.parents, limit)
    _print(f"more than {FAR_KM:.0f} km apart", found.far, limit)
    _print("districts, tehsils and towns that we have not", found.lacking, limit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
