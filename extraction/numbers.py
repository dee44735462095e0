"""Reads numbers, and tells counts of people or things from ages, dates, money, measures and the names of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extraction.lexicon.words import words
from extraction.tokens import Token

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_WORDS = {word: value for value, word in enumerate(_UNITS)} | {
    word: value * 10
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "lakh": 100_000, "lac": 100_000, "million": 1_000_000, "crore": 10_000_000}
# Codebook section 6: vague words and the count that stands for them; all of them open upwards but the exact ones.
_VAGUE = {"several": 3, "some": 3, "many": 3, "few": 3, "dozens": 12, "scores": 40, "hundreds": 100, "thousands": 1000}
_MONTHS = words("numbers.months")
_MEASURES = words("numbers.measures")
_DURATIONS = words("numbers.durations")
_CLOCK = frozenset(["am", "pm", "a.m", "p.m", "hours", "hrs", "o'clock"])
_MONEY_BEFORE = words("numbers.money_before")
_MONEY_AFTER = words("numbers.money_after")
_NAMED_BEFORE = words("numbers.named_before")
_UNITS_OF_FORCES = words("numbers.units_of_forces")
_NO_COUNT_BEFORE = _MEASURES | _DURATIONS | _CLOCK | _MONEY_AFTER | _MONTHS
_NO_COUNT_BEFORE |= frozenset({"percent", "pc", "st", "nd", "rd", "th", "times", "bn", "m"})
_NO_COUNT_AFTER = _MONTHS | _MONEY_BEFORE | _NAMED_BEFORE | frozenset({"aged", "age", "-", "/"})
_AT_LEAST = (
    ("at", "least"), ("more", "than"), ("more", "then"), ("over",), ("no", "fewer", "than"), ("no", "less", "than"),
    ("not", "less", "than"), ("upwards", "of"), ("in", "excess", "of"), ("above",),
)  # fmt: skip
_ABOUT = (
    ("about",),
    ("around",),
    ("some",),
    ("nearly",),
    ("almost",),
    ("approximately",),
    ("roughly",),
    ("an", "estimated"),
)
_EXACT = (("as", "many", "as"), ("up", "to"), ("as", "much", "as"))
_QUALIFIERS = ((_AT_LEAST, False), (_ABOUT, True), (_EXACT, True))
_MOST = 10_000_000  # no single incident ever had so many people: what is read so is money, or a telephone
_BEFORE_NUMBER = frozenset(phrase[-1] for phrases, _ in _QUALIFIERS for phrase in phrases)
_BEGINNINGS = frozenset([*_WORDS, *_VAGUE, "a", "half", "both"])


@dataclass(frozen=True, slots=True)
class Quantity:
    """Tokens `first` to `last` say a count. `high` None: it opens upwards."""

    first: int
    last: int
    value: int
    low: int
    high: int | None
    is_vague: bool = False  # "several", "dozens"


def find_quantities(tokens: Sequence[Token]) -> list[Quantity]:
    """All counts, in text order; numbers that are no counts are left out."""
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        if not _may_begin(tokens[at]):
            at += 1
            continue
        quantity = _quantity_at(tokens, at)
        if quantity is None:
            at += 1
            continue
        if not _is_no_count(tokens, quantity):
            found.append(_qualified(tokens, quantity))
        at = quantity.last
    return found


def _may_begin(token: Token) -> bool:
    """Most words begin no number: this test is the whole cost of them."""
    return token.low in _BEGINNINGS or token.text[0].isdecimal() or "-" in token.low


def _quantity_at(tokens: Sequence[Token], at: int) -> Quantity | None:
    vague = _vague_at(tokens, at)
    if vague:
        return vague
    first = _number_at(tokens, at)
    if first is None:
        return None
    value, after = first
    if after < len(tokens) and tokens[after].low in {"dozen", "dozens"}:
        value, after = value * 12, after + 1
    if after + 1 < len(tokens) and tokens[after].low in {"to", "-", "or", "and"}:
        second = _number_at(tokens, after + 1)
        joined = tokens[after].low != "and" or (at > 0 and tokens[at - 1].low == "between")
        if second and joined and value < second[0] <= value * 10 + 10:
            return Quantity(at, second[1], value, value, second[0])
    return Quantity(at, after, value, value, value)


def _vague_at(tokens: Sequence[Token], at: int) -> Quantity | None:
    low = tokens[at].low
    if low in {"several", "some", "many"} and at + 1 < len(tokens) and tokens[at + 1].low in {"dozen", "score"}:
        value = _VAGUE[f"{tokens[at + 1].low}s"]
        return Quantity(at, at + 2, value, value, None, is_vague=True)
    nxt = tokens[at + 1].low if at + 1 < len(tokens) else ""
    third = tokens[at + 2].low if at + 2 < len(tokens) else ""
    if low in {"a", "half"} and nxt in {"dozen", "couple", "few"} | ({"a"} if low == "half" else set()):
        value = {"dozen": 12, "couple": 2, "few": 3, "a": 6}[nxt]
        last = at + 3 if nxt == "a" and third == "dozen" else at + 2
        if nxt == "a" and third != "dozen":
            return None
        return Quantity(at, last + (1 if last < len(tokens) and tokens[last].low == "of" else 0), value, value, value)
    if low == "both" and nxt not in {"sides", "the", "of", "and"}:
        return Quantity(at, at + 1, 2, 2, 2)
    if low == "both" and nxt == "the" and "and" not in {token.low for token in tokens[at + 2 : at + 5]}:
        return Quantity(at, at + 2, 2, 2, 2)
    if low == "both" and nxt == "of" and third in {"the", "them", "whom"}:
        return Quantity(at, at + 1, 2, 2, 2)
    if low in _VAGUE and nxt != "as" and not (low in {"some", "several"} and _number_at(tokens, at + 1)):
        value = _VAGUE[low]
        last = at + 2 if nxt == "of" else at + 1
        return Quantity(at, last, value, value, None, is_vague=True)
    return None


def _number_at(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """(value, index after) of the plain number that begins at `at`."""
    if at >= len(tokens):
        return None
    value = _simple(tokens[at])
    if value is None:
        return None
    at += 1
    total = 0
    while at < len(tokens):
        low = tokens[at].low
        if low in _SCALES:
            value *= _SCALES[low]
            at += 1
        elif (
            low == "and"
            and value % 100 == 0
            and value
            and at + 1 < len(tokens)
            and _word_below_100(tokens[at + 1])
            and (tokens[at - 1].low in _SCALES)
        ):
            total, value = total + value, _word_below_100(tokens[at + 1]) or 0
            at += 2
        elif value % 100 == 0 and tokens[at - 1].low in _SCALES and _simple(tokens[at]) is not None:
            total, value = total + value, _simple(tokens[at]) or 0
            at += 1
        else:
            break
    return total + value, at


def _word_below_100(token: Token) -> int | None:
    value = _simple(token)
    return value if value is not None and value < 100 else None


def _simple(token: Token) -> int | None:
    if token.is_number:
        if ":" in token.text:
            return None
        groups = token.text.split(",")
        if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
            groups = ["".join(groups)]
        digits = "".join(groups)
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 9 else None
    low = token.low
    if low in _WORDS:
        return _WORDS[low]
    if "-" in low:
        tens, _, unit = low.partition("-")
        if tens in _WORDS and unit in _WORDS and _WORDS[tens] >= 20 and _WORDS[unit] < 10:
            return _WORDS[tens] + _WORDS[unit]
    return None


def _is_no_count(tokens: Sequence[Token], quantity: Quantity) -> bool:
    if max(quantity.value, quantity.high or 0) > _MOST:
        return True
    before = tokens[quantity.first - 1].low if quantity.first else ""
    after = tokens[quantity.last].low if quantity.last < len(tokens) else ""
    beyond = tokens[quantity.last + 1].low if quantity.last + 1 < len(tokens) else ""
    number = tokens[quantity.first]
    if before in {".", ","} and quantity.first > 1 and _names_number(tokens[quantity.first - 2].low, before):
        return True
    if after == "-" and beyond:
        after, beyond = beyond, ""
        if after.startswith("member"):
            return True
    return (
        after in _NO_COUNT_BEFORE
        or before in _NO_COUNT_AFTER
        or after.startswith(("year", "inch", "foot", "minute", "hour", "day-", "month", "storey", "%"))
        or (after == "per" and beyond == "cent")
        or (before == "no" and number.low == "one")
        or (number.is_number and after in _UNITS_OF_FORCES and tokens[quantity.last].is_capitalised)
        or (before in {",", "("} and after in {",", ")"} and number.is_number and 5 < quantity.value < 100)
        or (number.is_number and len(number.text) == 4 and 1900 <= quantity.value <= 2100)
        or (quantity.last < len(tokens) and _touches(number, tokens, quantity.last))
    )


def _names_number(word: str, mark: str) -> bool:
    """`bogie No. 3`, and `Rs34,000`, which the tokens part at its comma."""
    return word in _NAMED_BEFORE if mark == "." else word[:1].isalpha() and word[-1:].isdecimal()


def _touches(number: Token, tokens: Sequence[Token], after: int) -> bool:
    """A number with letters right behind it (15kg, 5am) is a measure."""
    return number.is_number and tokens[after].start == tokens[after - 1].end and tokens[after].is_word


def _qualified(tokens: Sequence[Token], quantity: Quantity) -> Quantity:
    if quantity.first == 0 or tokens[quantity.first - 1].low not in _BEFORE_NUMBER:
        return quantity
    for phrases, keep_high in _QUALIFIERS:
        for phrase in phrases:
            start = quantity.first - len(phrase)
            if start >= 0 and tuple(token.low for token in tokens[start : quantity.first]) == phrase:
                return replace(quantity, first=start, high=quantity.high if keep_high else None)
    return quantity
