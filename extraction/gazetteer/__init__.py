"""Names and places what news of Balochistan, Pakistan, its neighbours and the world mentions."""

from __future__ import annotations

from functools import lru_cache

from extraction.gazetteer.gazetteer import Gazetteer, PlaceMention
from extraction.gazetteer.index import PlaceIndex
from extraction.gazetteer.layers import further_places
from extraction.gazetteer.loader import load_places
from extraction.gazetteer.longer_names import LongerNames
from extraction.gazetteer.name_words import load_name_words
from extraction.gazetteer.places import Place, PlaceKind
from extraction.gazetteer.resolve import PlaceContext, Resolved, resolve
from extraction.gazetteer.user_places import user_index_path

__all__ = [
    "Gazetteer",
    "Place",
    "PlaceContext",
    "PlaceKind",
    "PlaceMention",
    "Resolved",
    "default_gazetteer",
    "resolve",
]


@lru_cache(maxsize=1)
def default_gazetteer() -> Gazetteer:
    """The shipped data over the user's index and the world's cities; once a process, the lower layers when needed."""
    return Gazetteer(
        PlaceIndex(load_places()), LongerNames(load_name_words()), lambda: further_places(user_index_path())
    )
