"""Stored articles read again by a newer engine, and pages that were rewritten: what becomes of their rows."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import extraction
from khabardar.article_json import NamedArticle, source_slug
from khabardar.identity import article_id, content_hash
from khabardar.interfaces import IncidentFilter, ReadingHints, Storage
from khabardar.records import Article, Facts, Reading, Report, Span, Toll
from khabardar.reviews import Confirm, Edit, Merge, Split, Undo
from khabardar.vocabulary import DatePrecision, GeoPrecision, IncidentStatus, SubEventType, TollPolicy
from scheduler import rereading
from scheduler.engines import EngineChoice, Engines
from scheduler.replay import replay
from scheduler.rereading import reread
from scheduler.review import review
from storage import open_storage

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
_clock = (NOW + timedelta(minutes=n) for n in itertools.count())


@dataclass(frozen=True)
class ToyEngine:
    """Reads `PLACE N dead` lines. Version 2 also believes in the wounded, and drops places that it does not trust."""

    version: str = "1"
    distrusted: frozenset[str] = frozenset()
    name: str = "toy"

    def read(self, article: Article, hints: ReadingHints) -> Reading:
        lines = [line for line in article.text.splitlines() if " dead" in line]
        reports = (self._report(article, n, line) for n, line in enumerate(lines, 1))
        trusted = tuple(one for one in reports if one.facts.place not in self.distrusted)
        return Reading(trusted, self.name, self.version)

    def _report(self, article: Article, number: int, line: str) -> Report:
        place, dead, *_ = line.split()
        start = article.text.index(line)
        facts = Facts(
            date_start=date(2026, 3, 1),
            date_end=date(2026, 3, 1),
            date_precision=DatePrecision.DAY,
            place=place,
            admin2=place,
            admin1="Balochistan",
            country="PK",
            geo_precision=GeoPrecision.TOWN,
            sub_event_type=SubEventType.ARMED_CLASH,
            killed=Toll(security=int(dead)),
            injured=Toll(security=7) if self.version != "1" else Toll(),
        )
        return Report(f"r{number}", facts, evidence={"place": (Span(start, start + len(place)),)})


TOY = Engines(EngineChoice("toy"))


def told(number: int, text: str, source: str = "Dawn") -> NamedArticle:
    url = f"https://{source_slug(source)}.example/{number}"
    published = NOW + timedelta(hours=number)
    article = Article(article_id(url), url, source_slug(source), "", published, NOW, text)
    return NamedArticle(str(number), source, replace(article, content_hash=content_hash(text)))


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    opened = open_storage(f"sqlite:///{tmp_path / 'k.db'}")
    yield opened
    opened.close()


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch):
    """Installs an engine."""

    def install(engine: ToyEngine) -> None:
        monkeypatch.setattr(extraction, "engine", lambda name: engine)

    install(ToyEngine())
    return install


def take_in(storage: Storage, *articles: NamedArticle) -> None:
    replay(storage, articles, engines=TOY, policy=TollPolicy.LATEST_CREDIBLE, now=next(_clock))


def again(storage: Storage, since: datetime | None = None, force: bool = False) -> rereading.Reread:
    policy = TollPolicy.LATEST_CREDIBLE
    return reread(storage, engines=TOY, policy=policy, since=since, force=force, now=next(_clock))


def rows(storage: Storage) -> dict[str | None, object]:
    return {row.facts.place: row for row in storage.incidents(IncidentFilter())}


def test_a_rewritten_page_takes_its_report_s_place_in_the_row_and_the_history_names_the_revision(storage, use) -> None:
    take_in(storage, told(1, "Mand 2 dead"), told(2, "Mand 2 dead", "Herald"))
    row = rows(storage)["Mand"]
    take_in(storage, told(2, "Mand 5 dead, says the mended page", "Herald"))
    (after,) = rows(storage).values()
    assert (after.id, after.reports, after.facts.killed.total) == (row.id, 2, 5)
    toll = [change for change in storage.history(row.id) if change.field == "killed.total"]
    assert [(change.old, change.new) for change in toll] == [("2", "5")]
    assert toll[0].why == "herald rewrote its article (revision 2)"


def test_a_rewritten_page_stands_in_the_history_of_a_row_whose_values_stay(storage, use) -> None:
    take_in(storage, told(1, "Mand 2 dead"), told(2, "Mand 2 dead", "Herald"), told(3, "Mand 5 dead", "Courier"))
    row = rows(storage)["Mand"]
    take_in(storage, told(1, "Mand 3 dead, says the mended page"))
    assert rows(storage)["Mand"].facts == row.facts
    last = storage.history(row.id)[-1]
    assert (last.field, last.why) == ("report", "dawn rewrote its article (revision 2)")
    assert ("killed.security 2" in last.old, "killed.security 3" in last.new) == (True, True)
    take_in(storage, told(1, "Nothing to see here"))
    gone = [change for change in storage.history(row.id) if change.field == "report"][-1]
    assert (gone.new, gone.why) == (None, "dawn rewrote its article (revision 3) and tells it no more")
    assert rows(storage)["Mand"].reports == 2


def test_a_rewritten_page_replayed_twice_changes_nothing_the_second_time(storage, use) -> None:
    first, mended = told(1, "Mand 2 dead"), told(1, "Mand 5 dead, says the mended page")
    take_in(storage, first)
    take_in(storage, mended)
    before, history = rows(storage), storage.history(rows(storage)["Mand"].id)
    take_in(storage, first)
    take_in(storage, mended)
    assert rows(storage) == before
    assert storage.history(before["Mand"].id) == history
    assert storage.article(first.article.id).revision == 2


def test_a_page_that_tells_other_incidents_now_ends_one_row_and_founds_another(storage, use) -> None:
    take_in(storage, told(1, "Mand 2 dead\nTump 1 dead"))
    before = rows(storage)
    take_in(storage, told(1, "Mand 2 dead\nPanjgur 3 dead"))
    after = rows(storage)
    assert after.keys() == {"Mand", "Panjgur"}
    assert after["Mand"].id == before["Mand"].id
    assert after["Panjgur"].id not in {row.id for row in before.values()}
    assert storage.incident(before["Tump"].id).status is IncidentStatus.WITHDRAWN


def test_two_lines_of_one_name_and_url_in_one_replay_are_a_page_and_its_rewriting(storage, use) -> None:
    later = told(1, "Mand 5 dead, says the mended page")
    later = replace(later, article=replace(later.article, published=later.article.published + timedelta(hours=2)))
    take_in(storage, later, told(1, "Mand 2 dead"))
    assert rows(storage)["Mand"].facts.killed.total == 5
    assert storage.article(later.article.id).revision == 2


def test_the_history_of_a_replayed_row_tells_how_its_toll_rose(storage, use) -> None:
    take_in(storage, told(3, "Mand 5 dead", "Courier"), told(1, "Mand 2 dead"), told(2, "Mand 3 dead", "Herald"))
    (row,) = rows(storage).values()
    toll = [change for change in storage.history(row.id) if change.field == "killed.total"]
    assert [(change.old, change.new, change.why) for change in toll] == [
        ("2", "3", "report from herald"),
        ("3", "5", "report from courier"),
    ]


def test_a_newer_engine_reads_everything_again_and_rows_keep_their_ids_and_history(storage, use) -> None:
    take_in(storage, told(1, "Mand 2 dead\nTump 1 dead"), told(2, "Mand 3 dead", "Herald"))
    before = rows(storage)
    use(ToyEngine(version="2"))
    done = again(storage)
    assert (done.reader, done.articles, done.matched.new_incidents) == ("toy 2", 2, 0)
    after = rows(storage)
    assert {place: row.id for place, row in after.items()} == {place: row.id for place, row in before.items()}
    assert {row.facts.injured.total for row in after.values()} == {7}
    changes = storage.history(before["Mand"].id)
    assert changes[0].field == "created"
    assert changes[-1].why == "read again by toy 2"
    assert changes[-1].revision == before["Mand"].revision + 1


def test_an_engine_of_the_same_version_reads_nothing_again_unless_forced(storage, use) -> None:
    take_in(storage, told(1, "Mand 2 dead"))
    before = rows(storage)
    assert again(storage).articles == 0
    forced = again(storage, force=True)
    assert (forced.articles, forced.matched.changed_incidents) == (1, 0)
    assert rows(storage) == before
    assert storage.superseded_reports(told(1, "").article.id) == []


def test_only_articles_published_since_a_day_are_read_again(storage, use) -> None:
    take_in(storage, told(1, "Mand 2 dead"), told(30, "Tump 1 dead"))
    use(ToyEngine(version="2"))
    assert again(storage, since=NOW + timedelta(days=1)).articles == 1
    assert {place: row.facts.injured.total for place, row in rows(storage).items()} == {"Mand": None, "Tump": 7}
    assert again(storage).articles == 1


def test_an_incident_that_the_newer_engine_does_not_find_is_withdrawn_and_one_that_it_finds_again_returns(
    storage, use
) -> None:
    take_in(storage, told(1, "Mand 2 dead\nTump 1 dead"))
    before = rows(storage)
    use(ToyEngine(version="2", distrusted=frozenset({"Tump"})))
    again(storage)
    assert storage.incident(before["Tump"].id).status is IncidentStatus.WITHDRAWN
    use(ToyEngine(version="3"))
    again(storage)
    assert {place: row.id for place, row in rows(storage).items()} == {p: row.id for p, row in before.items()}


_KILLED = """
import os, signal, sys
sys.path[:0] = [{folder!r}]
from test_rereading import *

class Dying(ToyEngine):
    def read(self, article, hints):
        if article.url.endswith("/{dies_at}"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(article, hints)

extraction.engine = lambda name: Dying(version="2", distrusted=frozenset({{"Tump"}}))
again(open_storage({url!r}))
"""


@pytest.mark.parametrize("dies_at", [1, 3, 5])
def test_a_rereading_that_was_killed_is_finished_by_the_next_call(tmp_path: Path, use, dies_at: int) -> None:
    def filled(name: str) -> Storage:
        opened = open_storage(f"sqlite:///{tmp_path / name}")
        take_in(opened, *(told(n, f"Mand {n} dead\nTump 1 dead\nTown{n} 4 dead", f"Outlet {n}") for n in range(1, 6)))
        return opened

    def cells(storage: Storage) -> set[object]:
        unstable = {"first_seen": NOW, "last_changed": NOW}
        return {replace(row, **unstable) for row in storage.incidents(IncidentFilter())}

    whole, broken = filled("whole.db"), filled("broken.db")
    code = _KILLED.format(folder=str(Path(__file__).parent), dies_at=dies_at, url=f"sqlite:///{tmp_path / 'broken.db'}")
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    use(ToyEngine(version="2", distrusted=frozenset({"Tump"})))
    assert again(whole).articles == 5
    assert again(broken).articles == 6 - dies_at
    assert cells(broken) == cells(whole)
    assert again(broken).articles == 0
    whole.close()
    broken.close()


def test_what_people_decided_outlives_a_rereading(storage, use) -> None:
    take_in(storage, told(1, "Mand 2 dead"), told(2, "Mand 3 dead", "Herald"), told(3, "Tump 1 dead"))
    before = rows(storage)
    policy = TollPolicy.LATEST_CREDIBLE
    review(storage, Edit(before["Mand"].id, "ann", cells={"killed.security": "9"}), policy, next(_clock))
    parted = storage.reports_of_incident(before["Mand"].id)[1]
    review(storage, Split(before["Mand"].id, "ann", reports=(parted.id,)), policy, next(_clock))
    review(storage, Confirm(before["Mand"].id, "ann"), policy, next(_clock))
    use(ToyEngine(version="2"))
    again(storage)
    row = storage.incident(before["Mand"].id)
    assert (row.status, row.facts.killed.security, row.facts.injured.security) == (IncidentStatus.CONFIRMED, 9, 7)
    assert storage.reports_of_article(parted.article_id)[0].incident_id not in {one.id for one in before.values()}


def test_a_confirmed_row_that_is_told_no_more_stays_confirmed_without_reports(storage, use) -> None:
    take_in(storage, told(1, "Mand 2 dead"))
    name = rows(storage)["Mand"].id
    review(storage, Confirm(name, "ann"), TollPolicy.LATEST_CREDIBLE, next(_clock))
    use(ToyEngine(version="2", distrusted=frozenset({"Mand"})))
    again(storage)
    row = storage.incident(name)
    assert (row.status, row.reports, row.publishers) == (IncidentStatus.CONFIRMED, 0, 0)
    assert storage.history(name)[-1].why == "read again by toy 2: the article from dawn does not tell it"


def test_a_merge_is_undone_even_if_nothing_tells_the_surviving_row_any_more(storage, use) -> None:
    take_in(storage, told(1, "Mand 2 dead"), told(2, "Tump 3 dead", "Herald"))
    mand, tump = rows(storage)["Mand"].id, rows(storage)["Tump"].id
    review(storage, Merge(mand, "ann", others=(tump,)), TollPolicy.LATEST_CREDIBLE, next(_clock))
    take_in(storage, told(1, "the mended page tells of nothing"))
    assert storage.incident(mand).reports == 1
    done = review(storage, Undo(mand, "ann"), TollPolicy.LATEST_CREDIBLE, next(_clock))
    assert set(done.changed) == {mand, tump}
    back, empty = storage.incident(tump), storage.incident(mand)
    assert (back.status, back.reports, back.facts.place) == (IncidentStatus.CANDIDATE, 1, "Tump")
    assert (empty.status, empty.reports, empty.publishers) == (IncidentStatus.WITHDRAWN, 0, 0)
    assert storage.verify() == []
    review(storage, Undo(tump, "ann"), TollPolicy.LATEST_CREDIBLE, next(_clock))
    again_one = storage.incident(tump)
    assert (again_one.id, again_one.status, again_one.reports) == (mand, IncidentStatus.CANDIDATE, 1)
