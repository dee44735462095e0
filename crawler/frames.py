"""Messages between the pool and its processes: their length, then the pickled object. One writes, the other reads."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Iterator
from io import IOBase
from typing import Any

_LENGTH = struct.Struct("!Q")


def framed(message: object) -> bytes:
    """The bytes to send."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


def read_message(stream: IOBase) -> Any:
    """Waits for the next one. Raises EOFError where there is none any more."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    return pickle.loads(stream.read(length))


class Splitter:
    """Bytes as they come, cut into the messages that are whole."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def messages(self, received: bytes) -> Iterator[Any]:
        """Those that `received` completes."""
        self._bytes += received
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                return
            body = bytes(memoryview(self._bytes)[_LENGTH.size : end])
            del self._bytes[:end]
            yield pickle.loads(body)
