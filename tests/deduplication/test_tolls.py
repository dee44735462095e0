"""Rising tolls, rival figures and the policies that choose among them."""

from __future__ import annotations

import pytest
from dedup_reports import after, killed, report
from hypothesis import given
from hypothesis import strategies as st

from deduplication import fuse
from deduplication.counts import update
from khabardar.records import Facts, StoredReport, Toll
from khabardar.vocabulary import Role, Side, TollPolicy


def fused(*reports: StoredReport, policy: TollPolicy = TollPolicy.LATEST_CREDIBLE) -> Facts:
    return fuse(reports[::-1], policy)


def told(hours: int, total: int, **cells: object) -> StoredReport:
    return report(published=after(hours), **killed(unspecified=total), **cells)


def test_a_rising_toll_is_the_latest_and_its_bounds_span_all() -> None:
    facts = fused(told(1, 4), told(5, 9), told(9, 12))
    assert (facts.killed.total, facts.killed_low, facts.killed_high) == (12, 4, 12)


def test_a_later_report_without_a_toll_leaves_it() -> None:
    assert fused(told(1, 4), report(published=after(5))).killed.total == 4


def test_a_correction_downwards_counts() -> None:
    facts = fused(told(1, 12), told(5, 9))
    assert (facts.killed.total, facts.killed_low, facts.killed_high) == (9, 9, 12)


def test_a_late_copy_of_an_early_text_does_not_lower_the_toll() -> None:
    copy = told(9, 4, publisher="Paper", voice="Wire")
    assert fused(told(1, 4, publisher="Wire"), told(5, 9), copy).killed.total == 9


def test_background_never_changes_the_toll_of_a_main_report() -> None:
    facts = fused(told(1, 4), told(90, 40, role=Role.BACKGROUND))
    assert (facts.killed.total, facts.killed_high) == (4, 4)


def test_a_groups_own_figures_only_widen_the_bounds() -> None:
    facts = fused(told(1, 4), told(5, 60, side=Side.GROUP))
    assert (facts.killed.total, facts.killed_low, facts.killed_high) == (4, 4, 60)


def test_a_groups_claim_for_one_side_is_put_in_that_sides_place() -> None:
    official = report(**killed(civilians=28, security=14, militants=21))
    facts = fused(official, report(published=after(5), side=Side.GROUP, **killed(security=102)))
    assert (facts.killed.total, facts.killed_low, facts.killed_high) == (63, 63, 151)


def test_a_groups_figure_counts_where_it_is_the_only_one() -> None:
    assert fused(report(), told(5, 6, side=Side.GROUP)).killed.total == 6


def test_at_least_leaves_the_upper_end_open_until_a_full_figure_comes() -> None:
    at_least = told(1, 12, killed_low=12)
    assert fused(at_least).killed_high is None
    assert fused(at_least, told(5, 15, killed_low=15, killed_high=15)).killed_high == 15


@pytest.mark.parametrize(("policy", "total"), [("latest_credible", 9), ("conservative", 4), ("majority", 12)])
def test_a_policy_chooses_among_the_figures(policy: str, total: int) -> None:
    reports = told(1, 12), told(3, 4), told(5, 12), told(7, 9)
    assert fused(*reports, policy=TollPolicy(policy)).killed.total == total


def test_a_majority_counts_voices_and_not_copies() -> None:
    copies = [told(2, 4, publisher=f"P{n}", voice="Wire") for n in range(5)]
    assert (
        fused(told(1, 4, publisher="Wire"), *copies, told(3, 9), told(4, 9), policy=TollPolicy.MAJORITY).killed.total
        == 9
    )


def test_numbers_follow_the_same_policy() -> None:
    reports = [report(published=after(n), freed=freed) for n, freed in enumerate([26, None, 29, 29, 27])]
    assert [fused(*reports, policy=policy).freed for policy in TollPolicy] == [27, 26, 29]


def test_a_stated_zero_is_kept_apart_from_silence() -> None:
    assert fused(told(1, 0)).killed.total == 0
    assert fused(report()).killed.total is None
    assert (fused(told(1, 0)).killed_low, fused(report()).killed_low) == (0, None)


@pytest.mark.parametrize(
    ("earlier", "later", "merged"),
    [
        # a bare total after a breakdown: the difference has no side yet
        (Toll(civilians=5, security=3), Toll(unspecified=10), Toll(civilians=5, security=3, unspecified=2)),
        (Toll(civilians=5, security=3), Toll(unspecified=8), Toll(civilians=5, security=3)),
        # fewer than the breakdown: most likely without the attackers, so it stays
        (Toll(security=5, militants=3), Toll(unspecified=5), Toll(security=5, militants=3)),
        (Toll(security=8), Toll(unspecified=7), Toll(security=7)),
        # a breakdown after a bare total
        (Toll(unspecified=25), Toll(civilians=28, security=14), Toll(civilians=28, security=14)),
        (Toll(unspecified=5), Toll(security=2), Toll(security=2, unspecified=3)),
        # a breakdown after another: what is not repeated stays
        (Toll(security=2, militants=4), Toll(security=4), Toll(security=4, militants=4)),
        (Toll(civilians=4, security=15), Toll(security=14, unspecified=8), Toll(4, 14, None, 4)),
        (Toll(civilians=2, security=6), Toll(civilians=3, security=7), Toll(civilians=3, security=7)),
    ],
)
def test_a_toll_is_updated_cell_by_cell(earlier: Toll, later: Toll, merged: Toll) -> None:
    assert update(earlier, later) == merged


counts = st.none() | st.integers(0, 50)
tolls = st.builds(Toll, civilians=counts, security=counts, militants=counts, unspecified=counts)


@given(tolls, st.integers(0, 200))
def test_a_bare_total_never_erases_a_breakdown(earlier: Toll, total: int) -> None:
    merged = update(earlier, Toll(unspecified=total))
    for group in ("civilians", "security", "militants"):
        assert (getattr(merged, group) is None) == (getattr(earlier, group) is None)


@given(tolls)
def test_hearing_the_same_again_changes_nothing(toll: Toll) -> None:
    assert update(toll, toll) == toll


@given(st.lists(tolls, min_size=1, max_size=6), st.sampled_from(list(TollPolicy)))
def test_the_toll_lies_within_its_bounds(told_tolls: list[Toll], policy: TollPolicy) -> None:
    reports = [report(published=after(n), killed=toll) for n, toll in enumerate(told_tolls)]
    facts = fused(*reports, policy=policy)
    if facts.killed.total is None:
        assert facts.killed_low is None
    else:
        assert facts.killed_low is not None
        assert facts.killed_high is not None
        assert facts.killed_low <= facts.killed.total <= facts.killed_high
