"""Near-copies of articles: cut, re-headed and syndicated texts, and those that only look alike."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deduplication import bands, copies_among, copies_in_turn, signature, similarity

HEADS = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu")
TAILS = ("lan", "mir", "nok", "pus", "rat", "sel", "tim", "von")
WORDS = [head + tail for head in HEADS for tail in TAILS]


def prose(seed: int, words: int = 300) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) for _ in range(words))


def copied_from(text_signature: bytes, candidates: list[tuple[str, bytes]]) -> str | None:
    return next(iter(copies_among(text_signature, candidates)), None)


def copy_of(text: str, original: str) -> str | None:
    return copied_from(signature(text), [("other", signature(prose(99))), ("original", signature(original))])


ORIGINAL = prose(1)
PARTS = ORIGINAL.split()


@pytest.mark.parametrize(
    "copy",
    [
        ORIGINAL,
        ORIGINAL.upper(),
        ORIGINAL.replace(" ", "\n\n"),
        "QUETTA: By our own correspondent " + " ".join(PARTS[25:]),
        " ".join(PARTS[:190]),
        " ".join(PARTS[:100] + PARTS[140:220] + PARTS[240:]),
        ORIGINAL + " Follow us on our channels for more news and subscribe to the newsletter",
        " ".join("altered" if i % 40 == 0 else word for i, word in enumerate(PARTS)),
    ],
    ids=["same", "capitals", "line breaks", "other head", "cut end", "paragraphs gone", "debris", "few words"],
)
def test_a_syndicated_text_is_a_copy(copy: str) -> None:
    assert copy_of(copy, ORIGINAL) == "original"
    assert set(bands(signature(copy))) & set(bands(signature(ORIGINAL)))


def test_an_independent_text_is_no_copy() -> None:
    assert copy_of(prose(2), ORIGINAL) is None


def test_two_notices_of_one_template_are_no_copies() -> None:
    def notice(seed: int) -> str:
        slots = prose(seed, 60).split()
        return " ".join(word for i in range(30) for word in (*PARTS[5 * i : 5 * i + 5], slots[2 * i], slots[2 * i + 1]))

    assert copy_of(notice(3), notice(4)) is None


def test_very_short_texts_are_no_copies_and_have_no_bands() -> None:
    short = prose(5, 9)
    assert bands(signature(short)) == ()
    assert copied_from(signature(short), [("twin", signature(short))]) is None


def test_a_short_text_is_a_copy_of_the_very_same_words_only() -> None:
    flash = prose(5, 20)
    same = flash.upper().replace(" ", "\n")
    other = flash.rsplit(" ", 1)[0] + " otherwise"
    assert set(bands(signature(same))) & set(bands(signature(flash)))
    assert copied_from(signature(flash), [("other", signature(other)), ("same", signature(same))]) == "same"
    assert copied_from(signature(""), [("empty", signature(""))]) is None


def test_of_several_originals_the_most_alike_is_named() -> None:
    cut = " ".join(PARTS[:220])
    candidates = [("a-long", signature(ORIGINAL)), ("b-cut", signature(cut))]
    assert copied_from(signature(cut), candidates) == "b-cut"


def test_similarity_estimates_the_share_of_common_runs() -> None:
    half = " ".join(PARTS[:150]) + " " + prose(6, 150)
    assert similarity(signature(ORIGINAL), signature(ORIGINAL)) == 1.0
    assert 0.15 < similarity(signature(ORIGINAL), signature(half)) < 0.52  # truly one third
    assert similarity(signature(ORIGINAL), signature(prose(7))) < 0.1


@given(st.text(max_size=400))
def test_any_text_has_a_signature_of_minima_or_of_its_words_or_none(text: str) -> None:
    assert len(signature(text)) in (4, 16, 256)
    assert len(bands(signature(text))) in (0, 1, 21)


def test_a_signature_is_the_same_in_every_process() -> None:
    code = "import sys; from deduplication import signature; print(signature(sys.argv[1]).hex())"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, ORIGINAL], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert runs == {signature(ORIGINAL).hex().encode()}


def test_in_turn_each_is_compared_with_what_is_known_and_with_those_before_it() -> None:
    texts = {"known": ORIGINAL, "other": prose(2), "copy": ORIGINAL.upper(), "late": " ".join(PARTS[:190])}
    marks = {name: signature(text) for name, text in texts.items()}
    came = [(name, marks[name]) for name in ("other", "copy", "late")]
    found = copies_in_turn(came, [("known", marks["known"]), ("copy", marks["copy"])])
    assert [copies for copies, _ in found] == [(), ("known",), ("copy", "known")]
    assert [its_bands for _, its_bands in found] == [bands(mark) for _, mark in came]
