"""A model as the reader sees it: answers from the ledger for free, new ones within the hours and the day's budget."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from khabardar.errors import ModelUnavailable
from khabardar.interfaces import Prompt
from llm.client import Client, estimated_tokens
from llm.ledger import Ledger, Spent, question_key
from llm.settings import Budget, Hours, ModelSettings


def refusal(budget: Budget, hours: Hours | None, spent: Spent, next_tokens: int, now: datetime) -> str | None:
    """Why nothing is asked now; None where it may be. `now` is in the zone of the hours and of the day."""
    if hours is not None and not hours.hold(now.time()):
        return f"outside llm.hours ({hours.first:%H:%M}-{hours.last:%H:%M}); asked again then"
    if budget.tokens is not None and spent.tokens + next_tokens > budget.tokens:
        return f"the day's budget is spent: {spent.tokens} of {budget.tokens} tokens (llm.tokens_per_day)"
    if budget.money is not None and spent.money + budget.cost(next_tokens, 0) > budget.money:
        return f"the day's budget is spent: {spent.money:.2f} of {budget.money:.2f} (llm.money_per_day)"
    return None


class AskedModel:
    """`interfaces.Model` over one address. Safe to call from several threads and processes."""

    def __init__(self, settings: ModelSettings, now: Callable[[], datetime]) -> None:
        self.name = settings.model
        self._settings = settings
        self._now = now
        self._ledger = Ledger(settings.ledger)
        self._client: Client | None = None
        self._lock = Lock()

    def ask(self, prompt: Prompt) -> str:
        """The model's text. Raises ModelUnavailable where there is no answer to be had now."""
        key = question_key(self._settings.model, prompt)
        known = self._ledger.answer(key)
        if known is not None:
            return known
        if self._settings.refusing is not None:
            raise ModelUnavailable(self._settings.refusing)
        now = self._now().astimezone(self._settings.zone)
        spent = self._ledger.spent(now.date())
        budget = self._settings.budget
        why = refusal(budget, self._settings.hours, spent, estimated_tokens(prompt), now)
        if why is not None:
            raise ModelUnavailable(why)
        reply = self._opened().ask(prompt)
        money = budget.cost(reply.tokens_in, reply.tokens_out)
        self._ledger.add(key, self._settings.model, prompt.version, reply, money, now)
        return reply.text

    def _opened(self) -> Client:
        with self._lock:
            self._client = self._client or Client(self._settings)
            return self._client
