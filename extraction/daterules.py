"""How each kind of time expression is spelt, and which days it names, as section 3 of the codebook says."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from khabardar.vocabulary import DatePrecision

_NAMES_A_DAY = re.compile(
    r"day\b|\b(?:19|20)\d\d\b|\b[A-Z][a-z]{2,8}\.? \d{1,2}\b|\b\d{1,2}(?:th|st|nd|rd)? [A-Z][a-z]{2,8}\b"
)
_NIGHT_BEFORE = 24  # characters: `on the intervening night of `
_WEEKDAYS = {name: number for number, name in enumerate(n.lower() for n in calendar.day_name)}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_SMALL = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "couple of": 2,
}

_WEEKDAY = r"(?P<weekday>(?i:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun))(?i:day)"
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_MONTH_A, _MONTH_B, _MONTH_C, _MONTH_D = (_MONTH.replace("<month>", f"<month_{letter}>") for letter in "abcd")
_COUNT = r"(?P<n>a couple of|a|an|one|two|three|four|five|six|seven|ten|\d{1,2})"


@dataclass(frozen=True, slots=True)
class DateContext:
    published: date
    anchor: date  # the last day that the text named


Days = tuple[date, date, DatePrecision]
Resolver = Callable[["re.Match[str]", DateContext], "Days | None"]


@dataclass(frozen=True, slots=True)
class DateRule:
    """One kind of time expression. No match of `pattern` goes beyond a line or lacks all `signs`.

    A sign in small letters stands for any case, one with a capital for itself only.
    """

    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    resolver: Resolver
    may_be_report: bool = False  # behind `said on` it says when somebody spoke
    is_relative: bool = False  # hangs on another date of the text
    is_stretch: bool = False  # the frame of a running total


def _weekday(match: re.Match[str], context: DateContext) -> Days:
    wanted = _WEEKDAYS[match["weekday"].lower() + "day"]
    back = (context.published.weekday() - wanted) % 7
    if match.group().endswith("last week"):
        back = context.published.weekday() + 7 - wanted
    elif back == 0 and "last" in match.group().lower().split():
        back = 7
    day = context.published - timedelta(days=back)
    return day, day, DatePrecision.DAY


def _weekday_range(match: re.Match[str], context: DateContext) -> Days:
    first, last = (_WEEKDAYS[match[name].lower() + "day"] for name in ("first", "last"))
    end = context.published - timedelta(days=(context.published.weekday() - last) % 7)
    start = end - timedelta(days=(last - first) % 7)
    if "night" in match.group().lower() and not re.search(r"from .* (?:to|till|until) ", match.group().lower()):
        return start, start, DatePrecision.DAY
    return start, end, DatePrecision.RANGE


def _month_day(match: re.Match[str], context: DateContext) -> Days | None:
    month, number = _MONTHS[match["month"].lower()], int(match["day"])
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else context.published.year
    if "last year" in match.group():
        year -= 1
    day = _date(year, month, number)
    if day and not groups.get("year") and day > context.published + timedelta(days=60):
        day = _date(year - 1, month, number)
    if day is None:
        return None
    if groups.get("day2"):
        end = _date(day.year, day.month, int(groups["day2"]))
        if end and end > day:
            return day, end, DatePrecision.RANGE
    return day, day, DatePrecision.DAY


def _between_days(match: re.Match[str], context: DateContext) -> Days | None:
    """`from January 30 to February 2`; the night between two days is the first of them."""
    first = _MONTHS[(match["month_a"] or match["month_b"]).lower()], int(match["day"] or match["day_b"])
    last = _MONTHS[(match["month_c"] or match["month_d"]).lower()], int(match["last"] or match["last_b"])
    year = int(match["year"]) if match["year"] else context.published.year
    end = _date(year, *last)
    if end and not match["year"] and end > context.published + timedelta(days=60):
        end = _date(year - 1, *last)
    start = _date(end.year - (first[0] > last[0]), *first) if end else None
    if start is None or end is None or start > end:
        return None
    if _is_night(match):
        return start, start, DatePrecision.DAY
    return start, end, DatePrecision.RANGE


def _is_night(match: re.Match[str]) -> bool:
    """`on the night between March 13 and 14`, `the intervening night of 13/14 March`."""
    before = match.string[max(0, match.start() - _NIGHT_BEFORE) : match.start()].lower()
    return "night" in before.split() or "overnight" in before.split() or "/" in match.group()


def _days_of_month(match: re.Match[str], context: DateContext) -> Days | None:
    """`the night of 14/15 March` is the 14th, on which it began; `14-17 March` is a range."""
    days = _month_day(match, context)
    return (days[0], days[0], DatePrecision.DAY) if days and _is_night(match) else days


def _month(match: re.Match[str], context: DateContext) -> Days:
    month = _MONTHS[match["month"].lower()]
    year = int(match["year"]) if match["year"] else context.published.year
    this_month = context.published.month
    is_past = month > this_month or (month == this_month and match["lead"].lower() == "last")
    if not match["year"] and ("last year" in match.group() or is_past):
        year -= 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, 1), date(year, month, last), DatePrecision.MONTH


def _today(match: re.Match[str], context: DateContext) -> Days:
    back = {"yesterday": 1, "last night": 1, "last evening": 1, "the day before yesterday": 2}
    day = context.published - timedelta(days=back.get(match.group().lower(), 0))
    return day, day, DatePrecision.DAY


def _ago(match: re.Match[str], context: DateContext) -> Days:
    n = match["n"].lower()
    days = int(n) if n.isdecimal() else _SMALL.get(n.removeprefix("a ") if n.startswith("a c") else n, 1)
    days *= 7 if match["unit"].lower().startswith("week") else 1
    way = match["way"].lower()
    base = context.published if way == "ago" else context.anchor
    day = base + timedelta(days=days if way == "later" else -days)
    return day, day, DatePrecision.DAY


def _months_ago(match: re.Match[str], context: DateContext) -> Days:
    n = match["n"].lower()
    number = int(n) if n.isdecimal() else _SMALL.get(n.removeprefix("a ") if n.startswith("a c") else n, 1)
    months = context.published.year * 12 + context.published.month - 1 - number
    year, month = divmod(months, 12)
    return date(year, month + 1, 1), date(year, month + 1, calendar.monthrange(year, month + 1)[1]), DatePrecision.MONTH


def _the_day_before(match: re.Match[str], context: DateContext) -> Days:
    day = context.anchor - timedelta(days=1)
    return day, day, DatePrecision.DAY


def _weekend(match: re.Match[str], context: DateContext) -> Days:
    saturday = context.published - timedelta(days=(context.published.weekday() + 2) % 7)
    return saturday, min(saturday + timedelta(days=1), context.published), DatePrecision.RANGE


def _this_week(match: re.Match[str], context: DateContext) -> Days:
    return context.published - timedelta(days=context.published.weekday()), context.published, DatePrecision.RANGE


def _overnight(match: re.Match[str], context: DateContext) -> Days | None:
    """The night before, unless the sentence names its day."""
    text = match.string
    start = max(text.rfind(mark, 0, match.start()) for mark in (". ", "\n", "! ", "? "))
    stops = [at for mark in (". ", "\n") if (at := text.find(mark, match.end())) >= 0]
    if _NAMES_A_DAY.search(text, max(start, 0), min(stops, default=len(text))):
        return None
    day = context.published - timedelta(days=1)
    return day, day, DatePrecision.DAY


def _figures(match: re.Match[str], context: DateContext) -> Days | None:
    day = _date(int(match["year"]), int(match["month"]), int(match["day"]))
    return (day, day, DatePrecision.DAY) if day else None


def _next_to(match: re.Match[str], context: DateContext) -> Days:
    shift = {"previous": -1, "next": 1, "following": 1, "same": 0, "preceding": -1}[match["which"].lower()]
    day = context.anchor + timedelta(days=shift)
    return day, day, DatePrecision.DAY


def _past_hours(match: re.Match[str], context: DateContext) -> Days:
    n = match["n"].lower()
    number = int(n) if n.isdecimal() else _SMALL.get(n, 1)
    days = number // 24 if match["unit"].startswith("hour") else number
    return context.published - timedelta(days=max(days, 1)), context.published, DatePrecision.RANGE


def _last_stretch(match: re.Match[str], context: DateContext) -> Days:
    unit = match["unit"].lower()
    if unit == "week":
        monday = context.published - timedelta(days=context.published.weekday() + 7)
        return monday, monday + timedelta(days=6), DatePrecision.RANGE
    if unit == "month":
        end = context.published.replace(day=1) - timedelta(days=1)
        return end.replace(day=1), end, DatePrecision.MONTH
    year = context.published.year - 1
    return date(year, 1, 1), date(year, 12, 31), DatePrecision.MONTH


def _day_of_that_month(match: re.Match[str], context: DateContext) -> Days | None:
    """`On the 14th, ...`: of the month that was named last."""
    day = _date(context.anchor.year, context.anchor.month, int(match["day"]))
    return (day, day, DatePrecision.DAY) if day else None


def _iso(match: re.Match[str], context: DateContext) -> Days | None:
    day = _date(int(match["year"]), int(match["month"]), int(match["day"]))
    return (day, day, DatePrecision.DAY) if day else None


def _year(match: re.Match[str], context: DateContext) -> Days:
    year = int(match["year"])
    return date(year, 1, 1), date(year, 12, 31), DatePrecision.MONTH


_WAYS = ("ago", "earlier", "before", "later", "after")
_PART = r"(?:night|morning|evening|afternoon|noon|midnight)"
_WEEKDAY_SIGNS = tuple(_WEEKDAYS)
_MONTH_SIGNS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEXT_SIGNS = ("previous", "next", "following", "same", "preceding")
_TODAY_SIGNS = (
    "yesterday", "last night", "last evening", "today", "tonight", "this morning", "this afternoon", "this evening"
)  # fmt: skip
_AGO_SIGNS = tuple(f"{unit} {way}" for unit in ("day", "days", "week", "weeks") for way in _WAYS)
RULES: tuple[DateRule, ...] = (
    DateRule(
        _WEEKDAY_SIGNS,
        re.compile(
            r"\b(?:(?:overnight |(?:the )?(?:intervening )?night )(?:between|of|from) |between |from )?"
            r"(?P<first>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
            rf"(?: {_PART})?(?: and| to| till| until| into|-|/)(?: the)? ?(?:early |late )?"
            rf"(?P<last>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: {_PART})?"
        ),
        _weekday_range,
    ),
    DateRule(
        _WEEKDAY_SIGNS,
        re.compile(rf"\b(?:(?:last|late|early|late on|early on) )?{_WEEKDAY}(?: {_PART})?(?:,? (?:of )?last week)?\b"),
        _weekday,
        may_be_report=True,
    ),
    DateRule(
        _MONTH_SIGNS,
        re.compile(
            rf"\b(?:{_MONTH_A} (?P<day>\d{{1,2}})|(?P<day_b>\d{{1,2}}) {_MONTH_B})"
            r"(?: ?[-–] ?| and | to | until | till )"
            rf"(?:{_MONTH_C} (?P<last>\d{{1,2}})\b|(?P<last_b>\d{{1,2}}) {_MONTH_D})(?:,? (?P<year>(?:19|20)\d\d)\b)?"
        ),
        _between_days,
    ),
    DateRule(
        _MONTH_SIGNS,
        re.compile(
            rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
            r"(?:(?: ?[-–/] ?| and | to )(?P<day2>\d{1,2})(?:st|nd|rd|th)?\b(?! ?(?:km|people)))?"
            r"(?:,? (?P<year>(?:19|20)\d\d)\b| last year|,? of last year)?"
        ),
        _days_of_month,
        may_be_report=True,
    ),
    DateRule(_MONTH_SIGNS, re.compile(rf"(?m)^{_MONTH} (?P<day>\d{{1,2}})(?=:\s)"), _month_day),  # heads a line
    DateRule(
        _MONTH_SIGNS,
        re.compile(
            r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: ?/ ?|(?: ?[-–] ?| and | to )(?:the )?)"
            r"(?P<day2>\d{1,2})(?:st|nd|rd|th)?"
            rf"(?: of)? {_MONTH}(?:,? (?P<year>(?:19|20)\d\d)\b| last year)?"
        ),
        _days_of_month,
        may_be_report=True,
    ),
    DateRule(
        _MONTH_SIGNS,
        re.compile(
            rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?P<year>(?:19|20)\d\d)\b| last year)?"
        ),
        _month_day,
        may_be_report=True,
    ),
    DateRule(
        ("n the ",),
        re.compile(r"\b[Oo]n the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?=[,.;]| night| morning| evening)"),
        _day_of_that_month,
        is_relative=True,
    ),
    DateRule(("19", "20"), re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"), _iso),
    DateRule(
        _MONTH_SIGNS,
        re.compile(
            rf"\b(?P<lead>[Ii]n|[Oo]f|[Ll]ast|[Dd]uring|[Tt]his|[Ss]ince)(?: late| early)? {_MONTH}"
            r"(?:,? (?P<year>(?:19|20)\d\d)\b| last year| of last year)?(?! \d)"
        ),
        _month,
    ),
    DateRule(
        _TODAY_SIGNS,
        re.compile(
            r"\b(?:the day before yesterday|yesterday|last night|last evening|today|tonight|"
            r"this (?:morning|afternoon|evening))\b",
            re.I,
        ),
        _today,
        may_be_report=True,
    ),
    DateRule(
        _AGO_SIGNS,
        re.compile(rf"\b{_COUNT} (?P<unit>days?|weeks?) (?P<way>{'|'.join(_WAYS)})\b", re.I),
        _ago,
        is_relative=True,
    ),
    DateRule(("month ago", "months ago"), re.compile(rf"\b{_COUNT} months? ago\b", re.I), _months_ago),
    DateRule(
        (" before,", " before.", " before;"),
        re.compile(r"\bthe (?P<which>day|night|evening|morning) before(?=[,.;])", re.I),
        _the_day_before,
        is_relative=True,
    ),
    DateRule(("weekend",), re.compile(r"\b(?:over|at|during|on) the weekend\b|\blast weekend\b", re.I), _weekend),
    DateRule(("earlier this week",), re.compile(r"\bearlier this week\b", re.I), _this_week),
    DateRule(("overnight",), re.compile(r"\bovernight\b", re.I), _overnight),
    DateRule(("20",), re.compile(r"\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>20\d\d)\b"), _figures),
    DateRule(
        _NEXT_SIGNS,
        re.compile(rf"\b(?:the )?(?P<which>previous|next|following|same|preceding) (?:day|{_PART})\b", re.I),
        _next_to,
        is_relative=True,
    ),
    DateRule(
        ("the past ", "the last "),
        re.compile(
            r"\b(?:over|in|during|for|within) the (?:past|last) "
            r"(?P<n>\d{1,2}|two|three|four|five) (?P<unit>hours|days)\b",
            re.I,
        ),
        _past_hours,
        is_stretch=True,
    ),
    DateRule(
        ("last week", "last month", "last year"), re.compile(r"\blast (?P<unit>week|month|year)\b", re.I), _last_stretch
    ),
    DateRule(("in 19", "in 20"), re.compile(r"\b[Ii]n (?P<year>(?:19|20)\d\d)\b"), _year),
)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
