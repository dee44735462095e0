from datetime import date, timedelta

import pytest
from storage_samples import LATER, NOW, cluster, facts, keep, report, resolution

from khabardar.errors import NotFound
from khabardar.interfaces import CycleRecord, IncidentFilter
from khabardar.records import Toll
from khabardar.vocabulary import IncidentStatus, Role, SubEventType


def _add(storage, number, role=Role.MAIN, **cells):
    """One row of one article."""
    told = facts(**cells)
    (stored,) = keep(storage, number, report(facts=told))
    storage.apply(resolution(cluster(stored.id, facts=told, role=role)), NOW)
    return storage.reports_of_article(stored.article_id)[0].incident_id


def _ids(storage, **restrictions):
    return [row.id for row in storage.incidents(IncidentFilter(**restrictions))]


def test_incidents_come_newest_day_first_then_by_id(storage):
    rows = [(day, _add(storage, number, day=day)) for number, day in enumerate([2, 5, 2, 1, 5], start=1)]
    assert _ids(storage) == [row for _, row in sorted(rows, key=lambda item: (-item[0], item[1]))]
    assert _ids(storage, limit=2) == _ids(storage)[:2]


def test_an_empty_database_has_no_incidents(storage):
    assert _ids(storage) == []
    assert storage.count_incidents() == dict.fromkeys(IncidentStatus, 0)


def test_rows_are_streamed_while_others_are_written(storage):
    for number in (1, 2, 3):
        _add(storage, number)
    stream = storage.incidents(IncidentFilter())
    next(stream)
    _add(storage, 4)
    assert len(list(stream)) == 2


@pytest.mark.parametrize(
    ("restriction", "found"),
    [
        ({"since": date(2026, 3, 6)}, {"quetta"}),
        ({"since": date(2026, 3, 5)}, {"quetta", "mand"}),
        ({"until": date(2026, 3, 3)}, {"mand"}),
        ({"country": "pk"}, {"quetta", "mand"}),
        ({"country": "AF"}, set()),
        ({"admin1": "balochistan"}, {"mand"}),
        ({"place": "kech"}, {"mand"}),
        ({"place": "Mand"}, {"mand"}),
        ({"place": "%"}, set()),
        ({"sub_event_type": "suicide bomb"}, {"quetta"}),
        ({"perpetrator": "liberation"}, {"mand"}),
        ({"killed_min": 3}, {"quetta"}),
        ({"killed_min": 0}, {"quetta", "mand"}),
        ({"text": "LIBERATION army"}, {"mand"}),
        ({"text": "railway station"}, {"quetta"}),
        ({"text": "no such words"}, set()),
        ({"status": IncidentStatus.CONFIRMED}, set()),
        ({"country": "PK", "killed_min": 3}, {"quetta"}),
    ],
)
def test_each_filter_restricts(storage, restriction, found):
    quetta = facts(
        day=9, place="Quetta", admin1=None, killed=Toll(civilians=4), sub_event_type=SubEventType.SUICIDE_BOMB
    )
    mand = facts(
        day=3, admin2="Kech", date_end=date(2026, 3, 5), killed=Toll(security=1), perpetrator="Baloch Liberation Army"
    )
    rows = {}
    for number, (name, told, words) in enumerate(
        [("quetta", quetta, "At the Railway Station"), ("mand", mand, "A post")], 1
    ):
        (stored,) = keep(storage, number, report(facts=told), title=words)
        storage.apply(resolution(cluster(stored.id, facts=told)), NOW)
        rows[storage.reports_of_article(stored.article_id)[0].incident_id] = name
    assert {rows[row] for row in _ids(storage, **restriction)} == found


def test_rows_that_are_only_recalled_need_asking_for(storage):
    main = _add(storage, 1, day=2)
    recalled = _add(storage, 2, role=Role.BACKGROUND)
    assert _ids(storage) == [main]
    assert _ids(storage, background=True) == [main, recalled]


def test_an_incident_is_found_by_any_beginning_of_its_id(storage):
    row = _add(storage, 1)
    for name in (row, row.lower(), row[3:], row[3:6].lower(), f" {row[:6]} "):
        assert storage.incident(name).id == row


def test_an_ambiguous_beginning_names_what_it_may_be(storage):
    rows = [_add(storage, number) for number in (1, 2)]
    with pytest.raises(NotFound, match="several") as caught:
        storage.incident("KB-")
    assert all(row in str(caught.value) for row in rows)


def test_rows_merged_into_one_are_no_ambiguity(storage):
    one, two = keep(storage, 1, report("a"), report("b"))
    storage.apply(resolution(cluster(one.id), cluster(two.id)), NOW)
    first, second = (stored.incident_id for stored in storage.reports_of_article(one.article_id))
    storage.apply(resolution(cluster(one.id, two.id, row=first, absorbed=(second,))), LATER)
    assert storage.incident("KB-").id == first


def test_an_unknown_id_is_not_found_with_a_way_out(storage):
    with pytest.raises(NotFound, match="'nothing'; `khabardar incidents list`"):
        storage.incident("nothing")


def test_changes_since_are_those_appended_after(storage):
    (one,) = keep(storage, 1, report())
    storage.apply(resolution(cluster(one.id)), NOW)
    row = storage.reports_of_article(one.article_id)[0].incident_id
    storage.apply(resolution(cluster(one.id, row=row, facts=facts(abducted=2))), LATER)
    assert [change.field for change in storage.changes_since(NOW - timedelta(seconds=1))] == ["created", "abducted"]
    assert list(storage.changes_since(NOW)) == storage.history(row)[1:]
    assert list(storage.changes_since(LATER)) == []


def test_cycles_are_kept_newest_first_and_a_broken_one_has_no_end(storage):
    first, second = storage.start_cycle(NOW), storage.start_cycle(LATER)
    done = CycleRecord(second, LATER, LATER, 1, 2, 3, 4, 5, 6, 7)
    storage.finish_cycle(done)
    assert storage.last_cycles(9) == [done, CycleRecord(first, NOW, None)]
    assert storage.last_cycles(1) == [done]


def test_a_cycle_that_never_began_can_not_end(storage):
    with pytest.raises(NotFound, match="no cycle 7"):
        storage.finish_cycle(CycleRecord(7, NOW, LATER))


def test_facts_tell_version_size_and_integrity(storage):
    told = storage.facts()
    assert told["schema"] == told["schema_of_code"]
    assert told["integrity"] == "ok"
    assert told["bytes"] > 0
    assert told["dialect"]
