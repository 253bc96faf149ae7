"""When a scan configuration is due.

The service model gives the form (Schedule, Time, Day); the protocol page gives the rest: monthly
`day` is the first such weekday of the month, a local time that a clock change skips runs at the
next valid instant, one that occurs twice runs once, at its first.
"""

import difflib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from incisor.wire.errors import Field
from incisor.wire.shapes import (
    DailySchedule,
    Day,
    MonthlySchedule,
    Schedule,
    Time,
    WeeklySchedule,
)

Recurring = DailySchedule | WeeklySchedule | MonthlySchedule

# date.weekday() of each day of the model.
WEEKDAYS: Final = {
    Day.MON: 0,
    Day.TUE: 1,
    Day.WED: 2,
    Day.THU: 3,
    Day.FRI: 4,
    Day.SAT: 5,
    Day.SUN: 6,
}

# Where a zone skipped a whole day (Apia 2011, Kwajalein 1993), an occurrence moves to the day
# after; so the first date that may matter lies two days before the one we start from.
_LOOK_BACK: Final = timedelta(days=2)


def occurrence_after(schedule: Schedule, after: datetime) -> datetime | None:
    """The first occurrence strictly later than `after`, in UTC; None for a one-time schedule.

    `after` is aware. The schedule has no `faults`.
    """
    recurring = schedule.daily or schedule.weekly or schedule.monthly
    if recurring is None:
        return None
    zone = ZoneInfo(recurring.start_time.timezone)
    at = _time_of_day(recurring.start_time)
    first = after.astimezone(zone).date() - _LOOK_BACK
    occurrences = (instant(day, at, zone) for day in _days(recurring, first))
    return next(each for each in occurrences if each > after)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a zone's clocks show a local time, or the next valid one."""
    local = datetime.combine(day, at, zone)
    found = local.astimezone(UTC)  # fold=0: the first of two
    if found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    return _change(local.replace(fold=1).astimezone(UTC), found, zone)


def faults(schedule: Schedule) -> list[Field]:
    """What is wrong with a schedule that its shape does not show: a time zone nobody knows."""
    kinds = {"daily": schedule.daily, "weekly": schedule.weekly, "monthly": schedule.monthly}
    return [
        Field(
            name=f"schedule.{name}.startTime.timezone",
            message=_unknown(kind.start_time.timezone),
        )
        for name, kind in kinds.items()
        if kind is not None and kind.start_time.timezone not in _zones()
    ]


def _days(recurring: Recurring, first: date) -> Iterator[date]:
    """The dates, from `first` on, on which a schedule occurs."""
    if isinstance(recurring, MonthlySchedule):
        return _first_weekdays(first, WEEKDAYS[recurring.day])
    wanted = set(WEEKDAYS.values())
    if isinstance(recurring, WeeklySchedule):
        wanted = {WEEKDAYS[day] for day in recurring.days}
    return (day for day in _dates(first) if day.weekday() in wanted)


def _dates(first: date) -> Iterator[date]:
    while True:
        yield first
        first += timedelta(days=1)


def _first_weekdays(first: date, weekday: int) -> Iterator[date]:
    """The first such weekday of each month, from the month of `first` on."""
    month = first.replace(day=1)
    while True:
        yield month + timedelta(days=(weekday - month.weekday()) % 7)
        month = (month + timedelta(days=31)).replace(day=1)


def _time_of_day(start: Time) -> time:
    """The model's TimeOfDay: `7:05` or `07:05`."""
    hour, minute = start.time_of_day.split(":")
    return time(int(hour), int(minute))


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The clock change between two instants, to the second."""
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _unknown(name: str) -> str:
    """Why a time zone is refused, with the nearest that is known."""
    known = {zone.casefold(): zone for zone in sorted(_zones())}
    cities = {zone.rpartition("/")[2]: zone for zone in known}
    wanted = name.casefold().replace(" ", "_")
    near = [cities[wanted]] if wanted in cities else []
    near += difflib.get_close_matches(wanted, known, n=1)
    near += [cities[city] for city in difflib.get_close_matches(wanted, cities, n=1)]
    hint = f"did you mean {known[near[0]]}?" if near else "for example Europe/Berlin or UTC"
    return f"must be an IANA time zone, not {name!r}: {hint}"
