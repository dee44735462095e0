"""Gives a text one spelling of quotes, dashes and spaces, character for character, so that spans stay true."""

from __future__ import annotations

import re

_SAME_LENGTH = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201b": "'",
        "\u02bc": "'",
        "`": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2015": "-",
        "\u2212": "-",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u200b": " ",
        "\ufeff": " ",
        "\u00ad": " ",
        "\t": " ",
        "\r": " ",
        "\u2022": "*",
        "\u25aa": "*",
        "\u00b7": "*",
    }
)

# What page templates leave in the text of an article; a line that begins so says nothing of an incident.
_DEBRIS = re.compile(
    r"^\W*(?:also read|read also|read more|see also|related|recommended|published in|share (?:this|on)|follow us|"
    r"sign up|"
    r"subscribe|kindly share|click here|advertisement|copyright|all rights|edited by|editing by|reporting by|"
    r"(?:the )?writer is|photo:|file photo|image:|watch:|listen:|tags?:|download the|join our|"
    r"more from|most read|trending)\b",
    re.IGNORECASE,
)


def normalise(text: str) -> str:
    """The text with every character replaced by its plain form; the result is exactly as long."""
    return text.translate(_SAME_LENGTH)


def is_debris(line: str) -> bool:
    """True for a line of the page's furniture: read-also links, sharing buttons, credits."""
    return bool(_DEBRIS.match(line))
