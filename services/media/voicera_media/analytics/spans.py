"""Cuts a span of time into the days or hours of a time zone."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from voicera_kit.documents.values import microseconds
from voicera_kit.errors import invalid
from voicera_media.analytics.model import MAX_GROUPS, GroupBy, Question

MAX_SPAN: Final = timedelta(days=366)
DEFAULT_SPAN: Final = timedelta(days=30)
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 9999
_MAX_ZONE: Final = 64
_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_QUARTER: Final = timedelta(minutes=15)
"""All of today's time zones are whole quarters of an hour from UTC."""


class Part(NamedTuple):
    """One day or hour; it lasts until the next begins."""

    starts_at: datetime
    key: str


def zone_of(name: str) -> tzinfo:
    """Return the time zone, UTC for none; InvalidArgument if nobody knows it."""
    if not name:
        return UTC
    try:
        if len(name) <= _MAX_ZONE:
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    raise invalid("time_zone", "is not the name of a time zone, such as Asia/Kolkata")


def span_of(after: datetime | None, before: datetime) -> tuple[datetime, datetime]:
    """Return beginning and end, 30 days before the end without a beginning; InvalidArgument by field."""
    if not _FIRST_YEAR < before.year < _LAST_YEAR:
        raise invalid("created_before", f"must be in the years after {_FIRST_YEAR} and before {_LAST_YEAR}")
    after = after or before - DEFAULT_SPAN
    if before <= after:
        raise invalid("created_before", "must be after created_after")
    if before - after > MAX_SPAN:
        raise invalid("created_after", f"must be at most {MAX_SPAN.days} days before created_before")
    return after, before


def parts_of(question: Question) -> list[Part]:
    """Return the days or hours in order; InvalidArgument for more hours than there may be groups."""
    if question.group_by is GroupBy.DAY:
        return list(_days(question))
    if (question.before - question.after) / _HOUR > MAX_GROUPS - 1:
        raise invalid("group_by", f"makes more than {MAX_GROUPS} hours: ask for a shorter span")
    return list(_hours(question))


def keys_by_time(parts: list[Part]) -> Callable[[int], str]:
    """Return what finds the key of a moment in Unix microseconds."""
    starts, keys = [microseconds(part.starts_at) for part in parts], [part.key for part in parts]
    return lambda moment: keys[max(bisect_right(starts, moment) - 1, 0)]


def _days(question: Question) -> Iterator[Part]:
    """Where midnight is skipped, the day begins with what follows it; where it comes twice, with the first."""
    day = question.after.astimezone(question.zone).date()
    while True:
        starts_at = datetime.combine(day, time(), question.zone).astimezone(UTC)
        if starts_at >= question.before:
            return
        yield Part(starts_at, day.isoformat())
        day += _DAY


def _hours(question: Question) -> Iterator[Part]:
    """An hour that comes twice is one part; one that is skipped is none."""
    moment = question.after - (question.after - datetime.min.replace(tzinfo=UTC)) % _QUARTER
    known = ""
    while moment < question.before:
        key = moment.astimezone(question.zone).strftime("%Y-%m-%dT%H")
        if key != known:
            yield Part(moment, key)
        known, moment = key, moment + _QUARTER
