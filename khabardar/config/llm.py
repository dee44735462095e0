"""`llm`: a language model, where one is at hand."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from khabardar.config.addresses import WebAddress
from khabardar.config.durations import Duration
from khabardar.config.section import Section
from khabardar.vocabulary import Disagreement

EngineName = Literal["rules", "llm", "both"]


def window(text: str) -> tuple[time, time]:
    """`22:00-06:00` as two times of day. Raises ValueError for anything else."""
    first, last = map(time.fromisoformat, text.split("-"))
    return first, last


def _daily_hours(text: str) -> str:
    try:
        first, last = window(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no daily window; write one such as 22:00-06:00") from error
    if first == last:
        raise ValueError(f"{text!r} begins when it ends; leave the option out for the whole day")
    return text


class LlmConfig(Section):
    base_url: WebAddress | None = None
    model: str = ""
    api_key_env: str = Field(default="KHABARDAR_LLM_KEY", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    api_key_file: Path | None = None
    structured: Literal["auto", "schema", "text"] = "auto"
    timeout: Duration = timedelta(minutes=2)
    retries: int = Field(default=3, ge=0, le=10)
    concurrency: int = Field(default=1, ge=1, le=64)
    max_output_tokens: int = Field(default=4000, ge=100, le=100_000)
    tokens_per_day: int | None = Field(default=None, ge=0)
    money_per_day: float | None = Field(default=None, ge=0)
    price_in: float = Field(default=0, ge=0)
    price_out: float = Field(default=0, ge=0)
    hours: Annotated[str, AfterValidator(_daily_hours)] | None = None
    differ: Disagreement = Disagreement.RULES_COUNTS
    ledger: Path = Path("khabardar-llm.db")
