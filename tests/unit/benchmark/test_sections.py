import pytest

from incisor.benchmark import sections
from support.benchmarks import cursor, reported

CHECK = "{id: '1.2', level: 2, title: T, description: D, rationale: R, remediation: M, manual: why}"
HEADING = (
    "{id: a-1, version: 1.0.0, title: T, platform: RHEL_9, profiles: {LEVEL_1: A, LEVEL_2: B}}"
)


def test_a_check_is_read() -> None:
    """Every member arrives in the record; a manual check has a reason and no criteria."""
    place = cursor(CHECK)
    check = sections.check(place)
    assert (check.id, check.level, check.title, check.manual) == ("1.2", 2, "T", "why")
    assert (check.automated, check.applies) == (False, None)
    assert reported(place) == []


def test_a_heading_is_read() -> None:
    """The heading names the benchmark, its version, its platform and the two profiles."""
    place = cursor(HEADING)
    heading = sections.heading(place)
    assert heading == ("a-1", "1.0.0", "T", "RHEL_9", {"LEVEL_1": "A", "LEVEL_2": "B"})
    assert reported(place) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("'1.2'", "1.x", "id: expected a number such as 1.2.3, found '1.x'"),
        ("'1.2'", "1.02", "id: expected a number"),
        ("level: 2", "level: 3", "level: unknown word 3; known are: 1, 2"),
        ("title: T", "title: ''", "title: expected a value, found nothing"),
        ("title: T, ", "", "the key title is missing"),
        (", manual: why", "", "expected either assess or manual"),
        ("manual: why", "manual: why, assess: {test: family}", "expected either assess or manual"),
        ("manual", "manul", "manul: unknown key; did you mean manual?"),
    ],
)
def test_faults_of_a_check_are_told(old: str, new: str, said: str) -> None:
    """Each member has a form, and what breaks it is said."""
    place = cursor(CHECK.replace(old, new))
    sections.check(place)
    assert said in "\n".join(reported(place))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a-1", "A 1", "id: expected lower-case letters"),
        ("1.0.0", "1.0.0-beta", "version: expected at most 8 characters, found 10"),
        ("RHEL_9", "rhel9", "platform: expected a name such as DEBIAN_12"),
        (", LEVEL_2: B", "", "profiles: the key LEVEL_2 is missing"),
        ("{LEVEL_1: A, LEVEL_2: B}", "A", "profiles: expected a map"),
        ("A,", f"{'A' * 129},", "profiles.LEVEL_1: expected at most 128 characters"),
    ],
)
def test_faults_of_a_heading_are_told(old: str, new: str, said: str) -> None:
    """What the session protocol could not carry is refused when the benchmark is read."""
    place = cursor(HEADING.replace(old, new))
    sections.heading(place)
    assert said in "\n".join(reported(place))


def test_chapters_have_numbers() -> None:
    """A chapter's key is a number; another key is a fault, and the rest is still read."""
    place = cursor("{'1': One, '1.10': Ten, one: Uno}")
    assert [(number, title) for number, title, _ in sections.chapters(place)] == [
        ("1", "One"),
        ("1.10", "Ten"),
    ]
    assert reported(place) == ["b.yaml:1:25: one: expected a number such as 1.2, found one"]
