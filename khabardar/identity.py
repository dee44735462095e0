"""Names for things that must come out the same on every machine and in every run."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import urlsplit

_ARTICLE_ID_BYTES = 8
_INCIDENT_ID_CHARS = 7
_TWIN_HOST = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_MOST_WORDS = 0.7


def article_id(canonical_url: str) -> str:
    """16 hex digits of the canonical url's SHA-256: at 10 million articles a clash has odds of 1 in 400,000."""
    return hashlib.sha256(canonical_url.encode()).hexdigest()[: 2 * _ARTICLE_ID_BYTES]


def address_key(canonical_url: str) -> str:
    """Equal for addresses that lead to one page everywhere: http or https, www., m. or amp., a last slash or none."""
    parts = urlsplit(canonical_url)
    if parts.scheme not in ("http", "https"):
        return article_id(canonical_url)
    host = _TWIN_HOST.sub("", parts.netloc)
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return article_id(f"{host}{parts.path.rstrip('/')}{query}{fragment}")


def alike(text: str, other: str) -> bool:
    """Whether two texts are one article in two dresses: most words of the shorter one stand in the longer one."""
    words, others = ({word for word in one.casefold().split() if len(word) > 1} for one in (text, other))
    fewer = min(len(words), len(others))
    return fewer > 0 and len(words & others) >= _MOST_WORDS * fewer


def content_hash(text: str) -> str:
    """Same words, same hash: white space and letter case don't count."""
    return hashlib.sha256(" ".join(text.split()).casefold().encode()).hexdigest()[:32]


def incident_id(founding_article_url: str, report_key: str, attempt: int = 0) -> str:
    """A short id to say over the phone, made from the report that started the row: `KB-4FZ7Q2M`.

    Letters and digits of base 32, which has no 0, 1, 8 or 9 to mistake. `attempt` counts up where the id is taken.
    """
    seed = f"{founding_article_url}#{report_key}#{attempt}".encode()
    return "KB-" + base64.b32encode(hashlib.sha256(seed).digest()).decode()[:_INCIDENT_ID_CHARS]
