"""Packages that only some formats need, and that not every installation has."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from khabardar.errors import UsageError


def needed(extra: str, *modules: str) -> tuple[Any, ...]:
    """These modules; UsageError with the line that installs them where they are missing."""
    try:
        return tuple(import_module(name) for name in modules)
    except ImportError as error:
        raise UsageError(
            f"the format {extra} needs a package that is not installed; pip install 'khabardar[{extra}]'"
        ) from error
