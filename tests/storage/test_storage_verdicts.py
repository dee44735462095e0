"""Whatever verdicts follow one another, the tables stay true."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_samples import LATER, NOW, cluster, keep, report, resolution

from khabardar.interfaces import IncidentFilter
from khabardar.vocabulary import IncidentStatus

_REPORTS = 6
# To which cluster each of the reports goes.
_partitions = st.lists(st.integers(0, 3), min_size=_REPORTS, max_size=_REPORTS)


def _verdict(stored, partition):
    """Rows stay with the oldest report that is not in a named cluster yet; those left over are absorbed."""
    groups = {}
    for one, place in zip(stored, partition, strict=True):
        groups.setdefault(place, []).append(one)
    names, absorbed = {}, {}
    for row in dict.fromkeys(one.incident_id for one in stored if one.incident_id):
        homes = [place for one, place in zip(stored, partition, strict=True) if one.incident_id == row]
        home = next((place for place in homes if place not in names), None)
        if home is None:
            absorbed.setdefault(homes[0], []).append(row)
        else:
            names[home] = row
    return resolution(
        *(
            cluster(*(one.id for one in group), row=names.get(place), absorbed=tuple(absorbed.get(place, ())))
            for place, group in groups.items()
        )
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(partitions=st.lists(_partitions, min_size=1, max_size=5))
def test_rows_reports_and_merges_agree_after_any_verdicts(storage, partitions):
    number = len(storage.articles()) + 1
    keys = [report(f"r{n}", parent="r0" if n % 2 else None) for n in range(_REPORTS)]
    article_id = keep(storage, 1, *keys, url=f"https://dawn.example/v/{number}", id=f"{number:016x}")[0].article_id
    seen = set()
    for partition in partitions:
        before = storage.reports_of_article(article_id)
        verdict = _verdict(before, partition)
        storage.apply(verdict, NOW)
        stored = storage.reports_of_article(article_id)
        _check(storage, stored, partition, seen)
        assert storage.apply(verdict, LATER) == (0, 0)
        assert storage.reports_of_article(article_id) == stored
        seen |= {one.incident_id for one in stored}
    assert all(storage.incident(row).id in {one.incident_id for one in stored} for row in seen)


def _check(storage, stored, partition, seen):
    """One live row a cluster, with its reports counted and its parent's row alive; no live row without reports.

    `seen`: rows that there were; those of other examples were looked at in theirs.
    """
    rows = {row.id: row for row in storage.incidents(IncidentFilter())}
    assert len({one.incident_id for one in stored}) == len(set(partition))
    for one in stored:
        row = rows[one.incident_id]
        assert row.reports == sum(other.incident_id == row.id for other in stored)
        assert row.parent_id is None or row.parent_id in rows
    assert all(row.reports for row in rows.values())
    for merged in storage.incidents(IncidentFilter(status=IncidentStatus.MERGED)):
        if merged.id not in seen:
            continue
        assert storage.incident(merged.id).status is IncidentStatus.CANDIDATE
        assert storage.history(merged.id)[-2].new == merged.merged_into
