"""The `llm` engine: a model's mark-up of an article, passed through the gate, coded by our tables."""

from __future__ import annotations

from dataclasses import replace

from extraction.document import build
from extraction.lexicon.loader import default_lexicon
from extraction.llm.answer import Answer, parse
from extraction.llm.assembling import assemble
from extraction.llm.gate import Gate
from extraction.llm.prompt import VERSION, prompt_for
from extraction.rules import Trace, trace
from khabardar.errors import InputError
from khabardar.interfaces import Model, Prompt, ReadingHints
from khabardar.records import Article, Reading

_SHOWN = 2000  # characters of a bad answer that the model is shown again


class LlmEngine:
    """Reads with a model's help. Raises ModelUnavailable where the model gives no answer: the article then waits."""

    name = "llm"

    def __init__(self, model: Model) -> None:
        self._model = model
        self.version = f"{VERSION}:{model.name}"

    def read(self, article: Article, hints: ReadingHints) -> Reading:
        """One article into reports; what did not pass the gate stands in the notes."""
        return self.read_traced(trace(article, hints), hints)

    def read_traced(self, traced: Trace, hints: ReadingHints) -> Reading:
        """The same for an article that the rules have read already."""
        answer, faults = self._answer(prompt_for(traced.document))
        if answer is None:
            # An answer that can't be read twice is the model's last word on this text: asking for ever helps nobody.
            return Reading((), self.name, self.version, (*faults, "the gate had nothing to check: no report is made"))
        gate = Gate(traced.document, traced.gathered, traced.places.locations)
        reports = assemble(gate, answer, hints.country)
        refused = (f"gate: {line}" for line in dict.fromkeys(gate.refused))
        return Reading(tuple(reports), self.name, self.version, (*faults, *refused))

    def ask_about(self, article: Article) -> None:
        """Have the model's answer at hand when the article is read. Raises ModelUnavailable."""
        lexicon = default_lexicon()
        self._answer(prompt_for(build(article.text, article.title, article.published.date(), lexicon)))

    def _answer(self, prompt: Prompt) -> tuple[Answer | None, list[str]]:
        """The model's answer, mended once if need be, and what was wrong with it."""
        text = self._model.ask(prompt)
        try:
            return parse(text), []
        except InputError as error:
            first = f"the model's answer could not be read: {error}"
        again = replace(
            prompt,
            user=f"{prompt.user}\n\nYour last answer could not be read: {first}\nIt began:\n{text[:_SHOWN]}\n"
            "Answer again: the one JSON object, whole, and nothing else.",
        )
        try:
            return parse(self._model.ask(again)), [f"{first}; mended when asked again"]
        except InputError as error:
            return None, [first, f"the model's second answer could not be read: {error}"]
