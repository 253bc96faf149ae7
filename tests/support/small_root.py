"""A root of a few files that oscap can run in: the program with its libraries, and some
configuration, which is then broken on purpose.

Its programs and libraries are copies of this machine's. Making it and entering it needs root.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import mutations

PROGRAMS = ("/usr/bin/oscap", "/bin/sh")
DATA = ("/usr/share/openscap/schemas", "/usr/share/openscap/cpe", "/usr/share/dpkg")
LINKS = {
    **{name: f"usr/{name}" for name in ("bin", "sbin", "lib", "lib64")},
    "etc/mtab": "../proc/self/mounts",
}
DIRECTORIES = (
    *("dev", "proc", "sys", "tmp", "var/tmp", "var/log", "var/lib/dpkg/updates", "boot", "root"),
    *("usr/bin", "usr/sbin", "usr/lib/systemd/system", "usr/lib64", "etc/apt", "home/ann"),
)
STANZA = "Package: {}\nStatus: install ok installed\nArchitecture: all\nVersion: 1:{}-1\n\n"
FILES: Mapping[str, str] = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/bash\n",
    "etc/shadow": "root:*:19000:0:99999:7:::\nann:$6$a$b:19500:1:365:7:30::\n",
    "etc/group": "root:x:0:\nshadow:x:42:\nann:x:1000:\n",
    "etc/gshadow": "root:*::\nshadow:*::\n",
    "etc/os-release": 'ID=ubuntu\nVERSION_ID="22.04"\nPRETTY_NAME="Ubuntu 22.04"\n',
    "etc/ssh/sshd_config": "Port 22\nPermitRootLogin no\nMaxAuthTries 4\n#UsePAM yes\n",
    "etc/login.defs": "PASS_MAX_DAYS 365\nPASS_MIN_DAYS 1\nUMASK 077\n",
    "etc/pam.d/common-auth": "auth required pam_faillock.so preauth\nauth sufficient pam_unix.so\n",
    "etc/pam.d/common-password": "password requisite pam_pwquality.so retry=3\n",
    "etc/security/pwquality.conf": "minlen = 14\ndcredit = -1\n",
    "etc/audit/auditd.conf": "max_log_file = 8\nspace_left_action = email\n",
    "etc/audit/rules.d/audit.rules": "-D\n-b 8192\n-w /etc/passwd -p wa -k identity\n",
    "etc/fstab": "/dev/sda1 / ext4 errors=remount-ro 0 1\n",
    "etc/profile": "umask 027\n",
    "etc/sudoers": "Defaults use_pty\nroot ALL=(ALL:ALL) ALL\n",
    "etc/rsyslog.conf": "$FileCreateMode 0640\n",
    "var/lib/dpkg/status": "".join(
        STANZA.format(name, version)
        for version, name in enumerate(("sudo", "auditd", "openssh-server", "rsyslog", "cron"))
    ),
}


def make(root: Path, seed: int = 0) -> Path:
    """The root, after all seeds up to this one."""
    for name in DIRECTORIES:
        (root / name).mkdir(parents=True, exist_ok=True)
    for link, target in LINKS.items():
        (root / link).symlink_to(target)
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for each in range(1, seed + 1):
        mutations.apply(root, each, 40)
    add_programs(root)
    return root


def add_programs(root: Path) -> None:
    """What oscap needs, as whole as this machine has it."""
    for source in needed():
        target = root / os.path.realpath(source).lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        alias = root / source.lstrip("/")
        if not alias.exists():
            alias.symlink_to(f"/{target.relative_to(root)}")
    for directory in DATA:
        shutil.copytree(directory, root / directory.lstrip("/"), dirs_exist_ok=True)


def needed() -> Iterator[str]:
    """The programs and every library that they load."""
    for program in PROGRAMS:
        yield program
        listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
        for word in listed.split():
            if word.startswith("/"):
                yield word
