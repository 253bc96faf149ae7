"""Laws of names, order, counts and schedules."""

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from incisor.domain import arn, finding, schedule
from incisor.domain.arn import Arn, Kind
from incisor.wire.shapes import (
    CisRuleStatus,
    CisSessionMessage,
    DailySchedule,
    Day,
    MonthlySchedule,
    Schedule,
    Time,
    WeeklySchedule,
)

# Zones with unlike rules: half and quarter hours, changes at midnight, of half an hour, of a day.
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/St_Johns",
    "Asia/Tehran",
    "Europe/Dublin",
    "Antarctica/Troll",
)
numbers = st.lists(st.integers(0, 10**6), min_size=1, max_size=5)
days = st.sampled_from(Day)
instants = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@cache
def _changes(zone: str) -> list[datetime]:
    """The UTC hours in which a zone's clocks changed, over twenty years."""
    hours = [datetime(2005, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(175_000)]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours[::24]]
    changed = [hours[24 * i] for i, (a, b) in enumerate(pairwise(offsets)) if a != b]
    return changed or [hours[0]]


@st.composite
def times_and_instants(draw: st.DrawFn) -> tuple[Time, datetime]:
    """A start time and an instant, half of them close to a change of that zone's clocks."""
    zone = draw(st.sampled_from(ZONES))
    if draw(st.booleans()):
        hour, minute, after = draw(st.integers(0, 23)), draw(st.integers(0, 59)), draw(instants)
    else:
        change = draw(st.sampled_from(_changes(zone)))
        hour, minute = draw(st.sampled_from([0, 1, 2, 3, 23])), draw(st.integers(0, 59))
        after = change + timedelta(minutes=draw(st.integers(-3000, 3000)))
    return Time(time_of_day=f"{hour}:{minute:02d}", timezone=zone), after


@st.composite
def schedules_and_instants(draw: st.DrawFn) -> tuple[Schedule, datetime]:
    """A schedule of any recurring kind and an instant."""
    start, after = draw(times_and_instants())
    kinds = st.one_of(
        st.builds(Schedule, daily=st.just(DailySchedule(start_time=start))),
        st.builds(
            Schedule,
            weekly=st.builds(
                WeeklySchedule,
                start_time=st.just(start),
                days=st.lists(days, min_size=1, max_size=7),
            ),
        ),
        st.builds(
            Schedule, monthly=st.builds(MonthlySchedule, start_time=st.just(start), day=days)
        ),
    )
    return draw(kinds), after


def _next(due: Schedule, after: datetime) -> datetime:
    occurrence = schedule.occurrence_after(due, after)
    assert occurrence is not None
    return occurrence


def _start(due: Schedule) -> Time:
    kind = due.daily or due.weekly or due.monthly
    assert kind is not None
    return kind.start_time


@given(schedules_and_instants())
def test_the_next_occurrence_is_later_and_asking_again_finds_the_same(
    case: tuple[Schedule, datetime],
) -> None:
    """It is later than now, a whole minute, and does not depend on when one asks."""
    due, after = case
    found = _next(due, after)
    assert found > after
    assert found.tzinfo is UTC
    assert found.second == found.microsecond == 0
    assert _next(due, found - timedelta(microseconds=1)) == found
    assert _next(due, after + (found - after) / 2) == found


@given(schedules_and_instants())
def test_an_occurrence_shows_its_time_on_the_zones_clocks_or_follows_a_skipped_one(
    case: tuple[Schedule, datetime],
) -> None:
    """The local time is the one asked for; if not, the clocks had jumped over it just then."""
    due, after = case
    found = _next(due, after)
    start = _start(due)
    zone = ZoneInfo(start.timezone)
    local = found.astimezone(zone)
    hour, minute = map(int, start.time_of_day.split(":"))
    if (local.hour, local.minute) != (hour, minute):
        before = (found - timedelta(seconds=1)).astimezone(zone)
        jumped = local.replace(tzinfo=None) - before.replace(tzinfo=None)
        assert jumped > timedelta(seconds=1)
        wanted = before.replace(tzinfo=None, hour=hour, minute=minute, second=0)
        if wanted < before.replace(tzinfo=None):
            wanted += timedelta(days=1)
        assert before.replace(tzinfo=None) < wanted < local.replace(tzinfo=None)


@given(times_and_instants())
def test_a_daily_schedule_misses_no_day_and_runs_on_none_twice(
    case: tuple[Time, datetime],
) -> None:
    """Over a year there is exactly one occurrence for each local day that there was."""
    start, after = case
    due = Schedule(daily=DailySchedule(start_time=start))
    zone = ZoneInfo(start.timezone)
    found = [after]
    for _ in range(366):
        found.append(_next(due, found[-1]))
    local_days = [each.astimezone(zone).date() for each in found[1:]]
    steps = {(later - earlier).days for earlier, later in pairwise(local_days)}
    # Apia skipped 30 December 2011: that day's occurrence ran as the next day began.
    assert steps <= ({0, 1, 2} if start.timezone == "Pacific/Apia" else {1})


@given(times_and_instants(), days)
def test_a_monthly_schedule_runs_once_in_each_month(case: tuple[Time, datetime], day: Day) -> None:
    """Twelve occurrences fall in twelve months, each within the first eight days."""
    start, after = case
    due = Schedule(monthly=MonthlySchedule(start_time=start, day=day))
    zone = ZoneInfo(start.timezone)
    months = []
    for _ in range(12):
        after = _next(due, after)
        local = after.astimezone(zone)
        months.append(local.year * 12 + local.month)
        assert local.day <= 8  # the seventh, unless the clocks jumped over that night
    assert months == list(range(months[0], months[0] + 12))


@given(schedules_and_instants())
def test_no_occurrence_lies_between_two(case: tuple[Schedule, datetime]) -> None:
    """Whenever one asks between two occurrences, the answer is the second: none is skipped."""
    due, after = case
    first = _next(due, after)
    second = _next(due, first)
    chosen = random.Random(first.timestamp())
    for _ in range(3):
        between = first + (second - first) * chosen.random()
        assert _next(due, between) == second


@given(numbers, numbers)
def test_check_ids_are_ordered_like_their_numbers(left: list[int], right: list[int]) -> None:
    """Comparing two keys as text is comparing the ids' numbers one by one."""
    keys = [finding.check_order(".".join(map(str, each))) for each in (left, right)]
    assert (keys[0] < keys[1]) == (left < right)
    assert (keys[0] == keys[1]) == (left == right)


@given(
    st.sampled_from(Kind),
    st.from_regex(r"[0-9]{12}", fullmatch=True),
    st.uuids(),
    st.sampled_from(["us-east-1", "eu-central-1", "us-gov-west-1"]),
)
def test_an_arn_that_is_written_is_read_back(
    kind: Kind, account: str, name: object, region: str
) -> None:
    """Writing and reading are inverse."""
    written = Arn(region, account, account, kind, str(name))
    assert arn.parse(str(written), kind) == written


@given(
    st.lists(
        st.builds(
            CisSessionMessage,
            rule_id=st.sampled_from(["1", "2", "3"]),
            status=st.sampled_from(CisRuleStatus),
            cis_rule_details=st.just(b""),
        )
    )
)
def test_telemetry_sent_again_changes_nothing(messages: list[CisSessionMessage]) -> None:
    """Folding what was folded, or the whole of it a second time, gives the same."""
    once = finding.fold(messages)
    assert finding.fold([*messages, *messages]) == once
    assert finding.fold([*messages, *once.values()]) == once
    counts = finding.count(message.status for message in once.values())
    assert counts.total == len({message.rule_id for message in messages})


@given(st.binary(max_size=1000), st.sampled_from(CisRuleStatus))
def test_any_details_have_a_reason_or_none(details: bytes, status: CisRuleStatus) -> None:
    """No bytes of a host break the reader; what is skipped always says so."""
    reason = finding.status_reason(status, details)
    if status not in (CisRuleStatus.PASSED, CisRuleStatus.FAILED):
        assert reason is not None
        assert reason.startswith(status)
