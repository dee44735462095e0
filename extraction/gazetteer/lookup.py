"""Answers what one name, given by itself, is taken for: the place, the others of that name, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.gazetteer.gazetteer import Gazetteer, PlaceMention
from extraction.gazetteer.places import Place, PlaceKind
from extraction.gazetteer.resolve import PlaceContext, Scored, rank, resolve
from khabardar.errors import NotFound


@dataclass(frozen=True, slots=True)
class Answer:
    """`place` None: all candidates lie too far off. `doubt`: why a text that has only the name names no place."""

    name: str
    place: Place | None
    why: str
    candidates: tuple[Scored, ...]
    hint: PlaceKind | None = None
    doubt: str | None = None


def look_up(gazetteer: Gazetteer, name: str, country: str | None = None, near: Sequence[Place] = ()) -> Answer:
    """`Kharan`, `kharan` or `Kharan district`, looked for as in an article. Raises NotFound where nothing bears it."""
    mention = _as_written(gazetteer, name)
    places = gazetteer.lookup(name)
    hint = None
    if not places and mention is not None:
        places, hint = mention.candidates, mention.hint
    if not places:
        raise NotFound(_unknown(gazetteer, name))
    context = PlaceContext(country=country, near=tuple(near), hint=hint)
    found = resolve(places, context)
    doubt = mention.part_of if mention is not None else None
    return Answer(name, found.place, found.why, tuple(rank(places, context)), hint, doubt)


def _as_written(gazetteer: Gazetteer, name: str) -> PlaceMention | None:
    return next((mention for mention in gazetteer.all_mentions(name) if mention.candidates), None)


def _unknown(gazetteer: Gazetteer, name: str) -> str:
    like = "; ".join(dict.fromkeys(place.label for place in gazetteer.like(name)))
    spelt = f"Spelt much like it: {like}. " if like else ""
    return f"no place is called {name!r}. {spelt}`khabardar gazetteer add PK` loads GeoNames' list of a whole country"
