"""The engine that a command reads with: its option, and the config where a model is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_CONFIG, load
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from scheduler.engines import EngineChoice

_ENGINES = ("rules", "llm", "both")

EngineOption = Annotated[str, typer.Option("--engine", help="rules, llm or both; llm needs a config with a model.")]
ModelConfigOption = Annotated[
    Path, typer.Option("--config", "-c", envvar="KHABARDAR_CONFIG", help="The config file that names a model.")
]


def engine_choice(name: str, config: Path = DEFAULT_CONFIG) -> EngineChoice:
    """The engine of this name; only one that asks a model needs the config. Raises UsageError or ConfigError."""
    from scheduler.engines import EngineChoice, choice_of

    if name not in _ENGINES:
        raise UsageError(f"--engine {name!r}: there are {', '.join(_ENGINES)}")
    if name == "rules":
        return EngineChoice()
    loaded = load(config)
    if not (loaded.llm.base_url and loaded.llm.model):
        raise UsageError(f"--engine {name} asks a model, and {config} names none: write llm.base_url and llm.model")
    return choice_of(loaded, name)
