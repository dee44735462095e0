"""Finds text that speaks to a machine that reads it: what stands in such a paragraph proves nothing."""

from __future__ import annotations

import re

from extraction.document import Document

# Orders to a reader that no news article gives to people. Each needs two things at once: `ignore` alone is news.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}"
    r"\b(?:(?:previous|prior|above|earlier|all|your|these|my|system) (?:\w+ )?(?:instructions?|prompts?|guidelines)"
    r"|(?:the|everything|all|text) above)\b"
    r"|\b(?:system|developer)\s+(?:prompt|message|override)\b"
    r"|^\W*(?:system|assistant|user|human|ai)\s*:"
    r"|\b(?:you are|act as|as) an? (?:ai|assistant|language model|large language model|chatbot)\b"
    r"|\byour (?:instructions?|system prompt|prompt)\b"
    r"|\b(?:respond|reply|answer|output|return|print) (?:only |just )?(?:with|in|as)\b[^.\n]{0,40}"
    r"\b(?:json|schema)\b"
    r"|\bjson\b[^.\n]{0,40}\b(?:incidents?|schema|killed|object)\b"
    r"|<\|?(?:im_start|im_end|system|endoftext|eot_id)\|?>|\[/?INST\]|<</?SYS>>"
    r"|\b(?:dear|attention|note to)\W+(?:the )?(?:ai|assistant|language model|model|chatbot|annotator|extraction)\b"
    r"|\b(?:ai|language) (?:model|reader|assistant)s?\b[^.\n]{0,40}"
    r"\b(?:must|should|shall|please|report|record|add|set)\b"
    r"|\b(?:report|record|add|set|change|code) (?:it|this|them|the (?:toll|count|number))?\s*(?:as|to)\b[^.\n]{0,30}"
    r"\b(?:in your|the dataset|your (?:answer|output|response))\b",
    re.IGNORECASE | re.MULTILINE,
)


def tainted(document: Document) -> frozenset[int]:
    """Indices of sentences in paragraphs that give orders to a machine."""
    paragraphs = {s.paragraph for s in document.sentences if _ORDERS.search(document.text[s.start : s.end]) is not None}
    return frozenset(i for i, s in enumerate(document.sentences) if s.paragraph in paragraphs)
