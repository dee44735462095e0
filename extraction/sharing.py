"""What several scenes of one article share: a claim of all the attacks, the area that holds the places of a wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from extraction.countries import country_name
from extraction.findings import Finding
from extraction.gazetteer import PlaceKind
from extraction.lexicon.entries import ActKind, Weight
from extraction.lexicon.words import words
from extraction.places import Location
from extraction.story import Scene, is_claim

_MANY = words("sharing.many")
_A_DAY = timedelta(days=1)
_BY_THE_STATE = frozenset({ActKind.RAID, ActKind.ARREST, ActKind.SEIZURE, ActKind.DEFUSE, ActKind.REGAIN})


def share_claims(scenes: Sequence[Scene]) -> None:
    """A group that claims `the attacks` claims those of the same days and province that nobody else has claimed."""
    claims = [(scene, finding) for scene in scenes for finding in scene.findings if _claims_many(finding)]
    for owner, finding in claims:
        for scene in scenes:
            if scene is not owner and _is_open(scene) and _is_near(scene, owner):
                scene.findings.append(
                    replace(finding, losses=(), locations=(), dates=(), acts=(), targets=(), people=())
                )


def _claims_many(finding: Finding) -> bool:
    return is_claim(finding) and bool(_MANY & finding.words)


def _is_open(scene: Scene) -> bool:
    """Nobody else has said that it was their deed, and it is none of the state's."""
    return not is_by_the_state(scene.opening) and not any(is_claim(finding) for finding in scene.findings)


def is_by_the_state(finding: Finding) -> bool:
    """A raid, arrests, arms seized: no group's deed."""
    return bool((finding.kinds(Weight.STRONG) | ({ActKind.RAID} & finding.kinds())) & _BY_THE_STATE)


def _is_near(scene: Scene, owner: Scene) -> bool:
    if scene.location is None or owner.location is None or scene.location.country != owner.location.country:
        return False
    if None not in (scene.location.admin1, owner.location.admin1) and scene.location.admin1 != owner.location.admin1:
        return False
    if scene.day is None or owner.day is None:
        return True
    return max(scene.day.start - owner.day.end, owner.day.start - scene.day.end) <= _A_DAY


def common_area(children: Sequence[Scene]) -> Location | None:
    """The province that holds all places of a wave, else the country."""
    places = [child.location for child in children if child.location is not None]
    if not places:
        return None
    first = places[0]
    if any(place.country != first.country for place in places):
        return None
    area = replace(first, place=None, admin2=None, parents=())
    if first.admin1 is not None and all(place.admin1 == first.admin1 for place in places):
        return replace(area, name=first.admin1, kind=PlaceKind.PROVINCE)
    return replace(area, name=country_name(first.country), kind=PlaceKind.COUNTRY, admin1=None)
