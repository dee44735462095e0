"""A name resolver that keeps private addresses to itself, so that no link or redirect leads a crawl into a network.

It stands where connections are made, so a name that changes its address between a check and the connection gains
nothing, and `http://2130706433/` is seen for what it is.
"""

from __future__ import annotations

import ipaddress
from typing import Any, cast

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer


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
    """True for an IP address that the whole internet can reach."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return is_public(str(address.ipv4_mapped))
    return address.is_global and not address.is_multicast


def installed_resolver() -> GuardedResolver:
    """The process's guard; put in front of the reactor's resolver when first asked for."""
    from twisted.internet import reactor

    current: Any = reactor.nameResolver
    if isinstance(current, GuardedResolver):
        return current
    guard = GuardedResolver(current)
    reactor.installNameResolver(guard)
    return guard
