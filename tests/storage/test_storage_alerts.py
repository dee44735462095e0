"""The outbox of alerts, on every kind of database."""

from __future__ import annotations

from datetime import timedelta

from storage_samples import LATER, NOW, cluster, facts, keep, report, resolution

from khabardar.alerting import AlertKind, AlertState, Decided, NewAlert, News, Told
from khabardar.records import Toll

LEASE = NOW + timedelta(minutes=5)
KEY = ("ops", "incident:KB-AAAAAAA")
TOLD = Told({"killed.total": "3"}, 2, ("r1",))


def message(subject: str = KEY[1], title: str = "One", kind: AlertKind = AlertKind.NEW, **cells) -> NewAlert:
    return NewAlert("ops", subject, kind, title, "Body", {"a": [1, None]}, TOLD, **cells)


def put(storage, *messages: NewAlert, **cells) -> bool:
    return storage.keep_decided(Decided(messages, **cells), storage.alert_news(999), NOW)


def one_row(storage, number: int = 1):
    (stored,) = keep(storage, number, report(facts=facts(killed=Toll(security=number))))
    storage.apply(resolution(cluster(stored.id, facts=stored.report.facts)), NOW)
    return storage.reports_of_article(stored.article_id)[0].incident_id


def test_a_new_database_has_no_news(storage):
    news = storage.alert_news(9)
    assert (news.position, news.until, news.rows) == (0, 0, ())


def test_news_are_rows_and_are_looked_at_once(storage):
    name = one_row(storage)
    news = storage.alert_news(999)
    assert [row.id for row in news.rows] == [name]
    assert storage.keep_decided(Decided(), news, NOW)
    assert storage.alert_news(999).rows == ()
    other = one_row(storage, 2)
    assert [row.id for row in storage.alert_news(999).rows] == [other]


def test_whoever_comes_second_keeps_nothing(storage):
    one_row(storage)
    news = storage.alert_news(999)
    assert storage.keep_decided(Decided((message(),), threads={KEY: TOLD}), news, NOW)
    assert not storage.keep_decided(Decided((message(title="Two"),), threads={KEY: None}), news, LATER)
    assert [alert.title for alert in storage.alerts(None, 9)] == ["One"]
    assert storage.threads_of([KEY[1]])[0] == {KEY: TOLD}


def test_nobody_to_tell_forgets_the_news(storage):
    one_row(storage)
    storage.forget_alert_news()
    assert storage.alert_news(9).rows == ()


def test_a_message_comes_back_as_it_was_put(storage):
    put(storage, message(before=TOLD))
    (alert,) = storage.alerts(AlertState.WAITING, 9)
    assert (alert.channel, alert.subject, alert.kind, alert.title, alert.body) == (*KEY, AlertKind.NEW, "One", "Body")
    assert (alert.payload, alert.created_at, alert.tries) == ({"a": [1, None]}, NOW, 0)
    assert len(alert.key) == 32
    _, waiting = storage.threads_of([KEY[1]])
    assert (waiting[KEY].id, waiting[KEY].before) == (alert.id, TOLD)


def test_a_claimed_message_is_nobody_elses_until_its_lease_is_over(storage):
    put(storage, message())
    claimed = storage.claim_alert("ops", NOW, LEASE)
    assert (claimed.title, claimed.tries) == ("One", 1)
    assert storage.claim_alert("ops", NOW, LEASE) is None
    again = storage.claim_alert("ops", LEASE, LATER)
    assert (again.key, again.tries) == (claimed.key, 2)
    assert storage.threads_of([KEY[1]])[1] == {}  # a try was begun: it can't be replaced any more


def test_a_thread_keeps_its_order_and_others_do_not_wait_for_it(storage):
    put(storage, message(title="One"), message(title="Two"), message("incident:KB-BBBBBBB", "Three"))
    first = storage.claim_alert("ops", NOW, LEASE)
    assert storage.claim_alert("ops", NOW, LEASE).title == "Three"
    assert storage.claim_alert("ops", NOW, LEASE) is None
    storage.alert_sent(first.id, NOW)
    assert storage.claim_alert("ops", NOW, LEASE).title == "Two"
    assert storage.claim_alert("other", LATER, LATER) is None


def test_failed_messages_wait_or_die_and_dead_ones_can_be_retried(storage):
    put(storage, message())
    claimed = storage.claim_alert("ops", NOW, LEASE)
    storage.alert_failed(claimed.id, "answered 500", LATER, NOW)
    assert storage.claim_alert("ops", NOW, LEASE) is None
    assert storage.claim_alert("ops", LATER, LATER).id == claimed.id
    storage.alert_failed(claimed.id, "answered 404", None, LATER)
    (dead,) = storage.alerts(AlertState.DEAD, 9)
    assert (dead.failure, dead.settled_at) == ("answered 404", LATER)
    assert storage.retry_alerts([dead.id + 1], LATER) == 0
    assert storage.retry_alerts([dead.id], LATER) == 1
    assert storage.claim_alert("ops", LATER, LATER).key == dead.key


def test_only_an_untried_message_can_be_superseded(storage):
    put(storage, message())
    (alert,) = storage.alerts(None, 9)
    storage.claim_alert("ops", NOW, LEASE)
    assert not put(storage, superseded=(alert.id,))
    put(storage, message("incident:KB-BBBBBBB", "Two"))
    (newest, _) = storage.alerts(None, 9)
    assert put(storage, superseded=(newest.id,))
    assert storage.alerts(AlertState.SUPERSEDED, 9)[0].title == "Two"


def test_a_digest_takes_the_place_of_what_it_carries(storage):
    put(storage, message(title="One"), message("incident:KB-BBBBBBB", "Two"))
    assert storage.claim_alert("ops", NOW, LEASE, only_digests=True) is None
    assert storage.fold_alerts("ops", NOW - timedelta(seconds=1), None, NOW) == []
    waiting = storage.fold_alerts("ops", NOW, None, NOW)
    assert [alert.title for alert in waiting] == ["One", "Two"]
    storage.fold_alerts("ops", NOW, message("digest:x", "Both", AlertKind.DIGEST), NOW)
    assert storage.claim_alert("ops", NOW, LEASE, only_digests=True).title == "Both"
    assert [alert.title for alert in storage.alerts(AlertState.FOLDED, 9)] == ["Two", "One"]


def test_a_fault_is_begun_once_whoever_sees_it(storage):
    fault = ("ops", "disk")
    begin = Decided((message("disk", "Disk low", AlertKind.FAULT),), threads={fault: TOLD})
    assert storage.keep_decided(begin, None, NOW)
    assert not storage.keep_decided(begin, None, NOW)
    assert storage.open_faults() == ["disk"]
    over = Decided((message("disk", "Over", AlertKind.RECOVERED),), threads={fault: None})
    assert storage.keep_decided(over, None, NOW)
    assert not storage.keep_decided(over, None, NOW)
    assert storage.open_faults() == []


def test_rows_that_took_others_over_come_with_them(storage):
    names = [one_row(storage, number) for number in (1, 2)]
    storage.keep_decided(Decided(), storage.alert_news(999), NOW)
    reports = [report_.id for name in names for report_ in storage.reports_of_incident(name)]
    taken = cluster(*reports, row=names[0], facts=facts(killed=Toll(security=1)), absorbed=(names[1],))
    storage.apply(resolution(taken), LATER)
    news: News = storage.alert_news(999)
    assert {row.id for row in news.rows} == set(names)
