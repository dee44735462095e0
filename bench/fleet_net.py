"""Machines with a network of their own on one machine: namespaces on a bridge, by `ip`. Needs root and iproute2."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

LOOPBACK = "127.0.0."
BRIDGED = "10.77.0."
_BRIDGE = "kh-bridge"
_FIRST_MACHINE = 101  # the web hosts are .1, .2, …


@contextmanager
def machines(names: Sequence[str], hosts: int) -> Iterator[None]:
    """`names`: machines, each with an address; `hosts`: web hosts, on the bridge itself, which all of them reach."""
    _ip("link", "add", _BRIDGE, "type", "bridge")
    try:
        for host in range(1, hosts + 1):
            _ip("address", "add", f"{BRIDGED}{host}/24", "dev", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")
        for name, number in zip(names, itertools.count(_FIRST_MACHINE), strict=False):
            space, inner, outer = space_of(name), f"kh-{number}-in", f"kh-{number}"
            _ip("netns", "add", space)
            _ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", space)
            _ip("link", "set", outer, "master", _BRIDGE, "up")
            _ip("-n", space, "address", "add", f"{BRIDGED}{number}/24", "dev", inner)
            _ip("-n", space, "link", "set", inner, "up")
            _ip("-n", space, "link", "set", "lo", "up")
        yield
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", space_of(name)], capture_output=True, check=False)
        _ip("link", "delete", _BRIDGE)


def space_of(name: str) -> str:
    """The namespace of a machine."""
    return f"khabardar-{name}"


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"ip {' '.join(words)}: {done.stderr.strip()}; namespaces need root and iproute2")
