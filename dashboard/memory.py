"""Counts that are asked for again and again, kept until a row changes: a newsroom looks at one page all day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")
_MOST = 400


class Memory:
    """The last few hundred answers, each with the version of the data that it was made of."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: Hashable, version: str, answer: Callable[[], T]) -> T:
        """The answer to a question, asked anew where the data have changed since."""
        key = (question, version)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("T", self._kept[key])
        made = answer()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return made
