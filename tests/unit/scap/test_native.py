"""incisor.scap.native: each rule of the table has hosts that pass, fail and leave it open."""

from typing import Any

import pytest

from incisor.scap import native, xccdf
from incisor.scap.evaluation import SCRIPT, Evaluation
from incisor.scap.outcome import Result
from incisor.scap.resolve import resolve
from incisor.scap.sce import SYSTEM
from support.fakehost import FakeHost
from support.rules import check, content, rule

BY_SCRIPT = f'<xccdf:check system="{SYSTEM}"/>'
WORLD = "file_permissions_unauthorized_world_writable"
UNOWNED = "no_files_unowned_by_user"
UNGROUPED = "file_permissions_ungroupowned"
HOMES = "accounts_users_own_home_directories"
PRIVILEGED = "audit_rules_privileged_commands"

FILE_SYSTEMS = "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\n\text4\n\tvfat\n"
AUDITD = "/usr/lib/systemd/system/auditd.service"


def watched(path: str, perm: str = " -F perm=x", key: str = "-k privileged") -> str:
    """An audit rule."""
    return f"-a always,exit -F path={path}{perm} -F auid>=1000 -F auid!=unset {key}\n"


def programs(**rules: str) -> dict[str, Any]:
    """A host with one setuid and one setgid program, and rules in files."""
    return {
        "/usr/bin/passwd": None,
        "/usr/bin/su": {"mode": "4755"},
        "/usr/bin/wall": {"mode": "2755"},
        "/tmp/link": {"target": "/usr/bin/su"},
        **{f"/etc/audit/rules.d/{name}.rules": text for name, text in rules.items()},
    }


NO_PROGRAMS = {"/usr/bin/su": None, "/usr/bin/passwd": None}
BOTH = watched("/usr/bin/su") + watched("/usr/bin/wall", "", "-F key=x")

CASES: tuple[tuple[str, dict[str, Any], dict[str, Any], Result], ...] = (
    (WORLD, {}, {}, Result.PASS),
    (WORLD, {"/srv/a": {"mode": "0666"}}, {}, Result.FAIL),
    (WORLD, {"/srv/a": {"mode": "1777", "type": "directory"}}, {}, Result.PASS),
    (WORLD, {"/srv/a": {"target": "/nowhere"}}, {}, Result.PASS),
    (WORLD, {"/run/a": {"mode": "0666"}}, {}, Result.PASS),
    (WORLD, {"/data/a": {"mode": "0666"}}, {"type": "vfat"}, Result.FAIL),
    (WORLD, {"/data/a": {"mode": "0666"}}, {"type": "tmpfs"}, Result.PASS),
    (WORLD, {"/data/a": {"mode": "0666"}}, {"type": "fuse.sshfs"}, Result.FAIL),
    (UNOWNED, {}, {}, Result.PASS),
    (UNOWNED, {"/srv/a": {"user": 4711}}, {}, Result.FAIL),
    (UNOWNED, {"/srv/a": {"user": 4711, "type": "directory"}}, {}, Result.PASS),
    (UNOWNED, {"/etc/nsswitch.conf": "passwd: files sss\n"}, {}, Result.NOT_CHECKED),
    (UNOWNED, {"/etc/nsswitch.conf": "passwd: files systemd\n"}, {}, Result.PASS),
    (UNGROUPED, {"/srv/a": {"group": 4711}}, {}, Result.FAIL),
    (UNGROUPED, {"/sysroot/a": {"group": 4711}}, {}, Result.PASS),
    (UNGROUPED, {"/etc/nsswitch.conf": "group:\tldap\n"}, {}, Result.NOT_CHECKED),
    (PRIVILEGED, NO_PROGRAMS, {}, Result.PASS),
    (PRIVILEGED, programs(), {}, Result.FAIL),
    (PRIVILEGED, programs(a=BOTH), {}, Result.PASS),
    (PRIVILEGED, programs(a=watched("/usr/bin/su"), b=watched("/usr/bin/wall")), {}, Result.PASS),
    (PRIVILEGED, programs(a=BOTH, b=watched("/usr/bin/su")), {}, Result.FAIL),
    (PRIVILEGED, programs() | {"/etc/audit/rules.d/.a.rules": BOTH}, {}, Result.FAIL),
    (PRIVILEGED, programs(a=watched("/usr/bin/su") * 2), {}, Result.FAIL),
    (PRIVILEGED, programs(a=BOTH + watched("/usr/bin/su-more")), {}, Result.FAIL),
    (PRIVILEGED, programs(a=BOTH.replace("-k privileged", "")), {}, Result.FAIL),
    (PRIVILEGED, programs(a="\n\n" + BOTH), {}, Result.PASS),
    (PRIVILEGED, programs(a=BOTH) | {AUDITD: "ExecStartPost=-/sbin/auditctl -R x\n"}, {},
     Result.FAIL),
    (PRIVILEGED, programs() | {AUDITD: "ExecStartPost=-/sbin/auditctl -R x\n",
     "/etc/audit/audit.rules": BOTH}, {}, Result.PASS),
    (PRIVILEGED, NO_PROGRAMS | {"/data/su": {"mode": "4755"}}, {"type": "ext4"}, Result.FAIL),
    (PRIVILEGED, NO_PROGRAMS | {"/data/su": {"mode": "4755"}},
     {"type": "ext4", "options": "rw,nosuid"}, Result.PASS),
)  # fmt: skip


def decided(name: str, host: FakeHost) -> tuple[Result, str]:
    """What a rule of that name, which only a script checks, comes to."""
    made = content(rule(name, BY_SCRIPT))
    (found,) = Evaluation(made, resolve(made.benchmark, ""), host).results()
    return found.result, found.reason


@pytest.mark.parametrize(("name", "files", "mount", "expected"), CASES)
def test_files_decide(
    name: str, files: dict[str, Any], mount: dict[str, Any], expected: Result
) -> None:
    """On the file systems that the scripts look through, and no others."""
    mounts = [{"target": "/data", **mount}] if mount else []
    spec = {"files": {"/proc/filesystems": FILE_SYSTEMS, **files}, "mounts": mounts}
    result, reason = decided(name, FakeHost.from_spec(spec))
    assert result is expected
    assert reason.startswith(SCRIPT if expected is Result.NOT_CHECKED else native.NOTE)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({}, Result.PASS),
        ({"no_home": True}, Result.FAIL),
        ({"no_home": True, "shell": "/usr/sbin/nologin"}, Result.PASS),
        ({"no_home": True, "name": "halted"}, Result.PASS),
        ({"home": "/root", "shell": "/bin/bash"}, Result.FAIL),
        ({"uid": 0}, Result.NOT_CHECKED),
    ],
)
def test_homes_decide(user: dict[str, Any], expected: Result) -> None:
    """Of users with a shell to log in with; users that share an id leave it open."""
    known = {"name": "ann", "uid": 1500, "home": "/home/ann", "shell": "/bin/sh"}
    assert decided(HOMES, FakeHost.from_spec({"users": [known | user]}))[0] is expected


def test_tmp_is_looked_through_if_it_is_a_tmpfs() -> None:
    """Though no other tmpfs is."""
    files = {"/proc/filesystems": FILE_SYSTEMS, "/tmp/a": {"mode": "0666"}}
    mount = {"target": "/tmp", "type": "tmpfs", "source": "tmpfs"}
    assert decided(WORLD, FakeHost.from_spec({"files": files, "mounts": [mount]}))[0] is Result.FAIL


def test_a_rule_that_content_checks_itself_is_not_answered_for_it() -> None:
    """Nor one that nothing checks."""
    made = content(rule(WORLD, BY_SCRIPT + check("yes")), rule(UNOWNED, ""))
    host = FakeHost.from_spec({"files": {"/etc/there": "k=5\n"}})
    first, second = Evaluation(made, resolve(made.benchmark, ""), host).results()
    assert (first.result, first.native) == (Result.PASS, False)
    assert (second.result, second.native) == (Result.NOT_CHECKED, False)


def test_every_name_in_the_table_is_a_definition() -> None:
    """And every doubt has its words."""
    for name in native.TABLE:
        (only,) = content(rule(name, BY_SCRIPT)).benchmark.children
        assert isinstance(only, xccdf.Rule)
        made = native.check(only)
        assert made is not None
        assert {ref.name for ref in made.refs} <= set(native.definitions().definitions)
        assert all(ref.name in native.DOUBTS for ref in made.refs[1:])
