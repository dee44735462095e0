"""The config.yaml that ships: in a wheel beside this file, in a checkout at its top."""

from __future__ import annotations

from pathlib import Path

_PACKAGED = Path(__file__).with_name("default.yaml")
_CHECKOUT = Path(__file__).parents[2] / "config.yaml"


def shipped_config() -> str:
    """Its text, comments and all."""
    return (_PACKAGED if _PACKAGED.exists() else _CHECKOUT).read_text(encoding="utf-8")
