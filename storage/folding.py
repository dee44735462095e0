"""Letters that readers hold for the same: vowel marks of the Arabic script are left out, its variants made one.

The index of words holds texts folded so, and what is looked for is folded alike: a change here needs a migration that
fills the index anew. Case and accents of Latin letters are folded by SQLite's index itself, and for PostgreSQL here.
"""

from __future__ import annotations

import re
import unicodedata

_NESTED = 12  # calls within calls; SQLite's parser takes few
INDEXED = 100_000  # characters of a text; PostgreSQL takes no more than a megabyte of words
_MARKS = "".join(map(chr, (0x640, *range(0x64B, 0x660), 0x670)))  # tatweel, vowel signs, hamza above and below
# Arabic, Persian, Urdu and Pashto write the same letter with several characters, and keyboards mix them.
_LETTERS = {
    "ي": "ی",
    "ى": "ی",
    "ئ": "ی",
    "ك": "ک",
    "ہ": "ه",
    "ۂ": "ه",
    "ۀ": "ه",
    "ە": "ه",
    "ة": "ه",
    "ۓ": "ے",
    "ؤ": "و",
}
_LETTERS |= dict.fromkeys("أإآٱ", "ا")
_FOLDED = str.maketrans(_LETTERS | dict.fromkeys(_MARKS))
_LATIN_MARKS = re.compile("[\u0300-\u036f]+")
_UNFOLDED = r"\u0001-\u00bf\u2002-\u20cf"  # characters that folding leaves as they are
_NO_WORD = re.compile(r"[\W_]+")
# Whatever stands between words, in ranges, since PostgreSQL's own classes hang on the locale of the database.
_BETWEEN = (
    r"!-/:-@[-`{-~\u0080-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u0600-\u060f\u061b-\u061f"
    r"\u066a-\u066d\u06d4\u06dd\u06de\u06e9\u0700-\u070d\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f"
    r"\u3000-\u303f\ufd3e\ufd3f\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff0f\ufffc\ufffd"
)


def folded(words: str) -> str:
    """Words with single spaces between them, and nothing that an index could take for an operator."""
    plain = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", words))
    return _NO_WORD.sub(" ", plain.translate(_FOLDED)).strip()


def sqlite_folded(text: str) -> str:
    """The same of an expression of SQL, but for what the index itself folds."""
    cut = f"substr({text}, 1, {INDEXED})"
    changes = list((_LETTERS | dict.fromkeys(_MARKS, "")).items())
    source = f"(SELECT {cut} AS t)"
    for start in range(0, len(changes), _NESTED):
        nested = "t"
        for letter, plain in changes[start : start + _NESTED]:
            nested = f"replace({nested}, '{letter}', '{plain}')"
        source = f"(SELECT {nested} AS t FROM {source})"
    # Most texts have no such letter, which shows by the first bytes of theirs: cheaper than to replace each in vain.
    bytes_ = f"CAST({text} AS BLOB)"
    any_arabic = " OR ".join(f"instr({bytes_}, x'{lead}')" for lead in ("D8", "D9", "DB"))
    return f"CASE WHEN {any_arabic} THEN {source} ELSE {cut} END"


def postgresql_folded(text: str) -> str:
    """The same, with words parted by spaces alone: PostgreSQL's parser would make hosts, paths and signed numbers.

    English with its quotation marks has nothing to fold; to find that out costs a tenth of folding it in vain.
    """
    cut = f"left({text}, {INDEXED})"
    plain = f"left(normalize({cut}, NFD), {INDEXED})"
    plain = rf"regexp_replace({plain}, '[\u0300-\u036f{_MARKS}]+', '', 'g')"
    plain = f"translate({plain}, '{''.join(_LETTERS)}', '{''.join(_LETTERS.values())}')"
    if_needed = f"CASE WHEN {cut} ~ '[^{_UNFOLDED}]' THEN {plain} ELSE {cut} END"
    return f"regexp_replace({if_needed}, '[{_BETWEEN}]+', ' ', 'g')"
