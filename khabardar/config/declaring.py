"""Declarations of sources that are made and not written: what `sources test` and `sources import-opml` print."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from ruamel.yaml import YAML

from khabardar.config.models import SourceConfig

_ALWAYS = ("id", "name", "kind", "url", "publisher", "side", "language")
_LONGEST_ID = 64
_LINE = 116
# Endings of two letters that are sold to the whole world and say nothing of a country.
_NO_COUNTRY = frozenset(("io", "co", "me", "tv", "ai", "cc", "ly", "fm", "am", "to", "ws", "gg", "sh", "is", "la"))
_HOST_WORDS = frozenset(
    ("www", "feeds", "feed", "rss", "news", "english", "en", "m", "com", "org", "net", "co", "edu", "gov", "ac", "info")
)


def declaration(source: SourceConfig, remarks: Sequence[str] = ()) -> str:
    """The lines to paste below `sources:`, each remark as a comment above them."""
    cells = source.model_dump(mode="json", exclude_defaults=True)
    told = {name: _plain(getattr(source, name)) for name in _ALWAYS} | cells
    if source.checked:
        told["checked"] = source.checked  # a date, which YAML writes without quotes
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump([told], out)
    comments = [f"  # {line}" for remark in remarks for line in _lines(remark)]
    return "\n".join([*comments, *out.getvalue().rstrip().splitlines()]) + "\n"


def suggested_id(url: str, name: str, taken: Collection[str]) -> str:
    """A name for commands, from the outlet's own or its host's, that no other source has."""
    words = re.findall(r"[a-z0-9]+", name.lower())[:4] if name.isascii() else []
    base = "-".join(words) or publisher_of(url)
    base = base[: _LONGEST_ID - 4].strip("-.") or "source"
    numbered = (f"{base}-{number}" if number > 1 else base for number in range(1, len(taken) + 3))
    return next(one for one in numbered if one not in taken)


def publisher_of(url: str) -> str:
    """The telling word of its host: `paper` of www.paper.example and of paper.com.pk."""
    host = (urlsplit(url).hostname or "source").lower()
    labels = ["source"] if re.fullmatch(r"[\d.]+|.*:.*", host) else host.split(".")
    telling = [label for label in labels[:-1] if label not in _HOST_WORDS] or labels[:1]
    return re.sub(r"[^a-z0-9._-]", "-", telling[-1]).strip("-.") or "source"


def country_of(url: str) -> str | None:
    """By the ending of its host, where that is a country's."""
    ending = (urlsplit(url).hostname or "").rpartition(".")[2].lower()
    if ending == "uk":
        return "GB"
    return ending.upper() if ending.upper() in _zones() and ending not in _NO_COUNTRY else None


def zone_of(country: str | None) -> str | None:
    """The zone of a country that has only one."""
    zones = _zones().get(country or "", [])
    return zones[0] if len(zones) == 1 else None


@cache
def _zones() -> dict[str, list[str]]:
    """Country -> its zones, of the IANA table."""
    found: dict[str, list[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return found


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)


def _lines(remark: str) -> list[str]:
    """Folded at words: config.yaml fits a screen."""
    return textwrap.wrap(" ".join(remark.split()), _LINE) or [""]
