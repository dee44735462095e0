"""Match: near-copies of articles told apart from news, and reports turned into incidents. Pure: no input or output."""

from deduplication.copies import bands, copies_among, copies_in_turn, signature, similarity
from deduplication.fusing import fuse
from deduplication.matching import component, make_row, neighbourhood, resolve
from deduplication.scoring import PairScore, score
from deduplication.succession import successors

__all__ = [
    "PairScore",
    "bands",
    "component",
    "copies_among",
    "copies_in_turn",
    "fuse",
    "make_row",
    "neighbourhood",
    "resolve",
    "score",
    "signature",
    "similarity",
    "successors",
]
