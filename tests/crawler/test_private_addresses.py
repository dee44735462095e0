"""Nothing leads a crawl into a private network: not an address however written, a redirect, a name that rebinds."""

from __future__ import annotations

from typing import Any

import pytest
from crawling import WebServer, run_crawl

from crawler.resolver import GuardedResolver, is_public

PUBLIC = ("93.184.216.34", "1.1.1.1", "2606:2800:220:1::1", "2002:5db8:d822::1", "::ffff:93.184.216.34")
NOT_PUBLIC = (
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9"),
    *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:10.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001:0:7f00:1:0:0:f5ff:fffe"),
    *("fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "3fff::1", "100::1"),
    *("", "localhost", "1.2.3"),
)


@pytest.mark.parametrize("host", PUBLIC)
def test_addresses_of_the_internet_are_public(host: str) -> None:
    assert is_public(host)


@pytest.mark.parametrize("host", NOT_PUBLIC)
def test_special_addresses_are_not_public_however_they_are_written(host: str) -> None:
    assert not is_public(host)


class Found:
    """A receiver that notes what it is told, and an inner resolver that tells it."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.told: list[str] = []

    def resolveHostName(self, receiver: Any, host: str, *_: Any, **__: Any) -> None:  # noqa: N802
        receiver.resolutionBegan(None)
        for address in self.addresses:
            receiver.addressResolved(type("Address", (), {"host": address}))
        receiver.resolutionComplete()

    def resolutionBegan(self, _: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.told.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


def test_of_a_name_with_public_and_private_addresses_only_the_public_ones_can_be_connected_to() -> None:
    found = Found("10.0.0.1", "93.184.216.34", "::1")
    guard = GuardedResolver(found)
    guard.resolveHostName(found, "mixed.example")  # type: ignore[arg-type]
    assert found.told == ["93.184.216.34"]


def test_a_name_that_changes_to_a_private_address_between_two_questions_gains_nothing() -> None:
    found = Found("93.184.216.34")
    guard = GuardedResolver(found)
    guard.resolveHostName(found, "rebinding.example")  # type: ignore[arg-type]
    assert guard.refused == set()
    found.addresses = ("127.0.0.1",)
    guard.resolveHostName(found, "rebinding.example")  # type: ignore[arg-type]
    assert found.told == ["93.184.216.34"]
    assert guard.refused == {"rebinding.example"}


def test_loopback_in_any_writing_is_refused_by_a_real_crawl(server: WebServer) -> None:
    port = server.url.rpartition(":")[2]
    hosts = ("localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]")
    urls = [f"http://{host}:{port}/good" for host in hosts]
    catch = run_crawl(server.url, "good", *urls, fetch={"allow_private_addresses": False, "retries": 0})
    assert {outcome["condition"] for outcome in catch.outcomes} == {"private-address"}
    assert len(catch.outcomes) == len(hosts) + 1
    assert server.paths() == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "inside.test"])
def test_a_redirect_of_a_public_host_to_a_private_address_is_refused(server: WebServer, host: str) -> None:
    port = server.url.rpartition(":")[2]
    source = f"http://outlet.test:{port}/redirect-to?http://{host}:{port}/good"
    catch = run_crawl(server.url, source, public=["outlet.test"], fetch={"allow_private_addresses": False})
    assert catch.outcomes[0]["condition"] == "private-address"
    assert [path for path in server.paths() if path != "/robots.txt"] == [source.partition(port)[2]]


def test_a_proxy_is_not_asked_for_private_addresses_either(server: WebServer) -> None:
    catch = run_crawl(
        server.url,
        "good",
        fetch={"allow_private_addresses": False},
        environment={"http_proxy": server.url, "NO_PROXY": "", "no_proxy": ""},
    )
    assert catch.outcome("good")["condition"] == "private-address"
    assert server.paths() == []
