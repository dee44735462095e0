"""The gate: what a model says counts only where the article's own words, read by our own rules, bear it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.casualties import Loss, parts_of
from extraction.document import Document, Ranged, within
from extraction.findings import Finding
from extraction.lexicon.entries import Effect
from extraction.llm.answer import People, Quote
from extraction.llm.injections import tainted
from extraction.normalise import normalise
from extraction.people import Party, find_parties
from extraction.places import Location
from extraction.scope import Standing, standing_of
from extraction.tokens import tokenise

# People counted in such clauses belong to no single incident.
_NO_TOLLS = frozenset({Standing.STATISTIC, Standing.HYPOTHETICAL, Standing.VERDICT, Standing.FIGURE, Standing.SPORT})


@dataclass(frozen=True, slots=True)
class Proof:
    """Words of the article, found again: tokens `first` to `last` of sentence `sentence`."""

    first: int
    last: int
    sentence: int

    def meets(self, thing: Ranged) -> bool:
        """Whether a thing found by our rules shares a word with the quote."""
        return thing.first < self.last and self.first < thing.last


class Gate:
    """Holds one article against what a model says of it. `refused` says what did not pass, and why."""

    def __init__(self, document: Document, gathered: Sequence[Finding], locations: Sequence[Location]) -> None:
        self.document = document
        self.locations = locations
        self.refused: list[str] = []
        self._findings = {finding.clause.first: finding for finding in gathered}
        self._starts = sorted(self._findings)
        self._tainted = tainted(document)

    def prove(self, quote: Quote, what: str) -> Proof | None:
        """The quote's place in the article: in the sentence named, else wherever it stands just once."""
        words = [token.low for token in tokenise(normalise(quote.words))]
        places = self._places_of(words)
        named = [proof for proof in places if proof.sentence == quote.sentence - 1]
        chosen = named[:1] or (places if len(places) == 1 else [])
        if not chosen:
            why = "stands in the article more than once, not in the sentence named" if places else "not in the article"
            self.refuse(what, quote, why)
            return None
        if chosen[0].sentence in self._tainted:
            self.refuse(what, quote, "stands in a passage that gives orders to a machine")
            return None
        return chosen[0]

    def refuse(self, what: str, quote: Quote, why: str) -> None:
        """Take note of what did not pass."""
        self.refused.append(f"{what} {quote.words[:120]!r}: {why}")

    def finding_at(self, proof: Proof) -> Finding | None:
        """What our rules gathered in the clause where the quote begins."""
        before = [start for start in self._starts if start <= proof.first]
        finding = self._findings[before[-1]] if before else None
        return finding if finding is not None and proof.first < finding.clause.last else None

    def locations_in(self, proof: Proof) -> list[Location]:
        """The places that our gazetteer, or its rules for unknown names, sees in the quote; the finest first."""
        return sorted((x for x in self.locations if proof.meets(x)), key=lambda x: (-x.level, x.first))

    def people(self, said: People) -> tuple[Finding, Loss] | None:
        """The statement of loss that bears out a count, read by our own number reader; None where none does."""
        what = f"{said.number} {said.became}"
        proof = self.prove(said.quote, what)
        finding = self.finding_at(proof) if proof else None
        if proof is None or finding is None:
            return None
        standing = standing_of(finding)
        if standing in _NO_TOLLS:
            self.refuse(what, said.quote, f"our rules take these words for: {standing.value}")
            return None
        effect = Effect(said.became)
        loss = _read_by_rules(finding, proof, effect, said.number) or self._read_by_model(
            finding, proof, effect, said.number
        )
        if loss is None:
            self.refuse(what, said.quote, "our own reading of these words does not give that number of people")
            return None
        return finding, loss

    def _places_of(self, words: Sequence[str]) -> list[Proof]:
        if not words:
            return []
        found = []
        for sentence, (first, last) in enumerate(self.document.bounds):
            for at in range(first, last - len(words) + 1):
                if all(self.document.low(at + i) == word for i, word in enumerate(words)):
                    found.append(Proof(at, at + len(words), sentence))
        return found

    def _read_by_model(self, finding: Finding, proof: Proof, effect: Effect, number: int) -> Loss | None:
        """People counted in the quote whom our grammar bound to nothing, beside the word that says their fate."""
        document = self.document
        hits = within(document.casualties, proof.first, proof.last)
        first, last = document.bounds[proof.sentence]
        parties = find_parties(document, first, last)
        for party in parties:
            if not proof.meets(party) or party.value != number:
                continue
            bound = [x for x in finding.losses if x.party.first == party.first]
            nearest = min(hits, key=lambda hit: _gap(hit, party), default=None)
            if bound or nearest is None or nearest.entry.effect is not effect:
                continue
            spans = (document.span(party.first, party.last), document.span(nearest.first, nearest.last))
            return Loss(effect, party, parts_of(parties, party), nearest.first, tuple(sorted(spans)))
        return None


def _read_by_rules(finding: Finding, proof: Proof, effect: Effect, number: int) -> Loss | None:
    """The statement of this clause that says the same."""
    for loss in finding.losses:
        said = [loss.party, *loss.parts]
        if loss.effect is effect and any(proof.meets(party) and party.value == number for party in said):
            return loss
    return None


def _gap(hit: Ranged, party: Party) -> int:
    return max(hit.first - party.last, party.first - hit.last, 0)
