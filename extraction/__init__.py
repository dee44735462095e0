"""Stage 2, read: one article's text into incident reports, every value with the words that say it."""

from __future__ import annotations

from extraction.rules import RulesEngine
from khabardar.errors import UsageError
from khabardar.interfaces import Engine

_ENGINES = {"rules": RulesEngine}


def engine(name: str = "rules") -> Engine:
    """The engine of this name. Raises UsageError for an unknown one."""
    if name not in _ENGINES:
        raise UsageError(f"no engine is called {name!r}; there are: {', '.join(sorted(_ENGINES))}")
    return _ENGINES[name]()
