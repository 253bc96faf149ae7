"""Roots to compare on: a minimal Debian, the same hardened by the content's own fixes, and broken.

They are made by debootstrap, which is downloaded and unpacked beside the system, and entered by
chroot in a mount namespace of their own. Needs root and a Debian archive.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import mutations

SUITE: Final = "bookworm"
ARCHIVE: Final = "http://deb.debian.org/debian"
PACKAGES: Final = (
    *("linux-image-cloud-amd64", "auditd", "libpam-pwquality", "openssh-server", "sudo", "rsyslog"),
    *("openscap-scanner", "cron", "iptables", "apparmor", "procps", "systemd-sysv", "iproute2"),
)
MUTATIONS: Final = 60
"""Changes of one seed."""


def minimal(cache: Path) -> Path:
    """A Debian with a kernel, an audit daemon, an SSH server and oscap; made once."""
    root = cache / "minimal"
    if (root / "usr/bin/oscap").exists():
        return root
    if os.geteuid() != 0:
        sys.exit(f"{root} is missing, and only root can make it: run this as root")
    shutil.rmtree(root, ignore_errors=True)
    tool = unpacked("debootstrap", cache)
    subprocess.run(
        [
            *("sh", str(tool / "usr/sbin/debootstrap"), "--variant=minbase"),
            *("--include=" + ",".join(PACKAGES), SUITE, str(root), ARCHIVE),
        ],
        env={**os.environ, "DEBOOTSTRAP_DIR": str(tool / "usr/share/debootstrap")},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return root


def unpacked(package: str, cache: Path) -> Path:
    """A package's files, beside the system."""
    directory = cache / package
    if not directory.exists():
        downloads = cache / "downloads"
        downloads.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", package], cwd=downloads, check=True)
        (archive,) = downloads.glob(f"{package}_*.deb")
        subprocess.run(["dpkg", "-x", str(archive), str(directory)], check=True)
    return directory


def hardened(cache: Path, stream: Path, profile: str) -> Path:
    """A copy of the minimal root on which the content's fix script has run, without a network."""
    root = cache / f"hardened-{stream.stem}-{profile.rpartition('_profile_')[2]}"
    if not root.exists():
        copied(minimal(cache), root)
        fix = root / "root" / "fix.sh"
        with fix.open("wb") as script:
            subprocess.run(
                ["oscap", "xccdf", "generate", "fix", "--profile", profile, str(stream)],
                stdout=script,
                check=True,
            )
        subprocess.run(
            [*("unshare", "--mount", "--net", "sh", "-c"), inside(root, "bash /root/fix.sh")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,  # fixes that need what a minimal root has not fail, as they may
        )
    return root


def broken(cache: Path, seed: int) -> Path:
    """A copy of the minimal root after all seeds up to this one."""
    root = cache / "broken"
    copied(minimal(cache), root)
    for each in range(1, seed + 1):
        mutations.apply(root, each, MUTATIONS)
    return root


def copied(source: Path, target: Path) -> None:
    """A copy with owners, modes, links and times."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def inside(root: Path | str, command: str) -> str:
    """Shell text that runs the command in the root, which then looks like a running system."""
    return f"{mounting(root)} exec chroot '{root}' {command}"


def mounting(root: Path | str) -> str:
    """Shell text that mounts what a running system has, for this namespace only."""
    return (
        f"mount --bind '{root}' '{root}' && mount -t proc -o ro proc '{root}/proc' && "
        f"mount -t sysfs -o ro sysfs '{root}/sys' && "
        f"mount -t tmpfs tmpfs '{root}/dev' && mknod -m 666 '{root}/dev/null' c 1 3 && "
        f"mknod -m 666 '{root}/dev/urandom' c 1 9 && "
    )
