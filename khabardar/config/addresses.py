"""Web addresses, as the config takes them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url:
        raise ValueError(f"{url!r} is not a web address; it begins with http:// or https:// and names a host")
    return url


WebAddress = Annotated[str, AfterValidator(_web_address)]
