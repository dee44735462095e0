"""Bytes to text, whatever the headers claim: outlets declare one charset and send another, in both directions."""

from __future__ import annotations

import codecs
from functools import cache
from importlib.resources import files

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

_CHARSETS_FILE = files("crawler").joinpath("data", "legacy_charsets.txt")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_MOST_DAMAGED = 0.1  # of the characters beyond ASCII; in text of another charset it is nearly all of them
_SAMPLE = 64 * 1024  # bytes that the guess is made from


def decode(body: bytes, content_type: str = "", language: str = "en") -> str:
    """The body's text. What can be UTF-8 is UTF-8, since text of other charsets hardly ever happens to be valid."""
    bom_charset, bom = read_bom(body)
    if bom_charset and bom:
        return body[len(bom) :].decode(bom_charset, "replace")
    text = body.decode("utf-8", "replace")
    if _is_utf_8(text):
        return text
    for charset in (*_declared(body, content_type), _legacy_charset(language)):
        decoded = _strictly(body, charset) if charset else None
        if decoded is not None:
            return decoded
    guess = from_bytes(body[:_SAMPLE]).best()
    return body.decode(guess.encoding if guess else "windows-1252", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    names = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    return [name for name in names if name and name != "utf-8"]


def _is_utf_8(text: str) -> bool:
    """Whether text decoded as UTF-8 was that: a damaged byte here and there makes it no other charset."""
    damaged = text.count(_REPLACEMENT)
    return damaged == 0 or damaged <= _MOST_DAMAGED * sum(not character.isascii() for character in text)


def _strictly(body: bytes, charset: str) -> str | None:
    known = resolve_encoding(charset)
    try:
        return codecs.decode(body, known) if known else None
    except (UnicodeDecodeError, LookupError):
        return None


def _legacy_charset(language: str) -> str | None:
    return _legacy_charsets().get(language.partition("-")[0])


@cache
def _legacy_charsets() -> dict[str, str]:
    lines = _CHARSETS_FILE.read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if line.strip() and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
