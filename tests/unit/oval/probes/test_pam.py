"""incisor.oval.probes.pam: stacks in the order in which they are asked."""

from typing import Any

import pytest

from support.content import fields
from support.fakehost import FakeHost


def stack(files: dict[str, Any], service: str = "svc", **asked: Any) -> list[tuple[Any, ...]]:
    placed = {f"/etc/pam.d/{name}": text for name, text in files.items()}
    host = FakeHost.from_spec({"files": placed})
    found = fields(host, "pam", {"service": service, **asked})
    return [(f["type"], f["control"], f["module"], f["arguments"], f["position"]) for f in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "auth required pam_unix.so nullok try_first_pass",
            [("auth", "required", "pam_unix.so", ("nullok", "try_first_pass"), 1)],
        ),
        (
            "auth [success=1 default=ignore] /lib/security/pam_unix.so",
            [("auth", "[success=1 default=ignore]", "pam_unix.so", (), 1)],
        ),
        ("-session optional pam_systemd.so", [("session", "optional", "pam_systemd.so", (), 1)]),
        ("# auth required pam_x.so\n\n", []),
        ("auth required \\\n  pam_x.so a", [("auth", "required", "pam_x.so", ("a",), 1)]),
        ("auth required pam_x.so # why", [("auth", "required", "pam_x.so", (), 1)]),
        (
            "auth required pam_x.so [a b] c",
            [("auth", "required", "pam_x.so", ("a b", "c"), 1)],
        ),
        ("mail required pam_x.so\nauth required", []),
    ],
)
def test_a_line_reads_as_pam_conf_says(text: str, expected: list[tuple[Any, ...]]) -> None:
    """Type, control, module without directory, arguments."""
    assert stack({"svc": text}) == expected


def test_positions_count_the_lines_of_a_type() -> None:
    """So that one module can be asked to come before another."""
    text = "auth required a.so\naccount required b.so\nauth required c.so\n"
    assert [(row[2], row[4]) for row in stack({"svc": text})] == [
        ("a.so", 1),
        ("b.so", 1),
        ("c.so", 2),
    ]


def test_includes_are_taken_in_where_they_stand() -> None:
    """@include takes all types, include and substack those of their own line."""
    files = {
        "svc": "auth required a.so\n@include all\nauth include some\nauth substack some\n",
        "all": "auth required b.so\naccount required c.so\n",
        "some": "auth required d.so\naccount required e.so\n",
    }
    assert [row[2] for row in stack(files)] == ["a.so", "b.so", "c.so", "d.so", "d.so"]


def test_a_circle_of_includes_ends() -> None:
    """At the depth at which PAM gives up."""
    assert stack({"svc": "@include svc\n"}) == []


def test_a_service_may_be_asked_by_pattern_and_by_type() -> None:
    """Every file of pam.d is a service; the vendor's directory comes second."""
    vendor = {
        "/usr/lib/pam.d/svc": "auth required v.so\n",
        "/usr/lib/pam.d/b": "auth required w.so",
    }
    host = FakeHost.from_spec({"files": {**vendor, "/etc/pam.d/svc": "auth required e.so\n"}})
    found = fields(host, "pam", {"service": ("pattern", "^(svc|b)$"), "type": "auth"})
    assert [(f["service"], f["module"]) for f in found] == [("b", "w.so"), ("svc", "e.so")]


def test_an_item_knows_the_file_that_the_line_stands_in() -> None:
    """Also behind an include."""
    (found,) = fields(
        FakeHost.from_spec({"files": {"/etc/pam.d/svc": "@include common-auth\n"}}),
        "pam",
        {"service": "svc", "module": "pam_deny.so"},
    )
    assert (found["filepath"], found["line"]) == ("/etc/pam.d/common-auth", 2)
