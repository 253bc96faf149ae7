"""Roots to compare on, by name: this host, and roots that are made.

    host          this machine
    minimal       a Debian with a kernel, an audit daemon, an SSH server and oscap
    hardened      the same after the content's own fixes for this profile
    systemd       the same, running: its systemd is process 1 of a container of its own
    rpm           the same with a database of RPM packages, and the names of RHEL 9
    NAME:SEED     after that many rounds of seeded mutations (broken:7 is minimal:7)
    DIRECTORY     any root that has oscap

They are made by debootstrap, which is downloaded and unpacked beside the system, and entered by
chroot in a mount namespace of their own, or by joining the container. Needs root and a Debian
archive. The oscap that runs there is the root's own: another one goes into its /usr/local, before
the others are copied from it (`make install DESTDIR=~/.cache/incisor-parity/minimal`).
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import mutations
import published
import rpm_root
from published import Content

SUITE: Final = "bookworm"
PACKAGES: Final = (
    *("linux-image-amd64", "auditd", "libpam-pwquality", "openssh-server", "sudo", "rsyslog"),
    *("openscap-scanner", "cron", "iptables", "apparmor", "procps", "systemd-sysv", "iproute2"),
    "dbus",
)
MUTATIONS: Final = 60
"""Changes of one seed."""

BOOT: Final = 90.0
"""Seconds within which a container's systemd has started everything."""

MAKING: Final = threading.Lock()
FIXING: Final = 600
"""Seconds that a fix script may take. Most need half a minute."""

OFFLINE: Final = 'Acquire::Retries "0"; Dir::State::Lists "/root/no-lists";'
"""For apt where fixes run without a network: it knows of no packages that it could fetch, and does
not wait for them."""


class RootError(Exception):
    """This machine cannot make the root; the others may be had."""


@dataclass(frozen=True, slots=True)
class Root:
    """A directory as root of the file system; `leader` is process 1 of a container that runs there,
    as this machine counts processes; `hidden` are directories of this machine that neither side
    sees into."""

    name: str
    path: str
    leader: int = 0
    hidden: tuple[str, ...] = ()

    def entering(self, command: Sequence[str], directory: str) -> list[str]:
        """The command, run inside the root, in that directory."""
        script = f"cd {directory} && exec {quoted(command)}"
        if self.leader:
            return [*self.joining("--mount", "--root"), "sh", "-c", script]
        if self.path == "/":
            return [*self.hiding(), "sh", "-c", f"{covering(self.hidden)}{script}"]
        inner = f"{mounting(self.path)} exec chroot '{self.path}' sh -c \"{script}\""
        return ["unshare", "--mount", "sh", "-c", inner]

    def beside(self, command: Sequence[str]) -> list[str]:
        """The command, run by a program of this machine that enters the root's files by itself."""
        if self.leader:
            return [*self.joining(), *command]
        if self.path == "/":
            return [*self.hiding(), *command]
        return ["unshare", "--mount", "sh", "-c", f"{mounting(self.path)} exec {quoted(command)}"]

    def hiding(self) -> list[str]:
        """What a command begins with so that directories may be covered for it alone."""
        return ["unshare", "--mount"] if self.hidden else []

    def joining(self, *more: str) -> list[str]:
        namespaces = ("--uts", "--ipc", "--net", "--pid")
        return ["nsenter", f"--target={self.leader}", *namespaces, *more, "--"]


def quoted(command: Sequence[str]) -> str:
    return " ".join(f"'{part}'" for part in command)


def covering(directories: Sequence[str]) -> str:
    """Shell text that puts empty file systems over directories."""
    return "".join(f"mount -t tmpfs tmpfs '{each}' && " for each in directories)


def depends_on_content(name: str) -> bool:
    """Whether the root is another one for each profile."""
    return name.partition(":")[0] == "hardened"


@contextmanager
def opened(name: str, content: Content, cache: Path, hidden: Sequence[str] = ()) -> Iterator[Root]:
    """The root of that name; a container runs as long as the block, and what depends on the content
    is there as long. Directories are hidden on this host only, and roots that were made are."""
    kind, _, seed = name.partition(":")
    with scratch(kind, cache) as own:
        path = directory(kind, content, cache, own)
        if seed or kind == "broken":
            path = broken(path, own / name.replace(":", "-"), int(seed or 1))
        if kind == "systemd":
            with running(path, cache) as first:
                yield Root(name, str(path), first)
        else:
            yield Root(name, str(path), hidden=(str(cache), *hidden) if kind == "host" else ())


@contextmanager
def scratch(kind: str, cache: Path) -> Iterator[Path]:
    """Where roots of that kind are made: in the cache, or where they do not stay."""
    if not depends_on_content(kind):
        yield cache
        return
    place = Path(tempfile.mkdtemp(prefix=f"{kind}-", dir=cache))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def directory(kind: str, content: Content, cache: Path, own: Path) -> Path:
    """Where a root is, made if it is one that is made: in the cache, or in a directory of its own
    if it depends on the content."""
    makers: Mapping[str, Callable[[], Path]] = {
        "host": lambda: Path("/"),
        "minimal": lambda: minimal(cache),
        "broken": lambda: minimal(cache),
        "systemd": lambda: copied_once(minimal(cache), cache / "systemd"),
        "hardened": lambda: hardened(minimal(cache), content, own / "hardened"),
        "rpm": lambda: rpm(cache),
    }
    if kind in makers:
        return makers[kind]()
    if not os.path.isdir(kind):
        sys.exit(f"there is no root {kind!r}: name a directory, or one of {', '.join(makers)}")
    return Path(kind).resolve()


def minimal(cache: Path) -> Path:
    """A Debian with a kernel, an audit daemon, an SSH server and oscap; made once."""
    return debian(cache / "minimal", PACKAGES, cache)


def rpm(cache: Path) -> Path:
    """A root whose packages are RPM's; made once."""
    root = debian(cache / "rpm", (*PACKAGES, *rpm_root.PROGRAMS), cache)
    if not rpm_root.is_made(root):
        run_inside(root, rpm_root.prepare(root))
        rpm_root.rename(root)
    return root


def debian(root: Path, packages: Sequence[str], cache: Path) -> Path:
    """A Debian with these packages; made once, whoever asks for it first."""
    with MAKING:
        return root if (root / "usr/bin/oscap").exists() else bootstrapped(root, packages, cache)


def bootstrapped(root: Path, packages: Sequence[str], cache: Path) -> Path:
    """A Debian with these packages, there whole or not at all."""
    if os.geteuid() != 0:
        sys.exit(f"{root} is missing, and only root can make it: run this as root")
    shutil.rmtree(root, ignore_errors=True)
    unfinished = root.with_name(f"{root.name}-unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    tool = unpacked("debootstrap", cache)
    archives = cache / "archives"
    archives.mkdir(exist_ok=True)
    subprocess.run(
        [
            *("sh", str(tool / "usr/sbin/debootstrap"), "--variant=minbase"),
            f"--cache-dir={archives}",
            *("--include=" + ",".join(packages), SUITE, str(unfinished), published.mirror()),
        ],
        env={**os.environ, "DEBOOTSTRAP_DIR": str(tool / "usr/share/debootstrap")},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    unfinished.rename(root)
    return root


def unpacked(package: str, cache: Path) -> Path:
    """A package's files, beside the system."""
    place = cache / package
    if not place.exists():
        (archive,) = published.download([package], cache / "downloads")
        subprocess.run(["dpkg", "-x", str(archive), str(place)], check=True)
    return place


def hardened(source: Path, content: Content, root: Path) -> Path:
    """A copy on which the content's fix script has run, without a network."""
    copied(source, root)
    fix = root / "root" / "fix.sh"
    with fix.open("wb") as script:
        subprocess.run(fixing(content), stdout=script, check=True)
    (root / "root" / "apt.conf").write_text(OFFLINE, encoding="utf-8")
    run = f"env APT_CONFIG=/root/apt.conf timeout {FIXING} bash /root/fix.sh"
    subprocess.run(
        [*("unshare", "--mount", "--net", "sh", "-c"), inside(root, run)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,  # fixes that need what a minimal root has not fail, as they may
    )
    return root


def fixing(content: Content) -> list[str]:
    """The command that prints the content's fix script."""
    command = ["oscap", "xccdf", "generate", "fix", "--profile", content.profile]
    if content.tailoring:
        command += ["--tailoring-file", str(content.tailoring)]
    return [*command, str(content.stream)]


def broken(source: Path, root: Path, seed: int) -> Path:
    """A copy after all seeds up to this one; made once."""
    if not root.exists():
        unfinished = root.with_name(f"{root.name}-unfinished")
        copied(source, unfinished)
        for each in range(1, seed + 1):
            mutations.apply(unfinished, each, MUTATIONS)
        if rpm_root.is_made(unfinished):
            run_inside(unfinished, rpm_root.forgetting(seed))
        unfinished.rename(root)
    return root


def copied_once(source: Path, target: Path) -> Path:
    if not target.exists():
        copied(source, target)
    return target


def copied(source: Path, target: Path) -> None:
    """A copy with owners, modes, links and times."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


@contextmanager
def running(root: Path, cache: Path) -> Iterator[int]:
    """Boot a root's systemd in a container without a network; gives its process 1.

    systemd-nspawn is unpacked beside the system, and has a /run of its own. It needs this machine's
    cgroups and all of root's capabilities; what it says when it cannot is shown.
    """
    tool = unpacked("systemd-container", cache) / "usr/bin/systemd-nspawn"
    log = cache / f"{root.name}.log"
    command = [str(tool), "--quiet", "--boot", "--private-network", "--register=no", "--keep-unit"]
    command += ["--console=pipe", f"--directory={root}", f"--machine=parity{os.getpid()}"]
    script = f"mount -t tmpfs tmpfs /run && exec {quoted(command)}"
    with log.open("wb") as output:
        container = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield leader(container, root, log)
    finally:
        container.send_signal(signal.SIGTERM)
        try:
            container.wait(timeout=BOOT)
        except subprocess.TimeoutExpired:
            container.kill()
            container.wait()


def leader(container: "subprocess.Popen[bytes]", root: Path, log: Path) -> int:
    """Process 1 of the container, once its systemd has started everything, whether all went well
    or not."""
    until = time.monotonic() + BOOT
    children = Path(f"/proc/{container.pid}/task/{container.pid}/children")
    while time.monotonic() < until and container.poll() is None:
        time.sleep(0.5)
        for child in children.read_text().split():
            asked = [*Root("", str(root), int(child)).joining("--mount", "--root"), "systemctl"]
            done = subprocess.run([*asked, "is-system-running"], capture_output=True, check=False)
            if done.stdout.strip() in (b"running", b"degraded"):
                return int(child)
    said = log.read_text(errors="replace")[-2000:]
    raise RootError(f"systemd-nspawn could not boot {root}; it said:\n{said}")


def run_inside(root: Path, command: str) -> None:
    subprocess.run(["unshare", "--mount", "sh", "-c", inside(root, command)], check=True)


def inside(root: Path | str, command: str) -> str:
    """Shell text that runs the command in the root, which then looks like a running system."""
    return f"{mounting(root)} exec chroot '{root}' {command}"


def mounting(root: Path | str) -> str:
    """Shell text that mounts what a running system has, for this namespace only."""
    return (
        f"mount --bind '{root}' '{root}' && mount -t proc -o ro proc '{root}/proc' && "
        f"mount -t sysfs -o ro sysfs '{root}/sys' && "
        f"mount -t tmpfs tmpfs '{root}/dev' && mknod -m 666 '{root}/dev/null' c 1 3 && "
        f"mknod -m 666 '{root}/dev/urandom' c 1 9 && ln -s /proc/self/fd '{root}/dev/fd' && "
    )
