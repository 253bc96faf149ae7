"""incisor.oval.grammars: each file format by cases."""

from collections.abc import Callable, Iterator

import pytest

from incisor.oval import grammars
from incisor.oval.grammars import Assignment

CASES: list[tuple[Callable[[str], Iterator[Assignment]], str, list[tuple[str, str]]]] = [
    (grammars.sshd, "PermitRootLogin no", [("permitrootlogin", "no")]),
    (grammars.sshd, "  PermitRootLogin\tno  ", [("permitrootlogin", "no")]),
    (grammars.sshd, "PermitRootLogin=no", [("permitrootlogin", "no")]),
    (grammars.sshd, "PermitRootLogin = no", [("permitrootlogin", "no")]),
    (grammars.sshd, "Banner none # comment", [("banner", "none")]),
    (grammars.sshd, 'Banner "/etc/my banner"', [("banner", "/etc/my banner")]),
    (grammars.sshd, "Ciphers a,b", [("ciphers", "a,b")]),
    (grammars.sshd, "AllowUsers a  b", [("allowusers", "a b")]),
    (grammars.sshd, "#Banner x\n\n", []),
    (grammars.sysctl, "kernel.x = 1", [("kernel.x", "1")]),
    (grammars.sysctl, "kernel/x=1", [("kernel.x", "1")]),
    (
        grammars.sysctl,
        "net/ipv4/conf/eth0.1/rp_filter=2",
        [("net.ipv4.conf.eth0/1.rp_filter", "2")],
    ),
    (grammars.sysctl, "-kernel.x=1", [("kernel.x", "1")]),
    (grammars.sysctl, "-net.ipv4.conf.all.x", [("net.ipv4.conf.all.x", "")]),
    (grammars.sysctl, "a.b = 4 4\t1", [("a.b", "4 4 1")]),
    (grammars.sysctl, "# c\n; c\na.b\n", []),
    (grammars.words, "PASS_MAX_DAYS\t365", [("PASS_MAX_DAYS", "365")]),
    (grammars.words, "UID_MIN\t\t\t 1000", [("UID_MIN", "1000")]),
    (grammars.words, "UMASK   027", [("UMASK", "027")]),
    (grammars.words, "server a.b iburst", [("server", "a.b iburst")]),
    (grammars.words, "rtcsync", [("rtcsync", "")]),
    (grammars.equations, "minlen = 14", [("minlen", "14")]),
    (grammars.equations, "minlen=14 # comment", [("minlen", "14")]),
    (grammars.equations, "enforce_for_root", [("enforce_for_root", "")]),
    (grammars.shell, 'INACTIVE="30"', [("INACTIVE", "30")]),
    (grammars.shell, "export A='b c' # d", [("A", "b c")]),
    (grammars.shell, "A=b # c", [("A", "b")]),
    (grammars.shell, "A = b\nif true; then", []),
    (grammars.ini, "[Journal]\nStorage=persistent", [("Storage", "persistent")]),
    (grammars.ini, "[A]\nx = a \\\n  b\ny=", [("x", "a  b"), ("y", "")]),
    (grammars.ini, "[A]\n# x=1\n; x=2\n\nx", []),
    (grammars.apt, 'APT::Get::X "true";', [("apt::get::x", "true")]),
    (grammars.apt, 'APT { Get { X "1"; }; Y "2"; };', [("apt::get::x", "1"), ("apt::y", "2")]),
    (grammars.apt, '// A::B "1";\n/* C "2"; */ # D "3";\nE "4";', [("e", "4")]),
    (grammars.directives, "$FileCreateMode 0640", [("filecreatemode", "0640")]),
    (grammars.directives, "*.* /var/log/all", []),
]


@pytest.mark.parametrize(("grammar", "text", "expected"), CASES)
def test_a_file_reads_as_its_manual_page_says(
    grammar: Callable[[str], Iterator[Assignment]], text: str, expected: list[tuple[str, str]]
) -> None:
    """Keys and values, in the order of the lines; all else is passed over."""
    assert [(found.key, found.value) for found in grammar(text)] == expected


@pytest.mark.parametrize(
    ("text", "separator", "expected"),
    [
        ("a = b", "=", [("a", "b")]),
        ("a b c", " ", [("a", "b c")]),
        ("a: 'b'", ":", [("a", "b")]),
        ("# a=b\na", "=", []),
    ],
)
def test_any_separator_can_be_given(
    text: str, separator: str, expected: list[tuple[str, str]]
) -> None:
    """The generic reader takes quotes off and knows comments."""
    assert [(a.key, a.value) for a in grammars.separated(text, separator)] == expected


@pytest.mark.parametrize("blank", ["\r", "\v", "\f", "\x85", "\u2028"])
def test_only_a_line_feed_ends_a_comment(blank: str) -> None:
    """What sshd takes for a comment is no setting here, whatever Python calls a line."""
    for read in (grammars.sshd, grammars.words, grammars.equations, grammars.shell):
        assert list(read(f"# old{blank}UMASK 027 = 1\n")) == []


def test_systemd_ends_lines_at_a_carriage_return_and_at_a_nul_too() -> None:
    """As systemd reads its files; a pair with a line feed is one end."""
    assert [(a.line, a.key) for a in grammars.ini("[A]\r\n#\rx=1\0y=2\n")] == [(3, "x"), (4, "y")]
    assert [a.key for a in grammars.sysctl("# a\ra.b=1\n")] == ["a.b"]
    assert [a.key for a in grammars.ini("# a\u2028x=1\n")] == []


def test_assignments_know_their_line_and_section() -> None:
    """Evidence can name the place; a continued line is where it begins."""
    assert list(grammars.ini("[A]\n\nx=1 \\\n 2\n[B]\nx=3\n")) == [
        Assignment(3, "x", "1  2", "A"),
        Assignment(6, "x", "3", "B"),
    ]
    assert [a.line for a in grammars.apt('A "1";\nB {\n C "2";\n};')] == [1, 3]
