"""Places by spelling: as written, folded, or folded coarsely; acronyms only as written."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from extraction.gazetteer.folding import fold, fold_coarsely
from extraction.gazetteer.loader import Entry
from extraction.gazetteer.places import Place

LONGEST_ACRONYM = 5
LEAST_LIKENESS = 0.75  # of difflib, from 0 to 1
# Where one name is transliterated in many ways; elsewhere likeness does more harm than good.
COARSE_COUNTRIES = frozenset({"PK", "AF", "IR"})


def is_acronym(name: str) -> bool:
    """Short and all capitals (KP, AJK, US): matched to the letter, so that "us" is no country."""
    return len(name) <= LONGEST_ACRONYM and name.isupper() and name.isalpha()


class PlaceIndex:
    """Built once, read often; not changed afterwards."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._folded: dict[str, tuple[Place, ...]] = {}
        self._coarse: dict[str, tuple[Place, ...]] = {}
        self._acronyms: dict[str, tuple[Place, ...]] = {}
        for entry in entries:
            for name in (entry.place.name, *entry.variants):
                self._add(name, entry.place)

    def _add(self, name: str, place: Place) -> None:
        if is_acronym(name):
            _append(self._acronyms, name, place)
            return
        _append(self._folded, fold(name), place)
        if place.country in COARSE_COUNTRIES:
            _append(self._coarse, fold_coarsely(name), place)

    def exactly(self, surface: str, key: str) -> tuple[Place, ...]:
        """Places spelt so; `key` is the folded surface."""
        return self._acronyms.get(surface) or self._folded.get(key, ())

    def coarsely(self, surface: str) -> tuple[Place, ...]:
        """Places whose spelling is near."""
        key = fold_coarsely(surface)
        return self._coarse.get(key, ()) if key else ()

    def like(self, surface: str, most: int) -> tuple[Place, ...]:
        """Places whose spelling comes nearest, for a question that found nothing. Takes a tenth of a second."""
        keys = difflib.get_close_matches(fold(surface), self._folded, n=most, cutoff=LEAST_LIKENESS)
        return tuple(self._folded[key][0] for key in keys)


def _append(index: dict[str, tuple[Place, ...]], key: str, place: Place) -> None:
    known = index.get(key, ())
    if key and place not in known:
        index[key] = (*known, place)
