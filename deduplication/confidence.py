"""How sure a row is: from independent voices, their own readings' confidence, and how precise day and place are."""

from __future__ import annotations

from collections.abc import Sequence

from khabardar.records import StoredReport
from khabardar.vocabulary import DatePrecision, GeoPrecision, Role, Side

_VOICE_WEIGHT = 0.8  # one voice alone, however sure its reading, leaves a row below this
_PARTY = 0.6  # a party to the conflict tells of its own deeds
_RECALLED = 0.6  # an article's background is told in passing
_DATE = {DatePrecision.DAY: 1.0, DatePrecision.RANGE: 1.0, DatePrecision.ASSUMED: 0.9, DatePrecision.MONTH: 0.8}
_PLACE = {
    GeoPrecision.EXACT: 1.0,
    GeoPrecision.TOWN: 1.0,
    GeoPrecision.DISTRICT: 0.95,
    GeoPrecision.PROVINCE: 0.85,
    GeoPrecision.COUNTRY: 0.8,
}


def voices(reports: Sequence[StoredReport]) -> frozenset[str]:
    """The independent publishers behind these reports: a syndicated copy speaks with its original's voice."""
    return frozenset(report.voice for report in reports)


def confidence(reports: Sequence[StoredReport]) -> float:
    """0 to 1: (1 - product over voices of (1 - weight)) x date x place.

    A voice's weight is its best report's own confidence x 0.8, x 0.6 from a party to the conflict, x 0.6 where only
    recalled as background. Date: 1 told, 0.9 assumed, 0.8 by month. Place: 1 to 0.8 from spot to country. Both are
    the best that any report has. So three plain voices of confidence 0.5 give 0.78, a group's claim alone 0.24.
    """
    doubt = 1.0
    for voice in sorted(voices(reports)):
        doubt *= 1 - max(_weight(report) for report in reports if report.voice == voice)
    date = max(_DATE[report.report.facts.date_precision] for report in reports)
    place = max(_PLACE[report.report.facts.geo_precision] for report in reports)
    return round((1 - doubt) * date * place, 3)


def _weight(report: StoredReport) -> float:
    weight = _VOICE_WEIGHT * min(1.0, max(0.0, report.report.confidence))
    if report.side is not Side.INDEPENDENT:
        weight *= _PARTY
    return weight * _RECALLED if report.report.role is Role.BACKGROUND else weight
