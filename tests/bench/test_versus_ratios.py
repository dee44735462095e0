"""The pure parts of the bench beside the peers: ratios compared with committed ones, tables, the measure of texts."""

import json

import pytest

from bench.versus.figures import TOLERANCE, Kind, Part, Ratio, compare, not_compared, to_json
from bench.versus.shingles import f1
from bench.versus.tables import put_in, section


def ratio(name="feed/first/loop", kind=Kind.TIME, ours=(2.0, 4.0, 3.0), peer=(1.0, 1.0, 1.0), **more):
    return Ratio(name, "time an article", "a loop", kind, "ms", ours, peer, **more)


def part(*ratios, key="feed"):
    return Part(key, "Feed to article", "How.", ratios, notes=("A note.",))


def test_a_ratio_is_taken_round_by_round_and_the_median_counts():
    drifting = ratio(ours=(1.0, 2.0, 30.0), peer=(2.0, 4.0, 10.0))  # the machine slowed down, both with it
    assert drifting.rounds == [0.5, 0.5, 3.0]
    assert drifting.median == 0.5


@pytest.mark.parametrize(
    ("kind", "committed", "is_worse"),
    [
        (Kind.TIME, 3.0, False),
        (Kind.TIME, 3.0 / (1 + TOLERANCE[Kind.TIME]) + 0.01, False),
        (Kind.TIME, 3.0 / (1 + TOLERANCE[Kind.TIME]) - 0.01, True),
        (Kind.TIME, 30.0, False),  # better than committed is no fault
        (Kind.SCORE, 3.0, False),
        (Kind.SCORE, 3.1, True),  # of a score, less is worse
        (Kind.SCORE, 0.5, False),
    ],
)
def test_only_what_is_worse_beyond_its_tolerance_fails(kind, committed, is_worse):
    worse = compare({"feed/first/loop": committed}, [ratio(kind=kind)])
    assert bool(worse) is is_worse


def test_the_words_of_a_failure_name_the_ratio_both_figures_and_what_is_allowed():
    (worse,) = compare({"feed/first/loop": 1.5}, [ratio()])
    assert str(worse) == "feed/first/loop: 3, committed 1.5; worse by more than the 35% that are allowed"


def test_what_one_side_lacks_is_named_and_fails_nothing():
    committed = {"idle/start": 2.0}
    assert compare(committed, [ratio()]) == []
    assert not_compared(committed, [ratio()]) == (["idle/start"], ["feed/first/loop"])


def test_a_part_measured_anew_replaces_its_ratios_and_leaves_the_others():
    before = {"feed/gone": 1.0, "idle/start": 2.0}
    assert json.loads(to_json([part(ratio())], before)) == {"feed/first/loop": 3.0, "idle/start": 2.0}


def test_a_part_of_the_page_is_replaced_in_its_place():
    page = put_in(
        put_in("# Head\n", part(), section(part(ratio()), "a machine")), part(key="b"), "<!-- b -->\n<!-- /b -->\n"
    )
    again = put_in(page, part(), section(part(ratio(ours=(0.5,), peer=(1.0,))), "another machine"))
    assert page.count("**3.00** behind") == 1
    assert "| time an article | 0.50 ms | a loop | 1.00 ms | **0.50** | 0.50 to 0.50 |" in again
    assert "a machine" not in again.replace("another machine", "")
    assert again.index("<!-- feed -->") < again.index("<!-- b -->")


def test_a_part_that_is_new_on_the_page_comes_in_its_order():
    page = put_in("# Head\n", part(key="idle"), "<!-- idle -->\n<!-- /idle -->\n", ("feed", "idle"))
    page = put_in(page, part(), "<!-- feed -->\n<!-- /feed -->\n", ("feed", "idle"))
    assert page == "# Head\n\n<!-- feed -->\n<!-- /feed -->\n\n<!-- idle -->\n<!-- /idle -->\n"


def test_nobody_is_behind_a_floor():
    assert "behind" not in section(part(ratio(floor=True)), "a machine")


def test_text_is_measured_by_runs_of_four_words():
    text = "a car bomb killed two policemen in the old market on Monday"
    assert f1([text], [text]) == 1.0
    assert f1([text], [""]) == 0.0
    assert 0.5 < f1([text], [text + " Share this on all your networks"]) < 1.0
