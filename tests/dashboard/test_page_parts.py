"""The pure parts of the page: timeline, quotes, words, freshness, memory, the stream of an export."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import sleep

import newsroom
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.freshness import Level, freshness
from dashboard.memory import Memory
from dashboard.plots import Mark, legible, timeline
from dashboard.query import query_of
from dashboard.quotes import stretches
from dashboard.shown import age, cut, direction, parts_of, pause, safe
from dashboard.streaming import streamed
from khabardar.interfaces import CycleRecord
from khabardar.records import Source, SourceState, Span, Toll
from khabardar.vocabulary import PollCondition, SourceKind

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "unit"), [(1, "day"), (70, "day"), (71, "week"), (499, "week"), (1500, "month"), (4000, "year")]
)
def test_a_timeline_has_every_row_and_room_for_gaps(days, unit):
    first = date(2015, 1, 1)
    line = timeline({first: 2, first + timedelta(days=days): 5}, None, None)
    assert line.unit == unit
    assert sum(bar.count for bar in line.bars) == 7
    assert line.bars[0].first <= first
    assert line.bars[-1].last >= first + timedelta(days=days)
    for before, after in zip(line.bars, line.bars[1:], strict=False):
        assert after.first == before.last + timedelta(days=1)
    assert max(bar.height for bar in line.bars) == line.height


def test_a_timeline_of_nothing_is_none():
    assert timeline({}, date(2026, 1, 1), None) is None


def test_a_timeline_keeps_to_what_was_asked_for():
    line = timeline({date(2026, 3, 5): 1}, date(2026, 1, 1), date(2026, 3, 31))
    assert line.bars[0].first <= date(2026, 1, 1)
    assert line.bars[-1].last >= date(2026, 3, 31)


@given(
    st.text(max_size=600),
    st.lists(st.tuples(st.integers(0, 700), st.integers(0, 700)), max_size=8),
)
def test_quotes_are_words_of_the_text_and_short(text, pairs):
    spans = [Span(min(pair), max(pair)) for pair in pairs]
    for stretch in stretches(text, spans):
        plain = "".join(piece.text for piece in stretch.pieces).strip("…")
        whole = safe(text.replace("\n\n", " ").replace("\n", " "))
        assert len(plain) < 4000
        for part in plain.split("…"):
            assert part in whole


def test_marks_stand_where_the_spans_are():
    text = "Gunmen attacked a post in Mand on Monday and killed two."
    (stretch,) = stretches(text, [Span(26, 30), Span(45, 55)])
    assert [piece.text for piece in stretch.pieces if piece.marked] == ["Mand", "killed two"]
    assert "".join(piece.text for piece in stretch.pieces) == text


def test_a_span_of_megabytes_is_cut():
    text = "x" * 5_000_000
    (stretch,) = stretches(text, [Span(0, len(text))])
    assert sum(len(piece.text) for piece in stretch.pieces) < 1000


def test_what_turns_a_line_around_becomes_visible():
    assert safe("a\u202eb\u2069c\x00d\x1be") == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert safe("مستونگ\u200f (1)\n\t") == "مستونگ\u200f (1)\n\t"
    assert cut("x" * 1000, 10) == "x" * 10 + "…"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=20), "under a minute"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=9, hours=5), "9 days"),
        (timedelta(minutes=-5), "ahead of the clock"),
    ],
)
def test_ages_in_words(passed, words):
    assert age(NOW - passed, NOW) == words


def test_pauses_in_words():
    assert [pause(timedelta(seconds=n)) for n in (45, 600, 5400, 43200, 172800)] == [
        "45 s",
        "10 min",
        "1.5 h",
        "12 h",
        "2 days",
    ]


def test_directions_of_languages():
    assert [direction(language) for language in ("ur", "fa-IR", "en", "ps", "")] == [
        "rtl",
        "rtl",
        "auto",
        "rtl",
        "auto",
    ]


def watched(number):
    return [Source(f"s{n}", f"Source {n}", SourceKind.FEED, "https://x.example/", "p") for n in range(number)]


def state(n, *, good=True, hours=1, content=2):
    condition = PollCondition.OK if good else PollCondition.TIMEOUT
    at = NOW - timedelta(hours=hours)
    return SourceState(f"s{n}", condition=condition, last_success_at=at, newest_item_at=NOW - timedelta(hours=content))


def cycle(hours):
    at = NOW - timedelta(hours=hours)
    return CycleRecord(1, at, at + timedelta(minutes=1))


def test_all_current_is_good_and_names_the_oldest_content():
    seen = freshness(watched(2), {"s0": state(0), "s1": state(1, content=90)}, [cycle(1)], NOW)
    assert (seen.level, seen.current, seen.total) == (Level.GOOD, 2, 2)
    assert seen.oldest == ("Source 1", NOW - timedelta(hours=90))
    assert seen.words == "All 2 sources are current."


def test_a_failing_source_is_named_with_its_last_good_visit():
    seen = freshness(watched(3), {"s0": state(0), "s1": state(1, good=False, hours=9), "s2": state(2)}, [cycle(1)], NOW)
    assert seen.level is Level.PART
    assert [(one.name, one.condition, one.since) for one in seen.failing] == [
        ("Source 1", "timeout", NOW - timedelta(hours=9))
    ]
    assert "1 of 3 sources are not being seen" in seen.words


@pytest.mark.parametrize(
    ("sources", "cycles", "words"),
    [
        (0, [cycle(1)], "No source is watched"),
        (2, [], "No cycle has run yet"),
        (2, [cycle(24 * 9 + 1)], "Nothing has been fetched for 9 days"),
    ],
)
def test_a_watch_that_sees_nothing_says_so(sources, cycles, words):
    states = {f"s{n}": state(n) for n in range(sources)}
    seen = freshness(watched(sources), states, cycles, NOW)
    assert seen.level is Level.BLIND
    assert words in seen.words


def test_visits_count_where_workers_on_several_machines_make_no_cycles():
    at = NOW - timedelta(minutes=5)
    visited = {"s0": replace(state(0), last_polled_at=at)}
    for cycles in ([], [cycle(24 * 9)], [replace(cycle(24 * 9), finished_at=None)]):
        seen = freshness(watched(1), visited, cycles, NOW)
        assert (seen.level, seen.visited, seen.words) == (Level.GOOD, at, "All 1 sources are current.")
    assert freshness(watched(1), visited, [cycle(1)], NOW).visited is None


def test_a_source_never_visited_is_not_current():
    seen = freshness(watched(1), {}, [cycle(1)], NOW)
    assert seen.level is Level.BLIND
    assert seen.failing[0].since is None


def test_counts_are_asked_for_once_until_a_row_changes():
    memory, asked = Memory(), []

    def answer():
        asked.append(1)
        return len(asked)

    assert [memory.get("rows", version, answer) for version in ("1", "1", "2", "2")] == [1, 1, 2, 2]
    for number in range(1000):
        memory.get(number, "2", lambda: 0)
    assert memory.get("rows", "2", answer) == 3, "memory has an end"


def test_a_url_is_the_whole_state_and_back():
    words = {"admin1": "Sindh", "killed": "3", "sort": "killed"}
    query = query_of(words)
    assert query.url() == "/?admin1=Sindh&killed=3&sort=killed"
    assert query.url(killed=None) == "/?admin1=Sindh&sort=killed"
    assert query.chips()[0] == ("Sindh", "/?killed=3&sort=killed")
    assert query_of({"after": "x", "shown": "50"}).shown == 50


def test_a_stream_gives_all_that_is_written_in_order():
    def write(out):
        for number in range(50_000):
            out.write(f"{number}\n".encode())

    whole = b"".join(streamed(write)).decode()
    assert whole == "".join(f"{number}\n" for number in range(50_000))


def test_a_writer_that_fails_breaks_the_stream_off():
    def write(out):
        out.write(b"half a row")
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        b"".join(streamed(write))


def test_a_reader_that_leaves_ends_the_writer():
    ended = []

    def write(out):
        try:
            while True:
                out.write(b"x" * 100_000)
        finally:
            ended.append(True)

    pieces = streamed(write)
    next(pieces)
    pieces.close()
    for _ in range(200):
        if ended:
            break
        sleep(0.01)
    assert ended


def test_figures_told_within_the_hour_do_not_run_together():
    def mark(x, y, killed):
        return Mark(x, y, killed, "Makran Dispatch", "independent", datetime(2026, 3, 11, tzinfo=UTC))

    marks = legible([mark(14, 100, 2), mark(20, 100, 2), mark(20, 40, 13), mark(60, 100, 2)])
    assert [one.written for one in marks] == [True, False, True, True]


def test_one_is_not_told_in_the_plural():
    told = newsroom.facts(killed=Toll(civilians=1, security=1, militants=2))
    assert parts_of(told, "killed") == [("civilian", 1), ("of the security forces", 1), ("militants", 2)]
