"""What the leader gives out, and what doctor says of workers: pure."""

from datetime import UTC, datetime, timedelta

from khabardar.records import Source
from khabardar.vocabulary import SourceKind
from scheduler.fleet.deciding import ARTICLES_A_JOB, GivenOut, Lately, fetches, matches, reads, unread_wanted
from scheduler.fleet.jobs import given_out
from scheduler.fleet.standing import faults_of, judge
from scheduler.lock import Holder
from storage import LiveJob, QueueState, WorkerRow

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
SOURCES = [
    Source(name, name, SourceKind.FEED, f"https://{host}/{name}", name)
    for name, host in (("a", "one.example"), ("b", "one.example"), ("c", "two.example"))
]


def test_sources_of_one_host_share_a_lock_and_each_has_its_key():
    jobs = fetches(SOURCES, GivenOut(), Lately(), NOW)
    assert [job.arguments["source_id"] for job in jobs] == ["a", "b", "c"]
    assert [job.lock for job in jobs] == ["host one.example", "host one.example", "host two.example"]
    assert len({job.key for job in jobs}) == 3


def test_what_is_given_out_already_is_not_given_out_again():
    live = [
        LiveJob("fetch", True, {"source_id": "a"}),
        LiveJob("read", False, {"ids": ["x", "y"]}),
        LiveJob("match", False, {}),
    ]
    given = given_out(live)
    assert (given.fetches_waiting, given.reads_waiting) == (0, 1)
    assert [job.arguments["source_id"] for job in fetches(SOURCES, given, Lately(), NOW)] == ["b", "c"]
    assert [job.arguments["ids"] for job in reads(["x", "z", "y"], given, Lately(), NOW)] == [["z"]]
    assert matches(True, given) == []
    assert len(matches(True, GivenOut())) == 1
    assert matches(False, GivenOut()) == []


def test_what_a_job_left_undone_waits_a_moment():
    lately = Lately()
    assert len(fetches(SOURCES, GivenOut(), lately, NOW)) == 3
    assert fetches(SOURCES, GivenOut(), lately, NOW + timedelta(seconds=4)) == []
    assert len(fetches(SOURCES, GivenOut(), lately, NOW + timedelta(seconds=5))) == 3
    assert len(reads(["x"], GivenOut(), lately, NOW)) == 1
    assert reads(["x"], GivenOut(), lately, NOW + timedelta(seconds=29)) == []
    assert len(reads(["x"], GivenOut(), lately, NOW - timedelta(hours=1))) == 1  # the clock was set back


def test_articles_come_in_batches_in_their_order_and_never_too_many():
    unread = [f"{number:05}" for number in range(100_000)]
    jobs = reads(unread, GivenOut(), Lately(), NOW)
    assert [name for job in jobs for name in job.arguments["ids"]] == unread[: len(jobs) * ARTICLES_A_JOB]
    assert unread_wanted(GivenOut()) == len(jobs) * ARTICLES_A_JOB
    assert reads(unread, GivenOut(reads_waiting=len(jobs)), Lately(), NOW) == []
    assert unread_wanted(GivenOut(reads_waiting=len(jobs), articles=frozenset("xyz"))) == 3


def test_of_few_articles_each_worker_gets_some():
    sizes = {
        waiting: len(reads([f"{n:05}" for n in range(waiting)], GivenOut(), Lately(), NOW)[0].arguments["ids"])
        for waiting in (3, 60, 400, 5000)
    }
    assert sizes == {3: 3, 60: 10, 400: 25, 5000: ARTICLES_A_JOB}


def row(number: int, pid: int, stages: str, silent: float, jobs: int = 0, version: str = "1") -> WorkerRow:
    return WorkerRow(number, "north", pid, stages, version, "rules 1", NOW, silent, jobs)


def test_the_standing_of_workers_is_told_by_process_whichever_of_its_hands_registered_first():
    holder = Holder(7, "worker@north", "2026-03-14T09:00:00+00:00")
    state = QueueState(
        (row(1, 7, "read,match", 2, 1), row(2, 7, "fetch", 1), row(3, 8, "read", 60, 2, "0")),
        {("fetch", "todo"): 4, ("read", "failed"): 1},
        0,
    )
    fleet = judge(state, holder)
    leader, dead = fleet.workers
    assert (leader.stages, leader.jobs, leader.alive, leader.leads) == ("fetch,read,match", 1, True, True)
    assert (dead.alive, dead.leads) == (False, False)
    assert (fleet.orphaned, fleet.versions) == (2, ("1",))
    assert fleet.jobs == {
        "fetch": {"waiting": 4, "in_hand": 0, "failed": 0},
        "read": {"waiting": 0, "in_hand": 0, "failed": 1},
    }
    assert list(faults_of(fleet)) == [
        "the worker 8 on north was last heard of 60 s ago with 2 jobs in hand, which go to others"
    ]
    assert "no worker leads" in next(faults_of(judge(state, None)))
    assert "no worker is alive" in next(faults_of(judge(QueueState((row(1, 7, "fetch", 60),), {}, 0), None)))
