"""Break a root on purpose, the same way for the same seed: what parity is measured on.

Only for roots that nobody needs: files change modes and owners, lines of configuration come, go and
change, packages are half removed, users appear twice, names and bytes are odd.
"""

import os
import random
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

MODES: Final = (0o600, 0o640, 0o644, 0o666, 0o755, 0o777, 0o4755, 0o2755, 0o1777, 0o000)
OWNERS: Final = (0, 0, 1, 33, 1000, 99999)
SHELLS: Final = ("/bin/bash", "/usr/sbin/nologin", "/bin/false", "")
PLACES: Final = ("etc", "usr/bin", "usr/sbin", "var/log", "boot", "root", "usr/lib/systemd")
LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "etc/ssh/sshd_config": (
        "PermitRootLogin no",
        "PermitRootLogin yes",
        "MaxAuthTries 4",
        "MaxAuthTries 40",
        "  ClientAliveInterval 300",
        "ClientAliveCountMax 0",
        "Banner /etc/issue.net",
        "loglevel VERBOSE",
        "PermitEmptyPasswords no",
        "Match User x",
        "X11Forwarding yes",
        "MaxStartups 10:30:60",
    ),
    "etc/login.defs": (
        "PASS_MAX_DAYS 365",
        "PASS_MAX_DAYS\t99999",
        "PASS_MIN_DAYS 7",
        "UMASK 077",
        "ENCRYPT_METHOD SHA512",
        "#PASS_WARN_AGE 7",
    ),
    "etc/sysctl.d/60-x.conf": (
        "net.ipv4.ip_forward = 0",
        "net.ipv4.ip_forward=1",
        "net.ipv4.conf.all.accept_redirects = 0",
        "kernel.randomize_va_space = 2",
        "fs.suid_dumpable = 0",
        " net.ipv6.conf.all.disable_ipv6 = 1 ",
    ),
    "etc/modprobe.d/x.conf": (
        "install cramfs /bin/true",
        "install cramfs /bin/false",
        "blacklist cramfs",
        "install usb-storage /bin/true",
        "blacklist usb-storage",
        "options ipv6 disable=1",
    ),
    "etc/audit/rules.d/x.rules": (
        "-e 2",
        "-w /etc/passwd -p wa -k identity",
        "-w /etc/shadow -p wa",
        "-a always,exit -F arch=b64 -S adjtimex,settimeofday -k time-change",
        "-a always,exit -F arch=b32 -S adjtimex,settimeofday,stime -k time-change",
        "-a always,exit -F path=/usr/bin/su -F perm=x -F auid>=1000 -F auid!=unset -k privileged",
        "-w /var/log/lastlog -p wa -k logins",
    ),
    "etc/audit/auditd.conf": (
        "max_log_file = 6",
        "max_log_file_action = keep_logs",
        "space_left_action = email",
        "admin_space_left_action = halt",
    ),
    "etc/security/pwquality.conf": ("minlen = 14", "minlen=8", "dcredit = -1", "# ucredit = -1"),
    "etc/pam.d/common-auth": (
        "auth required pam_faillock.so preauth audit silent deny=4 unlock_time=900",
        "auth [default=die] pam_faillock.so authfail deny=4",
        "auth sufficient pam_unix.so nullok",
    ),
    "etc/pam.d/common-password": (
        "password required pam_pwhistory.so remember=5",
        "password requisite pam_pwquality.so retry=3",
        "password [success=1 default=ignore] pam_unix.so obscure sha512 remember=5",
    ),
    "etc/pam.d/su": ("auth required pam_wheel.so use_uid group=sugroup",),
    "etc/sudoers": (
        "Defaults use_pty",
        'Defaults logfile="/var/log/sudo.log"',
        "Defaults !authenticate",
        "%sudo ALL=(ALL) NOPASSWD: ALL",
        "Defaults timestamp_timeout=5",
    ),
    "etc/profile": ("umask 027", "TMOUT=900", "readonly TMOUT ; export TMOUT"),
    "etc/bash.bashrc": ("umask 027", "umask 022"),
    "etc/default/useradd": ("INACTIVE=30", "INACTIVE=-1"),
    "etc/rsyslog.conf": ("$FileCreateMode 0640", "*.* @@loghost.example.com", "module(load=x)"),
    "etc/rsyslog.d/x.conf": ("$ModLoad imtcp", "cron.* /var/log/cron"),
    "etc/fstab": (
        "tmpfs /tmp tmpfs rw,nosuid,nodev,noexec 0 0",
        "/dev/sdb1 /home ext4 nodev 0 2",
        "tmpfs /dev/shm tmpfs defaults,noexec 0 0",
    ),
    "etc/issue": ("Authorized use only", "\\m \\r"),
    "etc/hosts.allow": ("ALL: 10.0.0.0/8",),
    "etc/systemd/coredump.conf": ("[Coredump]", "Storage=none", "ProcessSizeMax=0"),
    "etc/systemd/journald.conf": ("Compress=yes", "Storage=persistent", "ForwardToSyslog=yes"),
    "etc/security/limits.d/x.conf": ("* hard core 0", "* soft core 0"),
    "etc/default/grub": ('GRUB_CMDLINE_LINUX="audit=1 audit_backlog_limit=8192"',),
    "etc/chrony/chrony.conf": ("server 0.pool.ntp.org iburst", "user _chrony"),
    "etc/ntp.conf": ("restrict -4 default kod nomodify notrap nopeer noquery", "server x"),
}
ODD: Final = (b"\xff\xfe bad\n", b"nul\0byte\n", b"carriage\r\n", b"no end", b"\n\n\n")


def apply(root: Path, seed: int, count: int) -> None:
    """Make that many changes."""
    chance = random.Random(seed)  # repeatable, not secret
    for _ in range(count):
        chance.choice(CHANGES)(root, chance)


def add_line(root: Path, chance: random.Random) -> None:
    name = chance.choice(sorted(LINES))
    line = chance.choice(LINES[name]).encode() + chance.choice((b"\n", b"\n", b" \n", b"\t# x\n"))
    path = root / name
    if os.path.lexists(path) and not is_plain(path):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_bytes() if path.exists() else b""
    path.write_bytes(line + old if chance.random() < 0.3 else old + line)


def edit_line(root: Path, chance: random.Random) -> None:
    """Comment, uncomment, double, drop or damage one line of a file."""
    path = root / chance.choice(sorted(LINES))
    if not is_plain(path):
        return
    lines = path.read_bytes().splitlines(keepends=True)
    if not lines:
        return
    at = chance.randrange(len(lines))
    edits = (b"#" + lines[at], lines[at].lstrip(b"#"), lines[at] * 2, b"", lines[at].upper())
    lines[at] = chance.choice(edits)
    path.write_bytes(b"".join(lines))


def add_odd_bytes(root: Path, chance: random.Random) -> None:
    path = root / chance.choice(sorted(LINES))
    if is_plain(path) and chance.random() < 0.3:
        path.write_bytes(path.read_bytes() + chance.choice(ODD))


def is_plain(path: Path) -> bool:
    """Whether to write there: a link leads out of the root, a pipe waits for a reader."""
    return path.is_file() and not path.is_symlink()


def change_mode(root: Path, chance: random.Random) -> None:
    path = some_path(root, chance)
    if path and not path.is_symlink():
        path.chmod(chance.choice(MODES))


def change_owner(root: Path, chance: random.Random) -> None:
    path = some_path(root, chance)
    if path:
        os.chown(path, chance.choice(OWNERS), chance.choice(OWNERS), follow_symlinks=False)


def some_path(root: Path, chance: random.Random) -> Path | None:
    """A file or directory, somewhere below one of PLACES."""
    path = root / chance.choice(PLACES)
    for _ in range(chance.randrange(1, 4)):
        if not path.is_dir() or path.is_symlink():
            break
        names = sorted(os.listdir(path))
        if not names:
            break
        path = path / chance.choice(names)
    return path if os.path.lexists(path) and path != root else None


def add_user(root: Path, chance: random.Random) -> None:
    """Users with odd ids, shells, homes and passwords, sometimes twice."""
    number = chance.choice((0, 0, 1000, 1001, 1002, 5000))
    name = chance.choice(("alice", "bob", "root", "odd-1", "x"))
    home = chance.choice((f"/home/{name}", "/nonexistent", "/home", ""))
    line = f"{name}:{chance.choice('x:!')}:{number}:{number}::{home}:{chance.choice(SHELLS)}\n"
    append(root / "etc/passwd", line)
    secret = chance.choice(("", "*", "!", "$6$salt$hash", "$1$a$b", "$y$j9T$a$b"))
    days = chance.choice(("", "0", "19000", "99999"))
    append(
        root / "etc/shadow", f"{name}:{secret}:{days}:{chance.choice(('', '0', '7'))}:365:7:::\n"
    )
    if home.startswith("/home/"):
        (root / home[1:]).mkdir(parents=True, exist_ok=True)
        (root / home[1:] / ".netrc").touch(chance.choice((0o600, 0o666)))


def add_group(root: Path, chance: random.Random) -> None:
    append(
        root / "etc/group",
        f"{chance.choice(('adm', 'g1', 'sugroup'))}:x:{chance.choice((4, 0, 77))}:\n",
    )


def damage_account(root: Path, chance: random.Random) -> None:
    """Accounts with fields too few or too many, or with numbers that are none."""
    name = chance.choice(("passwd", "passwd", "shadow", "group"))
    path = root / "etc" / name
    line = chance.choice(path.read_text("utf-8", "surrogateescape").split("\n"))
    fields = line.split(":")
    at = chance.randrange(len(fields))
    fields[at] = chance.choice(("", " 1", "+2", "-1", "4294967296", "x\r", "#", "0"))
    damaged = ":".join(fields[: chance.choice((at + 1, 9))]) + chance.choice(("", "", ":", "::"))
    append(path, f"{damaged.lstrip('+-')}\n")


def append(path: Path, line: str) -> None:
    path.write_bytes(path.read_bytes() + line.encode("utf-8", "surrogateescape"))


def change_package(root: Path, chance: random.Random) -> None:
    """Leave a package with its configuration only, or take it out, or change its version."""
    path = root / "var/lib/dpkg/status"
    stanzas = path.read_text(encoding="utf-8").split("\n\n")
    at = chance.randrange(len(stanzas) - 1)
    edits = (
        "",
        stanzas[at].replace("install ok installed", "deinstall ok config-files"),
        stanzas[at].replace("install ok installed", "install ok half-installed"),
    )
    stanzas[at] = chance.choice(edits)
    path.write_text("\n\n".join(s for s in stanzas if s) + "\n\n", encoding="utf-8")


def invent_package(root: Path, chance: random.Random) -> None:
    names = (
        "aide",
        "telnet",
        "ntp",
        "chrony",
        "ufw",
        "nftables",
        "iptables",
        "slapd",
        "avahi-daemon",
    )
    append(
        root / "var/lib/dpkg/status",
        f"Package: {chance.choice(names)}\nStatus: install ok installed\nPriority: optional\n"
        "Maintainer: x\nArchitecture: amd64\nVersion: 1:1.0-1\nDescription: x\n\n",
    )


def add_odd_file(root: Path, chance: random.Random) -> None:
    """Links that lead nowhere, pipes, directories, and names that nobody expects.

    Names that are not UTF-8 are left to the table of cases: oscap gives up every object that looks
    for names by a pattern where there is one.
    """
    names = (b"x.conf", b"\xc3\xa9.conf", b"a b.conf", b"x.rules", b"new\nline.conf", b"-x")
    place = os.fsencode(root / chance.choice(("etc/sysctl.d", "etc/audit/rules.d", "etc", "tmp")))
    os.makedirs(place, exist_ok=True)
    path = os.path.join(place, chance.choice(names))
    if os.path.lexists(path):
        return
    makers: tuple[Callable[[], object], ...] = (
        lambda: os.symlink(b"/nowhere", path),
        lambda: os.symlink(b"/etc/passwd", path),
        lambda: os.mkfifo(path),
        lambda: os.mkdir(path, 0o777),
        lambda: os.mknod(path, stat.S_IFREG | 0o666),
    )
    chance.choice(makers)()


CHANGES: Final[tuple[Callable[[Path, random.Random], None], ...]] = (
    *(add_line,) * 6,
    *(edit_line,) * 3,
    add_odd_bytes,
    *(change_mode,) * 3,
    *(change_owner,) * 2,
    add_user,
    add_group,
    damage_account,
    change_package,
    invent_package,
    add_odd_file,
)

if __name__ == "__main__":
    apply(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
