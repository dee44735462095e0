"""A writer's output as it comes: what writes to a file writes to a browser, however many rows, in little memory."""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from typing_extensions import Buffer

_AT_ONCE = 64 * 1024  # bytes of one piece
_WAITING = 8  # pieces made before the reader took them; then the writer waits
_PATIENCE_SECONDS = 60.0  # a reader that takes nothing for so long is given up


class ReaderGone(OSError):
    """Nobody takes the pieces any more; ends the writer's thread, and is shown to nobody."""


class _Pipe(io.BufferedIOBase):
    def __init__(self) -> None:
        self.pieces: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
        self.gone = threading.Event()
        self._parts: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        piece = bytes(data)
        self._parts.append(piece)
        self._length += len(piece)
        if self._length >= _AT_ONCE:
            self._hand_on()
        return len(piece)

    def flush(self) -> None:
        """Writers flush after each line; the reader wants larger pieces."""

    def close(self) -> None:
        """Hands on what is left."""
        if not self.gone.is_set() and not self.closed:
            self._hand_on()
        super().close()

    def _hand_on(self) -> None:
        if self._parts:
            self.put(b"".join(self._parts))
            self._parts, self._length = [], 0

    def put(self, piece: bytes | BaseException | None) -> None:
        if self.gone.is_set():
            raise ReaderGone
        try:
            self.pieces.put(piece, timeout=_PATIENCE_SECONDS)
        except queue.Full:
            raise ReaderGone from None


def streamed(write: Callable[[BinaryIO], object]) -> Iterator[bytes]:
    """What `write` writes, in pieces. A fault in it breaks the stream off: half a file must not look like a whole."""
    pipe = _Pipe()

    def run() -> None:
        try:
            write(pipe)  # type: ignore[arg-type]  # all of BinaryIO that a writer needs
            pipe.close()
            pipe.put(None)
        except ReaderGone:
            return
        except Exception as error:
            pipe.put(error)

    threading.Thread(target=run, name="export", daemon=True).start()
    try:
        while (piece := pipe.pieces.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        pipe.gone.set()
