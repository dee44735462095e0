"""Asks a model over an OpenAI-compatible address (llama.cpp, Ollama, vLLM, or hosted)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from khabardar.errors import ModelUnavailable, UsageError
from khabardar.interfaces import Prompt
from llm.settings import ModelSettings, Structured

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

_UNSUPPORTED = frozenset({400, 404, 415, 422, 501})  # how servers say that they know no `response_format`


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's text, and what the server says that it cost; estimated where the server says nothing."""

    text: str
    tokens_in: int
    tokens_out: int


class Client:
    """One address, one model. Timeouts and 408, 409, 429 and 5xx answers are tried again, with growing pauses or as
    Retry-After says, by the openai library."""

    def __init__(self, settings: ModelSettings) -> None:
        try:
            import openai
        except ImportError as error:
            raise UsageError("a model needs the openai package: pip install 'khabardar[llm]'") from error
        self._settings = settings
        self._openai: OpenAI = openai.OpenAI(
            base_url=settings.base_url,
            api_key=settings.api_key() or "none",  # local servers want any
            timeout=settings.timeout.total_seconds(),
            max_retries=settings.retries,
        )
        self._schema_refused = settings.structured is Structured.TEXT

    def ask(self, prompt: Prompt) -> Reply:
        """One question, one answer. Raises ModelUnavailable that says what came instead of one."""
        import openai

        where = self._settings.base_url
        try:
            done = self._ask(prompt)
        except openai.APIStatusError as error:
            raise ModelUnavailable(f"{where} answered {error.status_code}: {_brief(error)}") from error
        except openai.APITimeoutError as error:
            waited = self._settings.timeout.total_seconds()
            raise ModelUnavailable(f"{where} gave no answer within {waited:g} s") from error
        except openai.APIConnectionError as error:
            raise ModelUnavailable(f"{where} can't be reached: {_cause(error)}") from error
        except openai.OpenAIError as error:
            raise ModelUnavailable(f"{where}: {_brief(error)}") from error
        except ValueError as error:  # a body that is no JSON at all
            raise ModelUnavailable(f"{where} does not speak the protocol: {_brief(error)}") from error
        return _reply(done, prompt)

    def _ask(self, prompt: Prompt) -> ChatCompletion:
        import openai

        if not self._schema_refused:
            try:
                return self._complete(prompt, _response_format(prompt))
            except openai.APIStatusError as error:
                if self._settings.structured is Structured.SCHEMA or error.status_code not in _UNSUPPORTED:
                    raise
                self._schema_refused = True  # asked without it from now on; the answer is parsed and checked anyway
        return self._complete(prompt, None)

    def _complete(self, prompt: Prompt, response_format: dict[str, Any] | None) -> ChatCompletion:
        extra: dict[str, Any] = {"response_format": response_format} if response_format else {}
        done: ChatCompletion = self._openai.chat.completions.create(
            model=self._settings.model,
            messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
            temperature=0,
            max_tokens=self._settings.max_output_tokens,
            **extra,
        )
        return done


def _response_format(prompt: Prompt) -> dict[str, Any]:
    return {
        "type": "json_schema",
        "json_schema": {"name": "incidents", "strict": True, "schema": dict(prompt.schema)},
    }


def _reply(done: ChatCompletion, prompt: Prompt) -> Reply:
    choices = getattr(done, "choices", None)
    text = choices[0].message.content if choices and choices[0].message else None
    usage = getattr(done, "usage", None)
    asked = usage.prompt_tokens if usage else estimated_tokens(prompt)
    told = usage.completion_tokens if usage else len(text or "") // 3
    return Reply(text or "", asked or 0, told or 0)


def estimated_tokens(prompt: Prompt) -> int:
    """Tokens of a question, guessed high: three characters each."""
    return (len(prompt.system) + len(prompt.user)) // 3


def _cause(error: Exception) -> str:
    return _brief(error.__cause__ or error)


def _brief(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
