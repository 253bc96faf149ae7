"""incisor.oval.readers: what a program makes of its files, by cases."""

import pytest

from incisor.oval.readers import READERS, effective, keyvalue, lookup
from support.fakehost import FakeHost


def values(source: str, key: str, files: dict[str, object]) -> list[str]:
    """The values that count on a host with these files."""
    host = FakeHost.from_spec({"files": files})
    reader = READERS[source]
    return [s.value for s in lookup(effective(host, reader), reader.folds(key))]


SSHD = "/etc/ssh/sshd_config"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({SSHD: "PermitRootLogin no\nPermitRootLogin yes\n"}, ["no"]),
        ({SSHD: "permitrootlogin No\n"}, ["No"]),
        ({SSHD: "X11Forwarding no\n"}, []),
        ({}, []),
        ({SSHD: "Match User a\nPermitRootLogin yes\n"}, []),
        (
            {
                SSHD: "Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin yes\n",
                "/etc/ssh/sshd_config.d/10.conf": "PermitRootLogin no\n",
            },
            ["no"],
        ),
        (
            {
                SSHD: "PermitRootLogin yes\nInclude sshd_config.d/*.conf\n",
                "/etc/ssh/sshd_config.d/10.conf": "PermitRootLogin no\n",
            },
            ["yes"],
        ),
        (
            {
                SSHD: "Include sshd_config.d/*.conf\nPermitRootLogin yes\n",
                "/etc/ssh/sshd_config.d/10.conf": "Match User a\nPermitRootLogin no\n",
            },
            ["yes"],
        ),
        ({SSHD: "Match User a\nInclude x.conf\n", "/etc/ssh/x.conf": "PermitRootLogin no"}, []),
        ({SSHD: "Include sshd_config\n"}, []),
    ],
)
def test_sshd_takes_the_first_value_includes_in_place_and_no_match_block(
    files: dict[str, object], expected: list[str]
) -> None:
    """sshd_config(5)'s rules; a file that includes itself ends."""
    assert values("sshd", "PermitRootLogin", files) == expected


def test_sshd_keywords_that_accumulate_give_every_value() -> None:
    """AllowUsers on two lines allows both; older names are the same keyword."""
    files: dict[str, object] = {SSHD: "AllowUsers a\nAllowUsers b\nSkeyAuthentication no\n"}
    assert values("sshd", "AllowUsers", files) == ["a", "b"]
    assert values("sshd", "KbdInteractiveAuthentication", files) == ["no"]
    assert values("sshd", "ChallengeResponseAuthentication", files) == ["no"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"/etc/sysctl.conf": "a.b=1\na/b=2\n"}, ["2"]),
        ({"/etc/sysctl.d/10.conf": "a.b=1", "/usr/lib/sysctl.d/20.conf": "a.b=2"}, ["2"]),
        ({"/etc/sysctl.d/20.conf": "a.b=1", "/usr/lib/sysctl.d/20.conf": "a.b=2"}, ["1"]),
        ({"/etc/sysctl.d/90.conf": "a.b=1", "/etc/sysctl.conf": "a.b=2"}, ["2"]),
        ({"/etc/sysctl.d/90.conf": "a.*=1"}, ["1"]),
        ({"/etc/sysctl.d/10.conf": "a.b=2", "/etc/sysctl.d/20.conf": "a.*=1"}, ["2"]),
        ({"/etc/sysctl.d/10.conf": "-a.b", "/etc/sysctl.d/20.conf": "a.*=1"}, []),
        ({"/etc/sysctl.d/10.conf": "# a.b=1"}, []),
    ],
)
def test_sysctl_reads_by_file_name_and_the_last_one_wins(
    files: dict[str, object], expected: list[str]
) -> None:
    """sysctl.d(5): a name comes before a glob, and can be exempt from it."""
    assert values("sysctl", "a.b", files) == expected


JOURNALD = "/etc/systemd/journald.conf"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({JOURNALD: "[Journal]\nStorage=auto\n"}, ["auto"]),
        ({JOURNALD: "[Other]\nStorage=auto\n"}, []),
        (
            {
                JOURNALD: "[Journal]\nStorage=auto\n",
                "/usr/lib/systemd/journald.conf.d/10.conf": "[Journal]\nStorage=volatile\n",
            },
            ["volatile"],
        ),
        (
            {
                JOURNALD: None,
                "/usr/lib/systemd/journald.conf": "[Journal]\nStorage=none\n",
            },
            ["none"],
        ),
        (
            {JOURNALD: "[Journal]\nStorage=auto\nStorage=\n"},
            [],
        ),
    ],
)
def test_systemd_reads_its_main_file_and_then_drop_ins(
    files: dict[str, object], expected: list[str]
) -> None:
    """systemd-system.conf(5): the last one wins, an empty value takes it back."""
    assert values("journald", "Storage", files) == expected


@pytest.mark.parametrize(
    ("source", "key", "files", "expected"),
    [
        ("login.defs", "UMASK", {"/etc/login.defs": "UMASK 022\nUMASK 027\n"}, ["027"]),
        ("useradd", "INACTIVE", {"/etc/default/useradd": "INACTIVE=30\n"}, ["30"]),
        (
            "pwquality",
            "minlen",
            {
                "/etc/security/pwquality.conf.d/50.conf": "minlen = 14\n",
                "/etc/security/pwquality.conf": "minlen = 8\n",
            },
            ["8"],
        ),
        ("faillock", "even_deny_root", {"/etc/security/faillock.conf": "even_deny_root"}, [""]),
        ("auditd", "max_log_file", {"/etc/audit/auditd.conf": "Max_Log_File = 8"}, ["8"]),
        (
            "apt",
            "APT::Get::AllowUnauthenticated",
            {"/etc/apt/apt.conf.d/10x": 'apt::get::allowUnauthenticated "0";'},
            ["0"],
        ),
        ("rsyslog", "FileCreateMode", {"/etc/rsyslog.conf": "$FileCreateMode 0640"}, ["0640"]),
        (
            "chrony",
            "server",
            {
                "/etc/chrony/chrony.conf": "server a iburst\n",
                "/etc/chrony/sources.d/x.sources": "server b\n",
            },
            ["a iburst", "b"],
        ),
    ],
)
def test_each_source_has_its_files_and_its_winner(
    source: str, key: str, files: dict[str, object], expected: list[str]
) -> None:
    """The table of readers, source by source."""
    assert values(source, key, files) == expected


def test_any_file_of_keys_and_values_can_be_read() -> None:
    """The source `keyvalue`: the last assignment counts, and says where it stands."""
    host = FakeHost.from_spec({"files": {"/etc/x": "a: 1\na: 2\n"}})
    (found,) = lookup(effective(host, keyvalue("/etc/x", ":")), "a")
    assert (found.value, found.filepath, found.line) == ("2", "/etc/x", 2)


@pytest.mark.parametrize("source", READERS)
def test_a_host_without_the_files_sets_nothing(source: str) -> None:
    """Defaults of the programs are not invented."""
    reader = READERS[source]
    assert effective(FakeHost(), reader) == {}
