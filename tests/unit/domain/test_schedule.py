"""incisor.domain.schedule: the next occurrence, over clock changes too."""

from datetime import UTC, datetime

import pytest

from incisor.domain import schedule
from incisor.wire.shapes import (
    DailySchedule,
    Day,
    MonthlySchedule,
    OneTimeSchedule,
    Schedule,
    Time,
    WeeklySchedule,
)


def _daily(at: str, zone: str) -> Schedule:
    return Schedule(daily=DailySchedule(start_time=Time(time_of_day=at, timezone=zone)))


def _weekly(at: str, zone: str, *days: Day) -> Schedule:
    start = Time(time_of_day=at, timezone=zone)
    return Schedule(weekly=WeeklySchedule(start_time=start, days=days))


def _monthly(at: str, zone: str, day: Day) -> Schedule:
    start = Time(time_of_day=at, timezone=zone)
    return Schedule(monthly=MonthlySchedule(start_time=start, day=day))


def _after(due: Schedule, after: str, times: int = 1) -> list[str]:
    """The next occurrences, as UTC text."""
    found, instant = [], datetime.fromisoformat(after).replace(tzinfo=UTC)
    for _ in range(times):
        following = schedule.occurrence_after(due, instant)
        assert following is not None
        instant = following
        found.append(f"{instant:%Y-%m-%d %H:%M}")
    return found


def test_a_one_time_schedule_has_no_next_occurrence() -> None:
    """A one-time scan opens when its configuration is created, and never again."""
    one_time = Schedule(one_time=OneTimeSchedule())
    assert schedule.occurrence_after(one_time, datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize("at", ["7:05", "07:05"])
def test_the_hour_may_have_one_digit(at: str) -> None:
    """The model's pattern allows both forms; they mean the same."""
    assert _after(_daily(at, "UTC"), "2026-01-01 07:04") == ["2026-01-01 07:05"]


def test_the_next_occurrence_is_strictly_later() -> None:
    """A scan that was just opened is not due again at the same instant."""
    assert _after(_daily("07:05", "UTC"), "2026-01-01 07:05") == ["2026-01-02 07:05"]


@pytest.mark.parametrize(
    ("at", "zone", "after", "expected"),
    [
        # Skipped: clocks go from 2:00 to 3:00, and 2:30 runs at 3:00, the next valid instant.
        ("02:30", "Europe/Berlin", "2026-03-28 12:00", ["2026-03-29 01:00", "2026-03-30 00:30"]),
        ("02:30", "America/New_York", "2026-03-07 12:00", ["2026-03-08 07:00", "2026-03-09 06:30"]),
        # Lord Howe moves by half an hour: 2:00 to 2:30.
        (
            "02:15",
            "Australia/Lord_Howe",
            "2026-10-03 00:00",
            ["2026-10-03 15:30", "2026-10-04 15:15"],
        ),
        # Midnight itself was skipped: the day began at 1:00.
        (
            "00:00",
            "America/Sao_Paulo",
            "2018-11-03 12:00",
            ["2018-11-04 03:00", "2018-11-05 02:00"],
        ),
        (
            "00:30",
            "America/Sao_Paulo",
            "2018-11-03 12:00",
            ["2018-11-04 03:00", "2018-11-05 02:30"],
        ),
        # A whole day was skipped: 30 December 2011 did not happen in Apia.
        ("08:00", "Pacific/Apia", "2011-12-29 12:00", ["2011-12-29 18:00", "2011-12-30 10:00"]),
        # Doubled: once, at the first of the two.
        ("02:30", "Europe/Berlin", "2026-10-24 12:00", ["2026-10-25 00:30", "2026-10-26 01:30"]),
        ("01:30", "America/New_York", "2026-10-31 12:00", ["2026-11-01 05:30", "2026-11-02 06:30"]),
        (
            "01:45",
            "Australia/Lord_Howe",
            "2026-04-04 00:00",
            ["2026-04-04 14:45", "2026-04-05 15:15"],
        ),
        (
            "23:30",
            "America/Sao_Paulo",
            "2018-02-17 12:00",
            ["2018-02-18 01:30", "2018-02-19 02:30"],
        ),
        # No clock change, but an offset of three quarters of an hour.
        ("00:00", "Asia/Kathmandu", "2026-05-01 00:00", ["2026-05-01 18:15", "2026-05-02 18:15"]),
    ],
)
def test_a_clock_change_neither_drops_nor_doubles_a_day(
    at: str, zone: str, after: str, expected: list[str]
) -> None:
    """A skipped time runs at the next valid instant, a doubled one once."""
    assert _after(_daily(at, zone), after, times=2) == expected


def test_the_second_of_two_equal_local_times_is_not_an_occurrence() -> None:
    """Between the two 2:30 of an autumn night the next occurrence is the next day's."""
    assert _after(_daily("02:30", "Europe/Berlin"), "2026-10-25 00:45") == ["2026-10-26 01:30"]


def test_weekly_runs_on_each_of_its_days() -> None:
    """Days may come in any order and more than once."""
    due = _weekly("06:00", "UTC", Day.FRI, Day.MON, Day.FRI)
    expected = ["2026-01-02 06:00", "2026-01-05 06:00", "2026-01-09 06:00"]
    assert _after(due, "2026-01-01 00:00", times=3) == expected


@pytest.mark.parametrize("day", Day)
def test_weekly_means_the_zones_weekday(day: Day) -> None:
    """The weekday is that of the place: in Kiritimati Monday begins on Sunday, 10:00 UTC."""
    [found] = _after(_weekly("00:00", "Pacific/Kiritimati", day), "2026-01-04 09:00")
    local = datetime.fromisoformat(found).replace(tzinfo=UTC).timestamp() + 14 * 3600
    assert f"{datetime.fromtimestamp(local, UTC):%a}".upper() == day


def test_monthly_runs_on_the_first_such_weekday() -> None:
    """`day` is the first such weekday of the month, in the schedule's time zone."""
    due = _monthly("03:00", "UTC", Day.SUN)
    expected = ["2026-02-01 03:00", "2026-03-01 03:00", "2026-04-05 03:00"]
    assert _after(due, "2026-01-04 03:00", times=3) == expected


def test_monthly_counts_from_the_zones_first_of_the_month() -> None:
    """The first of the month begins a day earlier in UTC where clocks are ahead of it."""
    due = _monthly("01:00", "Pacific/Auckland", Day.SUN)
    assert _after(due, "2026-01-31 00:00") == ["2026-01-31 12:00"]


@pytest.mark.parametrize("kind", ["daily", "weekly", "monthly"])
@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Europe/Berlim", "did you mean Europe/Berlin?"),
        ("europe/berlin", "did you mean Europe/Berlin?"),
        ("Berlin", "did you mean Europe/Berlin?"),
        ("New York", "did you mean America/New_York?"),
        ("Kathmandu", "did you mean Asia/Kathmandu?"),
        ("../../etc/passwd", "for example Europe/Berlin or UTC"),
        ("Europe", "did you mean "),
        ("\x00", "for example Europe/Berlin or UTC"),
    ],
)
def test_an_unknown_time_zone_is_named_with_a_hint(kind: str, zone: str, hint: str) -> None:
    """The fault carries the member's path, what was given, and the nearest zone there is."""
    schedules = {
        "daily": _daily("1:00", zone),
        "weekly": _weekly("1:00", zone, Day.MON),
        "monthly": _monthly("1:00", zone, Day.MON),
    }
    [fault] = schedule.faults(schedules[kind])
    assert fault.name == f"schedule.{kind}.startTime.timezone"
    assert repr(zone) in fault.message
    assert hint in fault.message


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+5"])
def test_known_time_zones_have_no_fault(zone: str) -> None:
    """Every IANA name is taken, also links and those with more parts."""
    assert schedule.faults(_daily("1:00", zone)) == []


def test_a_one_time_schedule_has_no_fault() -> None:
    """Without a start time there is no zone to be wrong."""
    assert schedule.faults(Schedule(one_time=OneTimeSchedule())) == []
