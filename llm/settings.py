"""What there is to know about a model: where, which, how long, how much."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, time, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path

from khabardar.errors import UsageError


class Structured(StrEnum):
    """How the form of the answer is asked for."""

    AUTO = "auto"  # by JSON schema; without where the server refuses it
    SCHEMA = "schema"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a day may cost, in the ledger's zone; None: no limit. Prices are for a million tokens, in your currency."""

    tokens: int | None = None
    money: float | None = None
    price_in: float = 0.0
    price_out: float = 0.0

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Of so many tokens asked and answered."""
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1_000_000


@dataclass(frozen=True, slots=True)
class Hours:
    """A daily window, over midnight where it ends before it begins."""

    first: time
    last: time

    def hold(self, moment: time) -> bool:
        """Whether a time of day lies in the window."""
        if self.first <= self.last:
            return self.first <= moment < self.last
        return moment >= self.first or moment < self.last


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A model and its terms. Pickles, so that worker processes can be given it."""

    base_url: str
    model: str
    ledger: Path  # the file of answers and spending
    key_env: str = "KHABARDAR_LLM_KEY"
    key_file: Path | None = None
    structured: Structured = Structured.AUTO
    timeout: timedelta = timedelta(minutes=2)
    retries: int = 3
    concurrency: int = 1
    max_output_tokens: int = 4000
    budget: Budget = Budget()
    hours: Hours | None = None
    zone: tzinfo = UTC  # of the day and the hours
    refusing: str | None = None  # why nothing new is asked: only answers that the ledger has are given

    def api_key(self) -> str | None:
        """From the file, else from the environment; None where neither is: local servers need none."""
        if self.key_file is None:
            return os.environ.get(self.key_env) or None
        try:
            return self.key_file.read_text(encoding="utf-8").strip() or None
        except OSError as error:
            raise UsageError(f"llm.api_key_file {self.key_file} can't be read: {error.strerror}") from error
