"""The watchdog's question, whether the work moves, and what is done about clocks that are set. No time passes here."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from khabardar.config.jobs import at, every
from khabardar.records import SourceState
from scheduler.clock import ClockWatch, after_setting_back
from scheduler.progress import Progress
from scheduler.storing import StorageThread
from scheduler.timing import DutyTrigger, Timetable

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
LIMIT = timedelta(minutes=5)


class Hands:
    """A steady clock and a wall clock that a test moves."""

    def __init__(self):
        self.steady, self.wall = 0.0, NOW

    def go(self, seconds):
        self.steady += seconds
        self.wall += timedelta(seconds=seconds)


def test_a_duty_that_moves_is_never_stuck_and_one_that_does_not_is():
    hands = Hands()
    progress = Progress(lambda: hands.steady)
    with progress.doing("fetch") as moved:
        for _ in range(10):
            hands.go(200)
            progress.look()
            moved()
            assert progress.stuck(LIMIT) == []
        hands.go(301)
        progress.look()
        assert progress.stuck(LIMIT) == ["fetch has not moved for 301 s"]
    assert progress.stuck(LIMIT) == []


def test_other_duties_that_move_do_not_hide_one_that_hangs():
    hands = Hands()
    progress = Progress(lambda: hands.steady)
    with progress.doing("fetch"):
        for _ in range(10):
            hands.go(60)
            progress.look()
            with progress.doing("read") as moved:
                moved()
        assert progress.stuck(LIMIT) == ["fetch has not moved for 600 s"]


def test_a_schedule_that_does_nothing_is_stuck_too():
    hands = Hands()
    progress = Progress(lambda: hands.steady)
    hands.go(301)
    assert progress.stuck(LIMIT) == ["nothing was scheduled for 301 s"]


def test_a_duty_may_have_a_limit_of_its_own():
    hands = Hands()
    progress = Progress(lambda: hands.steady)
    with progress.doing("backup", timedelta(hours=6)):
        hands.go(3600)
        progress.look()
        assert progress.stuck(LIMIT) == []


def test_a_clock_that_is_set_or_a_machine_that_sleeps_is_noticed_once():
    hands = Hands()
    watch = ClockWatch(lambda: hands.wall, lambda: hands.steady)
    hands.go(60)
    assert watch.jump() == timedelta()
    hands.wall -= timedelta(hours=2)
    assert watch.jump() == timedelta(hours=-2)
    assert watch.jump() == timedelta()
    hands.wall += timedelta(hours=8)  # it slept
    assert watch.jump() == timedelta(hours=8)


def test_a_source_visited_in_the_future_waits_as_long_as_it_was_to_wait():
    ahead = NOW + timedelta(days=365)
    state = SourceState("s", next_poll_at=ahead + timedelta(minutes=40), last_polled_at=ahead, last_success_at=ahead)
    (right,) = after_setting_back([state, replace(state, source_id="t", last_polled_at=NOW)], NOW)
    assert (right.source_id, right.next_poll_at) == ("s", NOW + timedelta(minutes=40))
    assert (right.last_polled_at, right.last_success_at) == (NOW, NOW)


def test_a_timetable_is_set_right_after_the_clock_was_set_back():
    hands = Hands()

    async def main():
        table = Timetable(lambda: hands.wall, lambda: None)
        table._jobs.start(paused=True)
        table.set("poll", every("30s"), "UTC", NOW, nothing)
        table.set("backup", at("30 3 * * *"), "UTC", NOW, nothing)
        table.set("never", every("1h").model_copy(update={"every": None}), "UTC", NOW, nothing)
        before = table.next_times()
        hands.wall -= timedelta(days=30)
        table.set_right()
        after = table.next_times()
        table.end()
        return before, after

    before, after = asyncio.run(main())
    assert before == {"poll": NOW + timedelta(seconds=30), "backup": datetime(2026, 3, 15, 3, 30, tzinfo=UTC)}
    then = NOW - timedelta(days=30)
    assert after == {"poll": then + timedelta(seconds=30), "backup": datetime(2026, 2, 13, 3, 30, tzinfo=UTC)}


async def nothing():
    pass


def test_a_late_run_is_followed_by_one_that_is_counted_from_now():
    trigger = DutyTrigger(every("15m"), "UTC")
    late = NOW + timedelta(hours=9)
    assert trigger.get_next_fire_time(NOW, late) == late + timedelta(minutes=15)


def test_storage_calls_keep_their_order_and_the_loop_is_free_meanwhile():
    done = []

    async def main():
        thread = StorageThread()
        blocked = asyncio.Event()
        loop = asyncio.get_running_loop()
        free = asyncio.Event()

        def wait_for_the_loop():
            loop.call_soon_threadsafe(blocked.set)
            asyncio.run_coroutine_threadsafe(free.wait(), loop).result(60)

        thread.later(wait_for_the_loop)
        thread.later(done.append, "first")
        second = asyncio.ensure_future(thread.call(done.append, "second"))
        await blocked.wait()
        assert done == []
        free.set()
        await second
        thread.close()

    asyncio.run(main())
    assert done == ["first", "second"]


def test_what_could_not_be_stored_is_raised_by_the_next_call():
    def refuse():
        raise OSError("full")

    async def main():
        thread = StorageThread()
        thread.later(refuse)
        with pytest.raises(OSError, match="full"):
            await thread.settle()
        assert await thread.call(int, "3") == 3
        thread.close()

    asyncio.run(main())
