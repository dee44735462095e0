"""The pool outlives whatever its tasks do."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from sys import platform
from typing import Any

import pytest

from crawler.pool import TaskFailed, TaskTimedOut, WorkerDied, WorkerError, WorkerPool


def double(number: int) -> int:
    return 2 * number


def my_pid() -> int:
    return os.getpid()


def crash(_: int = 0) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def crash_once(marker: str) -> str:
    if not Path(marker).exists():
        Path(marker).touch()
        crash()
    return "the second time it went well"


def loop_forever(_: int = 0) -> None:
    while True:
        pass


def take_memory(_: int = 0) -> int:
    return len(bytearray(4 << 30))


def refuse() -> None:
    raise ValueError("not this one")


def in_pool(work: Callable[[WorkerPool], Awaitable[Any]], **options: Any) -> Any:
    async def main() -> Any:
        pool = WorkerPool(**options)
        try:
            return await work(pool)
        finally:
            pool.close()

    return asyncio.run(main())


def test_results_come_back() -> None:
    assert in_pool(lambda pool: asyncio.gather(*(pool.run(double, n) for n in range(20))), workers=2) == [
        2 * n for n in range(20)
    ]


def test_an_exception_of_the_task_is_told_with_its_type_and_text() -> None:
    with pytest.raises(TaskFailed, match="ValueError: not this one"):
        in_pool(lambda pool: pool.run(refuse))


def test_a_crash_is_blamed_on_the_task_that_crashes_each_time() -> None:
    with pytest.raises(WorkerDied, match="signal 11"):
        in_pool(lambda pool: pool.run(crash))


def test_a_task_whose_process_died_is_tried_once_more_in_a_new_one(tmp_path: Path) -> None:
    marker = str(tmp_path / "crashed")
    assert in_pool(lambda pool: pool.run(crash_once, marker)) == "the second time it went well"


def test_a_crash_a_loop_and_a_memory_bomb_cost_only_themselves() -> None:
    bad = {3: crash, 5: loop_forever} | ({8: take_memory} if platform == "linux" else {})

    async def work(pool: WorkerPool) -> list[Any]:
        tasks = (pool.run(bad.get(n, double), n) for n in range(12))
        return await asyncio.gather(*tasks, return_exceptions=True)

    results = in_pool(work, workers=2, timeout=2.0)
    assert [n for n, result in enumerate(results) if isinstance(result, WorkerError)] == sorted(bad)
    assert isinstance(results[5], TaskTimedOut)
    assert all(results[n] == 2 * n for n in range(12) if n not in bad)


def test_a_process_is_replaced_after_its_share_of_tasks() -> None:
    async def work(pool: WorkerPool) -> list[int]:
        return [await pool.run(my_pid) for _ in range(4)]

    pids = in_pool(work, workers=1, recycle=2)
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_closed_pool_leaves_no_process() -> None:
    async def work(pool: WorkerPool) -> int:
        return await pool.run(my_pid)

    pid = in_pool(work)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def grow(megabytes: int) -> int:
    _GROWN.append(bytearray(megabytes << 20))
    return os.getpid()


_GROWN: list[bytearray] = []


@pytest.mark.skipif(platform != "linux", reason="only Linux tells a process how much memory it has")
def test_a_process_that_has_grown_is_replaced() -> None:
    async def work(pool: WorkerPool) -> tuple[list[int], dict[str, int]]:
        return [await pool.run(grow, 100) for _ in range(3)], dict(pool.replaced)

    pids, replaced = in_pool(work, workers=1, grown_megabytes=100)
    assert len(set(pids)) == 3
    assert replaced == {"grown": 3}


def test_a_single_attempt_is_one_and_the_pool_goes_on(tmp_path: Path) -> None:
    marker = str(tmp_path / "crashed")

    async def work(pool: WorkerPool) -> tuple[str, Any]:
        with pytest.raises(WorkerDied):
            await pool.attempt(crash_once, marker)
        return await pool.attempt(crash_once, marker), dict(pool.replaced)

    assert in_pool(work) == ("the second time it went well", {"died": 1})


def test_a_task_is_read_again_in_two_more_processes_and_then_given_up(tmp_path: Path) -> None:
    async def work(pool: WorkerPool) -> dict[str, int]:
        with pytest.raises(WorkerDied):
            await pool.run(crash)
        return dict(pool.replaced)

    assert in_pool(work) == {"died": 3}


def test_a_closed_pool_begins_nothing_more() -> None:
    async def work(pool: WorkerPool) -> None:
        pool.close()
        await pool.run(my_pid)

    with pytest.raises(WorkerDied, match="closed"):
        in_pool(work)


def test_a_resized_pool_works_with_as_many() -> None:
    async def work(pool: WorkerPool) -> int:
        pool.resize(3)
        await asyncio.gather(*(pool.run(double, n) for n in range(12)))
        return len(pool.processes)

    assert in_pool(work, workers=1) == 3
