"""English paragraphs in which nothing of ours happens, no two alike, so that a bench's articles are of real length.

Of the 181 articles of scrapinghub/article-extraction-benchmark the median has 3,158 characters, the mean 4,460.
"""

from __future__ import annotations

from random import Random

_NOUNS = (
    "committee budget orchard teacher canal harvest ministry museum factory festival library market minister bridge "
    "tariff poet bazaar railway reservoir academy painter clinic meadow trader carpet hospital weaver valley printer "
    "college farmer dam engineer stadium kitchen pipeline author mill syllabus choir garden surveyor lighthouse bakery "
    "journal sculptor warehouse quarry gardener archive novelist terminal pharmacy professor ferry potter granary "
    "cabinet vineyard dentist workshop composer postman tailor auction barber boatman cinema cobbler"
)
_KINDS = (
    "old new quiet famous provincial modest costly early crowded distant eastern western gentle narrow public private "
    "rural honest patient seasonal colourful ancient modern careful humble annual local shared popular brief elegant "
    "generous thirsty useful wooden yellow spacious dusty fragrant cheerful remote curious stubborn gradual hopeful "
    "coastal tired polite rainy silver"
)
_DID = (
    "praised visited described repaired discussed admired planned measured painted explained welcomed enlarged studied "
    "taught remembered financed cleaned photographed restored compared designed rented decorated imagined approved "
    "catalogued mentioned borrowed surrounded improved preferred rebuilt recorded celebrated inspected replaced"
)


def prose(dice: Random, characters: int) -> str:
    """About so many characters, in paragraphs of four sentences."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        paragraphs.append(" ".join(_sentence(dice) for _ in range(4)))
    return "\n\n".join(paragraphs)


def _sentence(dice: Random) -> str:
    nouns, kinds, did = _NOUNS.split(), _KINDS.split(), _DID.split()
    who, whom, where, what = (f"{dice.choice(kinds)} {dice.choice(nouns)}" for _ in range(4))
    return f"The {who} {dice.choice(did)} the {whom} while another {where} {dice.choice(did)} some {what}."
