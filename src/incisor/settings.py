"""Every setting of the service: its name, type, default and meaning. Only entry points read it.

A setting is one field of `Settings`. Its variable is `INCISOR_` and its name in upper case; an
option of the command line beats the variable, the variable beats the default. Durations are kept
in seconds, sizes in bytes. The layers below are handed values and never see this module.
"""

import dataclasses
import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import urlsplit

PREFIX: Final = "INCISOR_"

Seconds: TypeAlias = float
Bytes: TypeAlias = int

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
KIB: Final = 1024
MIB: Final = 1024 * KIB

_TIMES: Final = {"d": DAY, "h": HOUR, "m": MINUTE, "s": 1.0, "ms": 0.001, "": 1.0}
_SIZES: Final = {"GiB": 1024 * MIB, "MiB": MIB, "KiB": KIB, "": 1}
_AMOUNT: Final = re.compile(r"(\d{1,12}(?:\.\d{1,6})?) *([A-Za-z]*)")
# Service model, CisScanConfigurationArn: a region of another form could not be named in an ARN.
_REGION: Final = re.compile(r"[a-z]{2}(-gov)?-[a-z]+-[0-9]")
_DATABASES: Final = ("sqlite", "postgresql")


class Fault(NamedTuple):
    """One thing wrong with one setting: its variable, and what to write instead."""

    variable: str
    message: str


class SettingsError(ValueError):
    """Settings that the service cannot start with; `faults` holds every one of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.variable} {fault.message}" for fault in faults))
        self.faults = tuple(faults)


def duration(text: str) -> Seconds:
    """Read `45s`, `15m`, `24h`, `90d` or plain seconds; ValueError says how to write it."""
    amount = _AMOUNT.fullmatch(text.strip())
    if amount is None or amount[2] not in _TIMES:
        raise ValueError("write a number and one of ms, s, m, h, d, for example 15m")
    return float(amount[1]) * _TIMES[amount[2]]


def size(text: str) -> Bytes:
    """Read `512KiB`, `1MiB` or plain bytes; ValueError says how to write it."""
    amount = _AMOUNT.fullmatch(text.strip())
    if amount is None or amount[2] not in _SIZES:
        raise ValueError("write a number and one of KiB, MiB, GiB, for example 1MiB")
    return int(float(amount[1]) * _SIZES[amount[2]])


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("write a whole number") from None


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _region(text: str) -> str:
    if not _REGION.fullmatch(text):
        raise ValueError("write a region as AWS does, for example us-east-1")
    return text


def _database(text: str) -> str:
    if urlsplit(text).scheme.partition("+")[0] not in _DATABASES:
        raise ValueError("write sqlite:////path/to/file or postgresql://user@host/name")
    return text


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ValueError("write https://host, with :port and a path if there are any")
    return text.rstrip("/")


def _about(
    meaning: str,
    read: Callable[[str], object] = str,
    *,
    least: float | None = None,
    most: float | None = None,
    default: str | None = None,
) -> dict[str, object]:
    """What a field says of its setting; `default` is text for a default that is computed."""
    return {"meaning": meaning, "read": read, "least": least, "most": most, "default": default}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one service runs with; times in seconds, sizes in bytes."""

    host: str = field(
        default="127.0.0.1",
        metadata=_about("Address on which the service listens."),
    )
    port: int = field(
        default=8080,
        metadata=_about("Port; 0 takes any free one.", _whole, least=0, most=65535),
    )
    data_dir: Path = field(
        default_factory=lambda: Path("~/.local/share/incisor").expanduser(),
        metadata=_about(
            "Directory of the database and of the service's secret.",
            _path,
            default="~/.local/share/incisor",
        ),
    )
    database: str = field(
        default="",
        metadata=_about(
            "Database URL, SQLite or PostgreSQL.",
            _database,
            default="incisor.db in the data directory",
        ),
    )
    tls_certificate: Path | None = field(
        default=None,
        metadata=_about("Certificate chain (PEM); with it the service speaks HTTPS.", _path),
    )
    tls_key: Path | None = field(
        default=None,
        metadata=_about("Private key of the certificate (PEM).", _path),
    )
    region: str = field(
        default="us-east-1",
        metadata=_about("Region in ARNs, and the one that clients sign for.", _region),
    )
    session_timeout: Seconds = field(
        default=15 * MINUTE,
        metadata=_about("A session times out when no call came for so long.", duration, least=1),
    )
    job_lifetime: Seconds = field(
        default=24 * HOUR,
        metadata=_about("A job times out when no host began it for so long.", duration, least=1),
    )
    late_results: Seconds = field(
        default=24 * HOUR,
        metadata=_about("A timed-out session may return for so long.", duration, least=0),
    )
    lease: Seconds = field(
        default=5 * MINUTE,
        metadata=_about("A host that fetched a job has so long to begin.", duration, least=1),
    )
    results_retention: Seconds = field(
        default=90 * DAY,
        metadata=_about("A scan's results are kept so long after its end.", duration, least=60),
    )
    body_limit: Bytes = field(
        default=MIB,
        metadata=_about("Largest request body.", size, least=4 * KIB),
    )
    tick: Seconds = field(
        default=1.0,
        metadata=_about("Pause between two looks at what is due or silent.", duration, least=0.01),
    )
    check_in_wait: Seconds = field(
        default=MINUTE,
        metadata=_about("Longest wait of a check-in for a job.", duration, least=0, most=600),
    )
    public_url: str = field(
        default="",
        metadata=_about(
            "Where clients reach the service, for links to reports; needed behind a proxy.",
            _public_url,
            default="the host in the request",
        ),
    )
    report_link: Seconds = field(
        default=HOUR,
        metadata=_about("A link to a report works for so long.", duration, least=1, most=7 * DAY),
    )
    max_configurations: int = field(
        default=500,
        metadata=_about("Scan configurations that an account may have.", _whole, least=1),
    )
    agent_rate: int = field(
        default=20_000,
        metadata=_about(
            "Calls a second that the hosts of one account may make of each operation of theirs; "
            "0 is no limit.",
            _whole,
            least=0,
        ),
    )
    read_rate: int = field(
        default=200,
        metadata=_about(
            "Calls a second that one account may make of each operation that reads; 0 is no limit.",
            _whole,
            least=0,
        ),
    )
    change_rate: int = field(
        default=100,
        metadata=_about(
            "Calls a second that one account may make of each operation that changes something; "
            "0 is no limit.",
            _whole,
            least=0,
        ),
    )
    enrolment_rate: int = field(
        default=100,
        metadata=_about(
            "Enrolments a second that one address (IPv6: one /64) may ask for; 0 is no limit. "
            "Behind a reverse proxy all hosts have one address.",
            _whole,
            least=0,
        ),
    )
    unknown_key_rate: int = field(
        default=50,
        metadata=_about(
            "Requests a second that one address (IPv6: one /64) may sign with keys that there are "
            "not, before keys of that address that were not in use a moment ago must wait; 0 is no "
            "limit.",
            _whole,
            least=0,
        ),
    )
    burst: Seconds = field(
        default=5.0,
        metadata=_about(
            "After a rest, so many seconds' worth of calls may come at once.", duration, least=0
        ),
    )

    @property
    def database_url(self) -> str:
        """The database in use: `database`, or SQLite in the data directory."""
        return self.database or f"sqlite:///{self.data_dir / 'incisor.db'}"


def load(environ: Mapping[str, str], **options: object) -> Settings:
    """Settings from variables and options; SettingsError names every fault.

    An option is a value of the setting's type, or text as its variable would hold it; None and
    an empty variable mean that nothing was given.
    """
    faults = list(_misspelt(environ))
    values: dict[str, Any] = {}
    for each in dataclasses.fields(Settings):
        given = _given(each.name, environ, options)
        try:
            values.update({} if given is None else {each.name: _checked(each, given)})
        except ValueError as error:
            faults.append(Fault(variable(each.name), str(error)))
    faults.extend(_half_a_pair(values))
    if faults:
        raise SettingsError(faults)
    return Settings(**values)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def as_markdown() -> str:
    """The reference table of all settings, for the documentation."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for each in dataclasses.fields(Settings):
        meaning = each.metadata["meaning"]
        rows.append(f"| `{variable(each.name)}` | {_default(each)} | {meaning} |")
    return "\n".join(rows) + "\n"


def _default(each: "dataclasses.Field[Any]") -> str:
    written = _WRITERS.get(each.metadata["read"], str)
    return str(each.metadata["default"] or written(each.default) or "none")


def _with_unit(units: Mapping[str, float]) -> Callable[[float], str]:
    """A writer of amounts in the largest unit that divides them."""

    def write(amount: float) -> str:
        unit = next(name for name, each in units.items() if amount % each == 0)
        return f"{amount / units[unit]:g}{unit}"

    return write


# How a default is written; the inverse of the function that reads the setting.
_WRITERS: Final[Mapping[object, Callable[[Any], str]]] = {
    duration: _with_unit(_TIMES),
    size: _with_unit(_SIZES),
    _path: lambda path: str(path or ""),
}


def _given(name: str, environ: Mapping[str, str], options: Mapping[str, object]) -> object:
    option = options.get(name)
    return (environ.get(variable(name)) or None) if option is None else option


def _checked(each: "dataclasses.Field[Any]", given: object) -> object:
    try:
        value = each.metadata["read"](given) if isinstance(given, str) else given
    except ValueError as error:
        raise ValueError(f"cannot be {given!r}: {error}") from None
    least, most = each.metadata["least"], each.metadata["most"]
    if least is not None and value < least:
        raise ValueError(f"cannot be {given!r}: write at least {least:g}")
    if most is not None and value > most:
        raise ValueError(f"cannot be {given!r}: write at most {most:g}")
    return value


def _half_a_pair(values: Mapping[str, object]) -> Iterator[Fault]:
    pair = ("tls_certificate", "tls_key")
    for name, other in (pair, pair[::-1]):
        if name in values and other not in values:
            yield Fault(variable(other), f"is needed too, because {variable(name)} is set")


def _misspelt(environ: Mapping[str, str]) -> Iterator[Fault]:
    """Variables that look like a misspelt setting; others may belong to other commands."""
    known = [variable(each.name) for each in dataclasses.fields(Settings)]
    strangers = [name for name in environ if name.startswith(PREFIX) and name not in known]
    for name in strangers:
        for near in difflib.get_close_matches(name, known, n=1, cutoff=0.85):
            yield Fault(name, f"is not a setting: did you mean {near}?")
