"""Sources that are due together are taken apart, and none has to wait for long."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from khabardar.records import PollOutcome, Source, SourceState
from khabardar.vocabulary import PollCondition, SourceKind
from scheduler.batches import batch
from scheduler.polling import after_poll, due_sources

NOW = datetime(2026, 3, 14, tzinfo=UTC)
TICK = timedelta(seconds=30)
SOURCE = Source("s", "S", SourceKind.FEED, "https://s.example/feed", "s")


def sources(number):
    return [replace(SOURCE, id=f"s{i:03}", url=f"https://s{i}.example/feed") for i in range(number)]


def test_few_sources_are_all_taken_at_once():
    all_ = sources(10)
    assert batch(all_, all_, {}, TICK) == all_


def test_many_are_taken_in_turn_longest_overdue_first():
    all_ = sources(300)
    assert batch(all_, all_, {}, TICK) == all_[:10]
    assert len(batch(all_, all_, {}, timedelta(minutes=3))) == 60
    assert len(batch(all_, all_, {}, timedelta(hours=9))) == 300


def test_a_fast_pace_is_kept_up_with():
    all_ = sources(300)
    states = {source.id: SourceState(source.id, interval=timedelta(minutes=10)) for source in all_}
    assert len(batch(all_, all_, states, TICK)) * 20 > 300


def simulated_day(number, hours, seed):
    """(source, minute) of every visit, over sources of which each brings news at a pace of its own."""
    dice = random.Random(seed)
    all_, states, visits = sources(number), {}, []
    news_an_hour = {source.id: dice.choice((0.05, 0.2, 0.5, 1, 2, 4)) for source in all_}
    for step in range(hours * 120):
        now = NOW + step * TICK
        due = due_sources(all_, states, now)
        for source in batch(due, all_, states, TICK):
            state = states.get(source.id) or SourceState(source.id)
            gap = (now - (state.last_polled_at or now - timedelta(hours=1))) / timedelta(hours=1)
            new = sum(dice.random() < news_an_hour[source.id] * gap / 10 for _ in range(10))
            failed = dice.random() < 0.03
            condition = PollCondition.TIMEOUT if failed else PollCondition.OK if new else PollCondition.NOT_MODIFIED
            outcome = PollOutcome(source.id, condition, now, items=20, new_items=0 if failed else new)
            states[source.id] = after_poll(source, state, outcome, chance=dice.random())
            visits.append((source, now))
    return all_, visits


def test_a_simulated_day_of_300_sources_has_no_herd_and_keeps_every_bound():
    all_, visits = simulated_day(300, 24, seed=6)
    minutes = [0] * (24 * 60)
    last = {}
    for source, now in visits:
        minutes[int((now - NOW) / timedelta(minutes=1))] += 1
        if source.id in last:
            gap = now - last[source.id]
            assert source.poll_min * 0.9 <= gap <= source.poll_max * 1.1 + timedelta(minutes=5), (source.id, gap)
        last[source.id] = now
    assert set(last) == {source.id for source in all_}
    assert max(minutes) <= 3 * sum(minutes) / len(minutes), (max(minutes), sum(minutes) / len(minutes))
