"""Which engine reads an article: chosen by the config, made once a process, handed to workers as plain data.

Reading is done in workers: the process that hands it out loads no engine, and is there sooner and smaller for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from khabardar.config import Config
from khabardar.config.llm import window
from khabardar.interfaces import Engine, ReadingHints
from khabardar.vocabulary import Disagreement
from llm.asking import AskedModel
from llm.settings import Budget, Hours, ModelSettings, Structured

if TYPE_CHECKING:
    from extraction.llm.comparing import Comparison
    from extraction.llm.engine import LlmEngine
    from extraction.rules import Trace


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine by name, with the model that it asks. Pickles and hashes."""

    name: str = "rules"
    model: ModelSettings | None = None
    differ: Disagreement = Disagreement.RULES_COUNTS


@dataclass(frozen=True, slots=True)
class Engines:
    """The engine of every source: its own, or the one of all others."""

    default: EngineChoice = EngineChoice()
    own: Mapping[str, EngineChoice] = field(default_factory=dict)  # by source id

    def of(self, source_id: str) -> EngineChoice:
        """What reads this source's articles."""
        return self.own.get(source_id, self.default)

    def every(self) -> list[EngineChoice]:
        """Each engine once, the default first."""
        return list(dict.fromkeys([self.default, *self.own.values()]))


def engines_of(config: Config) -> Engines:
    """What the config says of all sources together and of each."""
    own = {source.id: choice_of(config, source.engine) for source in config.sources if source.engine}
    return Engines(choice_of(config), own)


def choice_of(config: Config, name: str | None = None) -> EngineChoice:
    """The config's engine, or the one of this name with the config's model."""
    wanted = name or config.extraction.engine
    if wanted == "rules":
        return EngineChoice()
    return EngineChoice(wanted, model_settings(config), config.llm.differ)


def model_settings(config: Config) -> ModelSettings:
    """The config's model with every default filled in; the config must name one."""
    llm = config.llm
    assert llm.base_url is not None
    return ModelSettings(
        base_url=llm.base_url,
        model=llm.model,
        ledger=llm.ledger,
        key_env=llm.api_key_env,
        key_file=llm.api_key_file,
        structured=Structured(llm.structured),
        timeout=llm.timeout,
        retries=llm.retries,
        concurrency=llm.concurrency,
        max_output_tokens=llm.max_output_tokens,
        budget=Budget(llm.tokens_per_day, llm.money_per_day, llm.price_in, llm.price_out),
        hours=Hours(*window(llm.hours)) if llm.hours else None,
        zone=ZoneInfo(config.timezone),
    )


def engine_of(choice: EngineChoice) -> Engine:
    """The engine itself; one that asks a model keeps its connections, and is the same for all articles of a process."""
    from extraction import engine

    return engine(choice.name) if choice.model is None else _asking(choice, choice.model)


@lru_cache(maxsize=8)
def _asking(choice: EngineChoice, settings: ModelSettings) -> Engine:
    from extraction.llm.both import BothEngine
    from extraction.llm.engine import LlmEngine

    model = AskedModel(settings, _now)
    return LlmEngine(model) if choice.name == "llm" else BothEngine(model, choice.differ)


def asker_of(choice: EngineChoice) -> LlmEngine | None:
    """What can ask this engine's model ahead of the reading; None for an engine that asks none."""
    from extraction.llm.engine import LlmEngine

    return LlmEngine(AskedModel(choice.model, _now)) if choice.model is not None else None


def with_answers_at_hand(choice: EngineChoice, why_not: str | None) -> EngineChoice:
    """The same engine for a worker process, where nothing new is asked; `why_not`: why there is no answer."""
    if choice.model is None:
        return choice
    return replace(choice, model=replace(choice.model, refusing=why_not or "it was not asked ahead of the reading"))


def _now() -> datetime:
    """The ledger's clock: days of spending are real days, whatever time a replay works in."""
    return datetime.now(UTC)


def compared(choice: EngineChoice, traced: Trace, hints: ReadingHints) -> Comparison | None:
    """The rules' reading beside the model's, report by report; None for an engine that asks no model.

    Raises ModelUnavailable.
    """
    from extraction.llm.comparing import compare
    from extraction.llm.engine import LlmEngine

    if choice.model is None:
        return None
    model = LlmEngine(AskedModel(choice.model, _now)).read_traced(traced, hints)
    return compare(traced.reports, model)
