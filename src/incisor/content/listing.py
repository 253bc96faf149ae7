"""What the service keeps of an imported benchmark: all that readers of findings are told, and who
evaluates what. The content itself is for the agents, which fetch it by its digest.

A bundled benchmark has the same attributes; `Known` is what the two have in common.
"""

from collections.abc import Mapping
from typing import Literal, Protocol

import msgspec

Format = Literal["scap", "yaml"]
"""What the content is: an SCAP source data stream, or our own benchmark language."""


class KnownCheck(Protocol):
    """One check, as readers of findings see it."""

    @property
    def id(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def remediation(self) -> str: ...
    @property
    def automated(self) -> bool: ...


class Known(Protocol):
    """A benchmark that the service knows, bundled or imported."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def platforms(self) -> tuple[str, ...]: ...
    @property
    def profiles(self) -> Mapping[str, str]: ...
    @property
    def chapters(self) -> Mapping[str, str]: ...
    @property
    def checks(self) -> Mapping[str, KnownCheck]: ...
    @property
    def sha256(self) -> str: ...


class Check(msgspec.Struct, frozen=True):
    """One recommendation of an imported benchmark. `rules` are the ids of the content's rules."""

    id: str
    level: int
    title: str
    description: str
    remediation: str
    automated: bool
    rules: tuple[str, ...] = ()


class Listing(msgspec.Struct, frozen=True):
    """An imported benchmark.

    `sha256` is the content's digest; `profiles` has the names of the levels for people, by LEVEL_1
    and LEVEL_2, and `profile_ids` those of the content; `file` is what it was called.
    """

    id: str
    version: str
    title: str
    platforms: tuple[str, ...]
    profiles: dict[str, str]
    chapters: dict[str, str]
    checks: dict[str, Check]
    sha256: str
    format: Format
    file: str = ""
    profile_ids: dict[str, str] = {}


def encode(listing: Listing) -> bytes:
    """The listing as it is stored."""
    return msgspec.json.encode(listing)


def decode(stored: bytes) -> Listing:
    """A stored listing; raises msgspec.DecodeError."""
    return msgspec.json.decode(stored, type=Listing)
