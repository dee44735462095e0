"""Whether a verb of loss is active or passive: on which side of it its people stand."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.document import Document
from extraction.lexicon.entries import CasualtyEntry, VictimSide
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.namedpersons import names_victim
from extraction.people import Party

_BE = words("casualties.be")
_ADVERBS = words("casualties.adverbs")
_MONTH_NAMES = words("casualties.month_names")


def voice_of(document: Document, hit: Hit[CasualtyEntry], parties: Sequence[Party]) -> VictimSide:
    """Passive or reduced: the people stand before; active: after."""
    at = hit.first - 1
    while document.low(at) in _ADVERBS or document.low(at).endswith("ly"):
        at -= 1
    if document.low(at) in _BE:
        return VictimSide.BEFORE
    if document.low(hit.last) in {"a", "an"} or names_victim(document, hit):
        return VictimSide.AFTER
    if _takes_thing(document, hit, parties):
        return VictimSide.BETWEEN
    following = [p for p in parties if hit.last <= p.first <= hit.last + 2]
    if following and document.low(hit.last) not in {",", "and", ";", "in", "when", ".", "-"}:
        return VictimSide.AFTER
    return VictimSide.BEFORE


def _takes_thing(document: Document, hit: Hit[CasualtyEntry], parties: Sequence[Party]) -> bool:
    """Active, with an object that is no person: `seized 2,150 grams`, `killed the bill`. No party is its victim."""
    low = document.low(hit.last)
    if any(hit.last <= p.first <= hit.last + 2 for p in parties):
        return False
    return low in {"the", "a", "an", "some", "their", "his", "its"} or (
        low[:1].isdigit() and document.low(hit.last + 1) not in _MONTH_NAMES
    )
