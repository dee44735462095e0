"""Match: near-copies of articles told apart from news, and reports turned into incidents. Pure: no input or output."""

from deduplication.copies import bands, copied_from, copies_among, signature, similarity
from deduplication.fusing import fuse
from deduplication.matching import component, make_row, neighbourhood, resolve
from deduplication.scoring import PairScore, score
from deduplication.succession import successors

__all__ = [
    "PairScore",
    "bands",
    "component",
    "copied_from",
    "copies_among",
    "fuse",
    "make_row",
    "neighbourhood",
    "resolve",
    "score",
    "signature",
    "similarity",
    "successors",
]
