"""The part of config.yaml that says where the page is served, and to whom."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from khabardar.config.section import Section

_SHORTEST_TOKEN = 16


def _long_enough(token: str) -> str:
    if token and len(token) < _SHORTEST_TOKEN:
        raise ValueError(f"the token has {len(token)} characters and can be guessed; give it {_SHORTEST_TOKEN} or more")
    return token


def _host_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", name):
        raise ValueError(f"{name!r} is no host name; write one such as desk.example.org, without http:// and port")
    return name.lower()


def _tile_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not all(x in url for x in ("{z}", "{x}", "{y}")):
        raise ValueError(
            f"{url!r} is no address of map tiles; write one such as https://tiles.example/{{z}}/{{x}}/{{y}}.png"
        )
    return url


class DashboardConfig(Section):
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8480, ge=1, le=65535)
    token: Annotated[str, AfterValidator(_long_enough)] = ""
    hosts: tuple[Annotated[str, AfterValidator(_host_name)], ...] = ()
    tiles: Annotated[str, AfterValidator(_tile_address)] | None = None
    tiles_credit: str = ""
