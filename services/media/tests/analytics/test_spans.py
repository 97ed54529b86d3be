"""Days and hours are those of a time zone, also where its clocks are put forward and back."""

from datetime import UTC, datetime, timedelta

import pytest

from voicera_kit.documents.values import microseconds
from voicera_media.analytics.model import GroupBy, Question
from voicera_media.analytics.spans import keys_by_time, parts_of, zone_of


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def cut(after: str, before: str, zone: str, by: GroupBy = GroupBy.DAY) -> list[tuple[str, str]]:
    parts = parts_of(Question(utc(after), utc(before), zone_of(zone), by))
    return [(part.key, part.starts_at.isoformat()[:16]) for part in parts]


def test_days_of_india_begin_half_past_six_in_the_evening_of_greenwich() -> None:
    assert cut("2026-11-26T18:30", "2026-11-28T18:31", "Asia/Kolkata") == [
        ("2026-11-27", "2026-11-26T18:30"),
        ("2026-11-28", "2026-11-27T18:30"),
        ("2026-11-29", "2026-11-28T18:30"),
    ]


def test_hours_of_india_begin_at_half_past() -> None:
    assert cut("2026-11-28T03:40", "2026-11-28T05:00", "Asia/Kolkata", GroupBy.HOUR) == [
        ("2026-11-28T09", "2026-11-28T03:30"),
        ("2026-11-28T10", "2026-11-28T04:30"),
    ]


def test_a_day_on_which_clocks_change_has_another_length() -> None:
    spring = cut("2026-03-28T23:00", "2026-03-30T00:00", "Europe/Berlin")
    assert spring == [
        ("2026-03-29", "2026-03-28T23:00"),
        ("2026-03-30", "2026-03-29T22:00"),
    ]
    autumn = cut("2026-10-24T22:00", "2026-10-26T00:00", "Europe/Berlin")
    assert autumn == [
        ("2026-10-25", "2026-10-24T22:00"),
        ("2026-10-26", "2026-10-25T23:00"),
    ]


def test_an_hour_that_is_skipped_is_none_and_one_that_comes_twice_is_one() -> None:
    spring = cut("2026-03-29T00:00", "2026-03-29T02:00", "Europe/Berlin", GroupBy.HOUR)
    assert [key for key, _ in spring] == ["2026-03-29T01", "2026-03-29T03"]
    autumn = cut("2026-10-24T23:00", "2026-10-25T03:00", "Europe/Berlin", GroupBy.HOUR)
    assert [key for key, _ in autumn] == ["2026-10-25T01", "2026-10-25T02", "2026-10-25T03"]
    assert autumn[2][1] == "2026-10-25T02:00"


def test_half_an_hour_of_summer_time_moves_the_hours() -> None:
    """Lord Howe Island puts its clocks back by 30 minutes."""
    hours = cut("2026-04-04T13:00", "2026-04-04T17:00", "Australia/Lord_Howe", GroupBy.HOUR)
    assert hours == [
        ("2026-04-05T00", "2026-04-04T13:00"),
        ("2026-04-05T01", "2026-04-04T14:00"),
        ("2026-04-05T02", "2026-04-04T15:30"),
        ("2026-04-05T03", "2026-04-04T16:30"),
    ]


def test_where_midnight_is_skipped_the_day_begins_with_what_follows() -> None:
    days = cut("2026-04-23T00:00", "2026-04-24T12:00", "Africa/Cairo")
    assert days[-1] == ("2026-04-24", "2026-04-23T22:00")


@pytest.mark.parametrize(
    "zone", ["", "UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Pacific/Apia"]
)
@pytest.mark.parametrize("by", [GroupBy.DAY, GroupBy.HOUR])
def test_every_moment_is_in_the_day_and_hour_its_clocks_show(zone: str, by: GroupBy) -> None:
    for month in (3, 11):
        after = datetime(2026, month, 1, 0, 7, tzinfo=UTC)
        question = Question(after, after + timedelta(days=30), zone_of(zone), by)
        parts = parts_of(question)
        key_of = keys_by_time(parts)
        moment = after
        while moment < question.before:
            shown = moment.astimezone(question.zone).strftime(
                "%Y-%m-%d" if by is GroupBy.DAY else "%Y-%m-%dT%H"
            )
            assert key_of(microseconds(moment)) == shown
            moment += timedelta(minutes=13)
