"""Templates of one line: words in braces are filled in, everything else stands as it is. No code runs in them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

# What may stand in braces, with its meaning (docs/alerts.md has the same list).
TEMPLATE_WORDS = {
    "id": "the row's id",
    "type": "ACLED's sub-event type",
    "event": "ACLED's event type",
    "place": "the place, with its province in brackets",
    "admin2": "the district",
    "admin1": "the province",
    "country": "the country's code",
    "date": "the day, or the days: 31 Jan",
    "toll": "killed, injured, abducted, freed, arrested, as far as they are said",
    "who": "the perpetrator, or `perpetrator unknown`",
    "outlets": "2 independent outlets",
    "status": "provisional, confirmed, rejected, merged or withdrawn",
}
_WORD = re.compile(r"\{([^{}]*)\}")


def checked_template(template: str) -> str:
    """The template itself. Raises ValueError for a word that is not known."""
    for word in _WORD.findall(template):
        if word not in TEMPLATE_WORDS:
            close = difflib.get_close_matches(word, TEMPLATE_WORDS, n=1)
            hint = f"did you mean {{{close[0]}}}?" if close else f"one of: {', '.join(TEMPLATE_WORDS)}"
            raise ValueError(f"{{{word}}} is no word of a template; {hint}")
    return template


def filled(template: str, words: Mapping[str, str]) -> str:
    """The template with its words filled in, as one line."""
    return " ".join(_WORD.sub(lambda match: words.get(match[1], match[0]), template).split())
