"""Give a Debian root an RPM database and the name of RHEL 9, for content that asks RPM.

Tiny packages are built inside the root with rpmbuild from the files that it has, so that they also
verify; only the database learns of them. Debian's rpm keeps its database in the home directory;
here it is where RHEL has it.
"""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PROGRAMS: Final = ("rpm",)
SPEC: Final = "root/packages.spec"

PACKAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "audit-3.0.7-104.el9": ("/etc/audit/auditd.conf", "/usr/sbin/auditd", "/usr/sbin/auditctl"),
    "audit-libs-3.0.7-104.el9": (),
    "bash-5.1.8-9.el9": ("/usr/bin/bash", "/etc/bash.bashrc"),
    "chrony-4.3-1.el9": (),
    "cronie-1.5.7-11.el9": ("/etc/crontab", "/usr/sbin/cron"),
    "crypto-policies-20240202-1.git283706d.el9": (),
    "dbus-1.12.20-8.el9": (),
    "firewalld-1.3.4-1.el9": (),
    "glibc-2.34-100.el9": ("/etc/ld.so.conf",),
    "grub2-common-2.06-77.el9": (),
    "iptables-1.8.10-2.el9": ("/usr/sbin/xtables-nft-multi",),
    "kernel-core-5.14.0-427.el9": (),
    "libpwquality-1.4.4-8.el9": ("/etc/security/pwquality.conf",),
    "libselinux-3.6-1.el9": (),
    "logrotate-3.18.0-8.el9": (),
    "nftables-1.0.9-1.el9": (),
    "openssh-8.7p1-38.el9": ("/usr/bin/ssh-keygen",),
    "openssh-server-8.7p1-38.el9": ("/etc/ssh/sshd_config", "/usr/sbin/sshd"),
    "openssl-3.0.7-27.el9": (),
    "pam-1.5.1-19.el9": ("/etc/pam.d/other", "/etc/security/limits.conf"),
    "polkit-0.117-11.el9": (),
    "postfix-3.5.9-24.el9": (),
    "redhat-release-9.4-0.5.el9": (),
    "rpcbind-1.2.6-7.el9": (),
    "rsync-3.2.3-19.el9": (),
    "rsyslog-8.2310.0-4.el9": ("/etc/rsyslog.conf", "/usr/sbin/rsyslogd"),
    "setup-2.13.7-10.el9": ("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/profile"),
    "shadow-utils-4.9-8.el9": ("/etc/login.defs", "/usr/bin/passwd", "/usr/bin/chage"),
    "sudo-1.9.5p2-10.el9": ("/usr/bin/sudo", "/etc/sudoers"),
    "systemd-252-32.el9": ("/usr/lib/systemd/systemd", "/etc/systemd/journald.conf"),
    "tar-1.34-6.el9": ("/usr/bin/tar",),
    "telnet-0.17-85.el9": (),
    "vim-enhanced-8.2.2637-20.el9": (),
}
"""Name, version and release, and the files of the root that are the package's."""

CHANGED: Final = ("/etc/crontab", "/etc/rsyslog.conf", "/usr/bin/chage")
"""Files that no longer are as their package had them."""

OS_RELEASE: Final = """\
NAME="Red Hat Enterprise Linux"
VERSION="9.4 (Plow)"
ID="rhel"
ID_LIKE="fedora"
VERSION_ID="9.4"
PLATFORM_ID="platform:el9"
PRETTY_NAME="Red Hat Enterprise Linux 9.4 (Plow)"
CPE_NAME="cpe:/o:redhat:enterprise_linux:9::baseos"
"""

FORGOTTEN: Final = 8
"""Packages that a seed takes out."""

SCRIPT: Final = """\
set -e
cd /root
rpmbuild -bb --quiet --define "_rpmdir $PWD/rpms" --define "_topdir $PWD/build" packages.spec
rpm --initdb
rpm --install --justdb --nodeps --noscripts --ignorearch /root/rpms/*/*.rpm
rm -rf /root/rpms /root/build
"""


def is_made(root: Path) -> bool:
    return (root / "etc/redhat-release").exists()


def prepare(root: Path) -> str:
    """Write what the root needs; gives the command that makes the database inside it."""
    macros = root / "etc/rpm/macros"
    macros.parent.mkdir(exist_ok=True)
    macros.write_text("%_dbpath /var/lib/rpm\n", encoding="utf-8")
    (root / SPEC).write_text(spec(), encoding="utf-8")
    (root / "root/packages.sh").write_text(SCRIPT, encoding="utf-8")
    return "sh /root/packages.sh"


def spec() -> str:
    """One specification from which rpmbuild makes all packages."""
    packages = [stanza(nevr, files) for nevr, files in PACKAGES.items()]
    files = " ".join(path[1:] for files in PACKAGES.values() for path in files)
    return "\n".join(
        (
            "%global debug_package %{nil}\n%global __os_install_post %{nil}",
            "%global _build_id_links none",
            "Name: parity\nVersion: 1\nRelease: 1\nSummary: parity\nLicense: none\nAutoReqProv: no",
            "%description\nparity",
            f"%install\ntar -C / -chf - {files} | tar -C %{{buildroot}} -xpf -",
            *packages,
        )
    )


def stanza(nevr: str, files: tuple[str, ...]) -> str:
    """A package of the specification; files of configuration are marked as RHEL marks them."""
    name, version, release = nevr.rsplit("-", 2)
    listed = "\n".join(f"%config {path}" if path.startswith("/etc") else path for path in files)
    return (
        f"%package -n {name}\nSummary: {name}\nVersion: {version}\nRelease: {release}\n"
        f"AutoReqProv: no\n%description -n {name}\n{name}\n%files -n {name}\n{listed}\n"
    )


def rename(root: Path) -> None:
    """Call the root RHEL, and let some files differ from their packages."""
    release = root / "etc/os-release"
    release.unlink()
    release.write_text(OS_RELEASE, encoding="utf-8")
    for path in CHANGED:
        changed = root / path[1:]
        changed.chmod(0o666)
        if path.startswith("/etc"):
            changed.write_bytes(changed.read_bytes() + b"# changed\n")
    named = "Red Hat Enterprise Linux release 9.4 (Plow)\n"
    (root / "etc/redhat-release").write_text(named, encoding="utf-8")


def forgetting(seed: int) -> str:
    """The command that takes some packages out of the database, the same for the same seed."""
    names = [nevr.rsplit("-", 2)[0] for nevr in PACKAGES]
    gone = random.Random(seed).sample(names, FORGOTTEN)  # repeatable, not secret
    return "rpm --erase --justdb --nodeps --noscripts --allmatches " + " ".join(gone)
