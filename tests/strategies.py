"""Hypothesis strategies for the records, for the tests of every stage."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from khabardar.records import ArchivePlaces, Facts, Link, Report, Rhythm, Source, SourceState, Span, Toll, Wishes
from khabardar.vocabulary import (
    Attribution,
    DatePrecision,
    GeoPrecision,
    Outcome,
    PerpetratorType,
    PollCondition,
    Role,
    Side,
    SourceKind,
    SubEventType,
    Tag,
    TargetType,
)

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
counts = st.none() | st.integers(0, 100_000)
days = st.dates(date(1970, 1, 1), date(2100, 1, 1))
zones = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
moments = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=zones)
utc_moments = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))
durations = st.timedeltas(timedelta(0), timedelta(days=400))
tolls = st.builds(Toll, counts, counts, counts, counts)
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 50_000), st.integers(1, 500))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    first, last = sorted((draw(days), draw(days)))
    return Facts(
        date_start=first,
        date_end=last,
        date_precision=draw(st.sampled_from(DatePrecision)),
        place=draw(st.none() | words),
        admin2=draw(st.none() | words),
        admin1=draw(st.none() | words),
        country=draw(st.none() | st.sampled_from(["PK", "AF", "IN", "IR"])),
        latitude=draw(st.none() | st.floats(-90, 90)),
        longitude=draw(st.none() | st.floats(-180, 180)),
        geo_precision=draw(st.sampled_from(GeoPrecision)),
        sub_event_type=draw(st.sampled_from(SubEventType)),
        outcome=draw(st.sampled_from(Outcome)),
        tags=draw(st.frozensets(st.sampled_from(Tag))),
        perpetrator=draw(st.none() | words),
        perpetrator_type=draw(st.none() | st.sampled_from(PerpetratorType)),
        attribution=draw(st.sampled_from(Attribution)),
        claimed_by=draw(st.none() | words),
        targets=tuple(draw(st.lists(st.sampled_from(TargetType), unique=True))),
        killed=draw(tolls),
        killed_low=draw(counts),
        killed_high=draw(counts),
        injured=draw(tolls),
        abducted=draw(counts),
        freed=draw(counts),
        arrested=draw(counts),
    )


# A cell with no span has no evidence, so it has no entry either.
evidence = st.dictionaries(
    st.sampled_from(["place", "date_start", "killed.security", "injured.total", "perpetrator"]),
    st.lists(spans, min_size=1, max_size=3).map(tuple),
)


@st.composite
def reports(draw: st.DrawFn, key: str = "r1") -> Report:
    return Report(
        key=key,
        facts=draw(facts()),
        parent=draw(st.none() | words),
        role=draw(st.sampled_from(Role)),
        evidence=draw(evidence),
        confidence=draw(st.floats(0, 1)),
    )


sources = st.builds(
    Source,
    id=st.sampled_from(["one", "two", "three"]),
    name=words,
    kind=st.sampled_from(SourceKind),
    url=st.just("https://outlet.example/feed"),
    publisher=st.sampled_from(["first", "second"]),
    side=st.sampled_from(Side),
    country=st.none() | st.just("PK"),
    poll_min=durations,
    poll_max=durations,
    enabled=st.booleans(),
    javascript=st.booleans(),
    archive=st.builds(ArchivePlaces, st.lists(words, max_size=2).map(tuple), st.none() | words, st.none() | words),
)

by_hour = st.lists(st.floats(0, 1000), min_size=24, max_size=24).map(tuple)
rhythms = st.builds(
    Rhythm, by_hour, by_hour, st.lists(st.floats(0, 1000), max_size=5).map(tuple), st.none() | utc_moments
)

wishes = st.builds(
    Wishes,
    st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=2)),
    st.frozensets(st.integers(0, 23)),
    st.frozensets(st.integers(0, 6)),
)


def source_states(source_id: str) -> st.SearchStrategy[SourceState]:
    """All that may be remembered of one source."""
    return st.builds(
        SourceState,
        source_id=st.just(source_id),
        next_poll_at=st.none() | utc_moments,
        interval=st.none() | durations,
        etag=st.none() | words,
        last_modified=st.none() | words,
        body_hash=st.none() | st.just("abc"),
        failures=st.integers(0, 100),
        condition=st.none() | st.sampled_from(PollCondition),
        detail=words,
        last_polled_at=st.none() | utc_moments,
        last_success_at=st.none() | utc_moments,
        last_new_at=st.none() | utc_moments,
        newest_item_at=st.none() | utc_moments,
        url=st.none() | st.just("https://outlet.example/feed"),
        full_at=st.none() | utc_moments,
        validators_lie=st.booleans(),
        moved_to=st.none() | words,
        retired_at=st.none() | utc_moments,
        rhythm=rhythms,
        wishes=wishes,
    )


def links(url: str, source_id: str) -> st.SearchStrategy[Link]:
    """A link of this address."""
    return st.builds(
        Link,
        url=st.just(url),
        source_id=st.just(source_id),
        guid=st.none() | words,
        title=st.none() | words,
        published=st.none() | moments,
        authors=st.lists(words, max_size=3).map(tuple),
        language=st.none() | st.just("ur"),
        content=st.none() | words,
    )
