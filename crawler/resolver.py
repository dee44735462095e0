"""A name resolver that keeps private addresses to itself, so that no link or redirect leads a crawl into a network.

It stands where connections are made, so a name that changes its address between a check and the connection gains
nothing, and `http://2130706433/` is seen for what it is.
"""

from __future__ import annotations

import asyncio
import ipaddress
from typing import Any, cast

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

# NAT64's prefixes, and the old form `::1.2.3.4`, in which `::1` and `::` lie too.
_IPV4_AT_THE_END = tuple(
    ipaddress.IPv6Network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")
)
# Of IANA's special-purpose registries, what Python 3.11 takes for global; and the old site-local addresses.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20", "5f00::/16", "fec0::/10")
)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Wraps the reactor's resolver. `refused` has the names whose last resolution had an address withheld."""

    def __init__(self, inner: Any) -> None:
        self.allow_private = False
        self.exempt: set[str] = set()  # proxies: the operator named them
        self.refused: set[str] = set()
        self._inner = inner

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        *rest: Any,
        **more: Any,
    ) -> IHostResolution:
        """Twisted's interface; addresses that are not public never reach `resolutionReceiver`."""
        receiver: Any = resolutionReceiver
        if not self.allow_private and hostName not in self.exempt:
            receiver = _PublicOnly(resolutionReceiver, hostName, self.refused)
        return cast("IHostResolution", self._inner.resolveHostName(receiver, hostName, *rest, **more))


@implementer(IResolutionReceiver)
class _PublicOnly:
    def __init__(self, receiver: Any, host: str, refused: set[str]) -> None:
        self._receiver = receiver
        self._host = host
        self._refused = refused

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803
        self._refused.discard(self._host)
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        if is_public(getattr(address, "host", "")):
            self._receiver.addressResolved(address)
        else:
            self._refused.add(self._host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


def is_public(host: str) -> bool:
    """True for an IP address that the whole internet can reach, whichever way it is written."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and (inner := _carried(address)) is not None:
        return is_public(str(inner))
    special = any(address in network for network in _SPECIAL)
    return address.is_global and not (special or address.is_multicast or address.is_reserved)


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a mapped, compatible, 6to4, Teredo or NAT64 one leads to."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _IPV4_AT_THE_END):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


async def addresses_of(host: str) -> list[str]:
    """As the machine's resolver gives them; none where it can't, as behind a proxy that alone knows names."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return []
    return [str(entry[4][0]) for entry in found]


def installed_resolver() -> GuardedResolver:
    """The process's guard; put in front of the reactor's resolver when first asked for."""
    from twisted.internet import reactor

    current: Any = reactor.nameResolver
    if isinstance(current, GuardedResolver):
        return current
    guard = GuardedResolver(current)
    reactor.installNameResolver(guard)
    return guard
