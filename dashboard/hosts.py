"""Under which names the page answers. A foreign page can lead a browser here under its own name (DNS rebinding), and
would then be read as ours: so only names that nobody else can own are answered."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection

_LOCAL = ("localhost", "localhost.localdomain")


def host_of(header: str) -> str:
    """The name in a Host header, without its port and brackets, in small letters."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.rpartition(":")[0].lower() if ":" in header else header.lower()


def is_ours(header: str, names: Collection[str]) -> bool:
    """A plain address can't be rebound; a name must be local or one of the config's."""
    host = host_of(header).rstrip(".")
    return host in _LOCAL or host in names or _is_address(host)


def is_loopback(host: str) -> bool:
    """Whether only this machine can connect to an address to listen on."""
    if host in _LOCAL:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
