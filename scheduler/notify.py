"""Tells systemd how the daemon is: the sd_notify protocol is one datagram to a socket that it names."""

from __future__ import annotations

import os
import socket


def notify(message: str) -> None:
    """Send `READY=1`, `STOPPING=1` or `STATUS=…`; without systemd nothing happens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.sendall(message.encode())
