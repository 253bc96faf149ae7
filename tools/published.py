"""Published content: scap-security-guide as Debian packages it, here and in a later suite.

Downloaded with the apt and the mirror that the machine is configured for, and unpacked beside the
system, never into it. The later suite is read with lists and a cache of its own: apt checks the
archive's signature and every package's hash, and the machine's own configuration stays as it is.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

PACKAGES: Final = ("ssg-debian", "ssg-debderived", "ssg-nondebian")
STREAMS: Final = "usr/share/xml/scap/ssg/content"
LATER: Final = "sid"
"""Debian's unstable suite, into which the newest version of a package comes first."""

KEYRING: Final = "/usr/share/keyrings/debian-archive-keyring.gpg"
PLATFORM: Final = re.compile(r"<(?:[\w.-]+:)?platform idref=[^>]*/>")
ITEM: Final = re.compile(r'<(?:[\w.-]+:)?(?:Rule|Group) (?:[^>]* )?id="([^"]+)"')
RELATION: Final = re.compile(r'<(?:[\w.-]+:)?(?:requires|conflicts) idref="([^"]+)"\s*/>')
PROFILE: Final = re.compile(r'<(?:[\w.-]+:)?Profile (?:[^>]* )?id="([^"]+)"')

VERSION: Final = re.compile(r'version [^>]*update="[^"]*"[^>]*>([\d.]+)<')
"""A benchmark's version says where updates are; no other one does."""


class Content(NamedTuple):
    """A profile (its id) of a data stream, or of a tailoring of that."""

    stream: Path
    profile: str
    tailoring: Path | None = None


def release(cache: Path) -> Path:
    """The directory with the data streams of the release that this machine runs."""
    return unpacked(PACKAGES, cache / "ssg-release")


def later(cache: Path) -> Path:
    """The directory with the data streams of the later suite."""
    directory = cache / f"ssg-{LATER}"
    if (directory / STREAMS).is_dir():
        return directory / STREAMS
    private = cache / "apt"
    for name in ("lists/partial", "archives/partial", "state"):
        (private / name).mkdir(parents=True, exist_ok=True)
    ensure_lists()
    sources = private / "later.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {mirror()} {LATER} main\n", encoding="utf-8")
    options = private_options(private, sources)
    apt([*options, "update"], private)
    return unpacked(PACKAGES, directory, options)


def private_options(private: Path, sources: Path) -> list[str]:
    """What keeps apt's lists, cache and state apart from the machine's; proxies and the like stay
    as the machine has them."""
    kept = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Dir::State": private / "state",
        "Dir::State::Lists": private / "lists",
        "Dir::Cache": private / "archives",
    }
    return [part for name, place in kept.items() for part in ("-o", f"{name}={place}")]


def mirror() -> str:
    """The archive from which this machine takes Debian's packages."""
    return choose_mirror(listed())


def listed() -> str:
    """Component and archive of each list of Debian's packages that this machine has."""
    return subprocess.run(
        ["apt-get", "indextargets", "--format", "$(COMPONENT) $(REPO_URI)", "Origin: Debian"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def ensure_lists() -> None:
    """Fetch the machine's lists if it has none, as a fresh container has."""
    if not listed():
        apt(["update"], Path("/"))


def choose_mirror(lists: str) -> str:
    """The first archive with a component `main` that is not the one for security updates."""
    lines = [line.split() for line in lists.splitlines()]
    for component, address in (line for line in lines if len(line) == 2):
        if component == "main" and "security" not in address:
            return address
    sys.exit("no archive of Debian is configured here: name one in /etc/apt/sources.list")


def unpacked(packages: Sequence[str], directory: Path, options: Sequence[str] = ()) -> Path:
    """Download the packages and unpack them there, once; where their data streams then are."""
    if not (directory / STREAMS).is_dir():
        for archive in download(packages, directory.with_name(f"{directory.name}-debs"), options):
            subprocess.run(["dpkg", "-x", str(archive), str(directory)], check=True)
    return directory / STREAMS


def download(packages: Sequence[str], directory: Path, options: Sequence[str] = ()) -> list[Path]:
    """The packages' archives."""
    directory.mkdir(parents=True, exist_ok=True)
    ensure_lists()
    apt([*options, "download", *packages], directory)
    return [next(directory.glob(f"{package}_*.deb")) for package in packages]


def apt(arguments: Sequence[str], directory: Path) -> None:
    """Run apt-get there; say what it said if it fails."""
    done = subprocess.run(
        ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", *arguments],
        cwd=directory,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"apt-get {arguments[-1]} failed: {done.stderr.strip()}")


def version(streams: Path) -> str:
    """The content's version, as its data streams say."""
    stream = next(iter(sorted(streams.glob("ssg-*-ds.xml"))), None)
    if stream is None:
        sys.exit(f"no data streams (ssg-*-ds.xml) in {streams}")
    with stream.open(encoding="utf-8") as file:
        found = VERSION.search(file.read())
    return found[1] if found else "?"


def products(streams: Path) -> list[str]:
    """Products that have CIS profiles."""
    return [
        path.name.removeprefix("ssg-").removesuffix("-ds.xml")
        for path in sorted(streams.glob("ssg-*-ds.xml"))
        if profiles(path)
    ]


def stream_of(streams: Path, product: str) -> Path:
    return streams / f"ssg-{product}-ds.xml"


def profiles(stream: Path, wanted: Sequence[str] = ()) -> list[str]:
    """Profiles whose ids end so, or all CIS profiles."""
    ids = PROFILE.findall(stream.read_text(encoding="utf-8"))
    ends = tuple(wanted)
    return [each for each in ids if (each.endswith(ends) if ends else "_profile_cis" in each)]


def without_platforms(stream: Path, directory: Path) -> Path:
    """A copy in which no item names a platform, or an item that is not there to require it or to
    conflict with it: at those some builds of oscap end with an error."""
    directory.mkdir(parents=True, exist_ok=True)
    copy = directory / stream.name
    if not copy.exists():
        text = PLATFORM.sub("", stream.read_text(encoding="utf-8"))
        items = set(ITEM.findall(text))
        text = RELATION.sub(lambda found: found[0] if found[1] in items else "", text)
        unfinished = copy.with_suffix(f".{os.getpid()}")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.rename(copy)
    return copy
