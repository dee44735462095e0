"""A source's own rules: which of the items that it lists are taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crawler.reading.documents import Listing
from khabardar.records import Link, Patterns, Rules

_NO_RULES = Rules()


def ruled(listing: Listing, rules: Rules) -> Listing:
    """The listing without what the rules leave out; its detail says how much that was."""
    if rules == _NO_RULES or not listing.links:
        return listing
    links = tuple(link for link in listing.links if takes(link, rules))
    left_out = len(listing.links) - len(links)
    said = f"{left_out} of {len(listing.links)} items were left out by the source's rules" if left_out else ""
    return replace(listing, links=links, detail="; ".join(filter(None, (listing.detail, said))))


def takes(link: Link, rules: Rules) -> bool:
    """What an item does not tell is no reason to leave it out: its page may tell it."""
    wanted = (fits for fits in _fits(link, rules.include) if fits is not None)
    unwanted = (fits for fits in _fits(link, rules.exclude) if fits is not None)
    return all(wanted) and not any(unwanted)


def takes_language(language: str, rules: Rules) -> bool:
    """The same of an article, whose language is known."""
    included, excluded = rules.include.language, rules.exclude.language
    return (not included or _speaks((language,), included)) and not _speaks((language,), excluded)


def _fits(link: Link, patterns: Patterns) -> Iterable[bool | None]:
    """None: not asked, or not told."""
    yield _finds((link.url,), patterns.url)
    yield _finds((link.title,) if link.title else (), patterns.title)
    yield _finds(link.categories, patterns.category)
    yield _speaks((link.language,), patterns.language) if patterns.language and link.language else None


def _finds(texts: Sequence[str], patterns: Sequence[str]) -> bool | None:
    if not patterns or not texts:
        return None
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns for text in texts)


def _speaks(languages: Iterable[str], wanted: Sequence[str]) -> bool:
    """`en` is also spoken by `en-US`."""
    tags = [tag.lower().replace("_", "-") for tag in wanted]
    return any(f"{language.lower()}-".startswith(f"{tag}-") for language in languages for tag in tags)
