"""incisor.oval.probes.textfilecontent54: matches in text."""

from typing import Any

import pytest

from incisor.host import MAX_READ
from incisor.oval.model import Behaviors
from incisor.oval.tables import Flag
from support.content import collected, entity, fields
from support.fakehost import FakeHost

TEXT = "# comment\nMaxAuthTries 4\nLogLevel INFO\nmaxauthtries 6\n"


def found(text: Any, pattern: str, behaviors: Behaviors | None = None, **more: Any) -> list[Any]:
    host = FakeHost.from_spec({"files": {"/srv/x": text}})
    asked = {"filepath": "/srv/x", "pattern": ("pattern", pattern), **more}
    return fields(host, "textfilecontent54", asked, behaviors=behaviors or Behaviors())


def test_each_match_is_an_item_with_its_groups() -> None:
    """Instances count from 1; groups that did not match are left out."""
    items = found(TEXT, r"^(\w+) (\d+|(no))$")
    assert [(i["instance"], i["text"], i["subexpression"]) for i in items] == [
        (1, "MaxAuthTries 4", ("MaxAuthTries", "4")),
        (2, "maxauthtries 6", ("maxauthtries", "6")),
    ]
    assert (items[0]["path"], items[0]["filename"]) == ("/srv", "x")


def test_a_pattern_without_groups_has_no_subexpression() -> None:
    """The entity is not there at all."""
    assert "subexpression" not in found(TEXT, "LogLevel")[0]


@pytest.mark.parametrize(
    ("pattern", "behaviors", "count"),
    [
        ("^LogLevel", Behaviors(), 1),
        ("^LogLevel", Behaviors(multiline=False), 0),
        ("Tries.*Level", Behaviors(), 0),
        ("Tries.*Level", Behaviors(singleline=True), 1),
        ("^maxauthtries", Behaviors(), 1),
        ("^maxauthtries", Behaviors(ignore_case=True), 2),
    ],
)
def test_behaviors_change_what_matches(pattern: str, behaviors: Behaviors, count: int) -> None:
    """multiline is the default, singleline and ignore_case are not."""
    assert len(found(TEXT, pattern, behaviors)) == count


def test_an_instance_can_be_asked_for() -> None:
    """Only the second match."""
    (item,) = found(TEXT, "(?i)^maxauthtries", instance=2)
    assert item["text"] == "maxauthtries"


def test_text_ends_at_the_first_nul() -> None:
    """As oscap reads it."""
    assert found(b"one\0two\n", "two") == []


@pytest.mark.parametrize("path", ["/srv", "/nothing", "/dev/null"])
def test_what_is_no_regular_file_is_passed_over(path: str) -> None:
    """A directory, nothing, a device."""
    asked = {"filepath": path, "pattern": ("pattern", ".")}
    assert collected(
        FakeHost.from_spec({"files": {"/srv/x": ""}}), "textfilecontent54", asked
    ).flag is (Flag.DOES_NOT_EXIST)


def test_a_link_is_read_where_it_leads() -> None:
    """The item bears the name that was asked for."""
    host = FakeHost.from_spec({"files": {"/srv/l": {"target": "/etc/hostname"}}})
    asked = {"filepath": "/srv/l", "pattern": ("pattern", "testhost")}
    assert fields(host, "textfilecontent54", asked)[0]["filepath"] == "/srv/l"


@pytest.mark.parametrize(
    ("content", "root", "flag", "needs_privilege", "reason"),
    [
        (b"\xff\xfe", True, Flag.ERROR, False, "not UTF-8 at byte 0"),
        (b"x" * (MAX_READ + 1), True, Flag.ERROR, False, "larger than"),
        (b"x", False, Flag.INCOMPLETE, True, "cannot be read: /srv/x"),
    ],
)
def test_text_that_cannot_be_read_is_told(
    content: bytes, root: bool, flag: Flag, needs_privilege: bool, reason: str
) -> None:
    """Wrong bytes and huge files are errors, a refusal needs root."""
    files = {"/srv/x": {"content": content, "mode": "0600"}}
    host = FakeHost.from_spec({"files": files, "root": root})
    asked = {"filepath": "/srv/x", "pattern": entity("pattern", ("pattern", "x"))}
    result = collected(host, "textfilecontent54", asked)
    assert (result.flag, result.needs_privilege) == (flag, needs_privilege)
    assert reason in result.reasons[0]
