"""Names of configurations, scans and findings as Inspector writes them.

The forms are those of the service model (CisScanConfigurationArn, CisScanArn, CisFindingArn). Ids
are written in lower case; an ARN is read in either.
"""

import hashlib
import re
import uuid
from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

PARTITION: Final = "aws"

# The namespace of finding ids; changing it would rename every finding.
_FINDINGS: Final = uuid.UUID("2f6f1c9e-6c0e-5d0a-9a53-0f3a3c8f6d11")

# RFC 9562, section 4.1: of this digit of a UUID, the upper two bits are 10.
_VARIANT: Final = {f"{digit:x}": f"{8 | digit & 3:x}" for digit in range(16)}

_FORM: Final = re.compile(
    r"arn:(?P<partition>aws(?:-us-gov|-gov|-cn)?):inspector2:(?P<region>[-.a-z0-9]{0,20})"
    r":(?P<account_id>[0-9]{12}):owner/(?P<owner_id>[0-9]{12}|o-[a-z0-9]{10,32})"
    r"/(?P<kind>cis-[a-z]+)"
    r"/(?P<id>[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})"
)


class Kind(StrEnum):
    """What an ARN names, in the ARN's own word."""

    CONFIGURATION = "cis-configuration"
    SCAN = "cis-scan"
    FINDING = "cis-finding"


class ArnError(ValueError):
    """Text that is no ARN of the kind asked for."""


class Arn(NamedTuple):
    """The parts of an ARN; `str()` writes it."""

    region: str
    account_id: str
    owner_id: str
    kind: Kind
    id: str
    partition: str = PARTITION

    def __str__(self) -> str:
        owner = f"{self.account_id}:owner/{self.owner_id}"
        return f"arn:{self.partition}:inspector2:{self.region}:{owner}/{self.kind}/{self.id}"


def is_organisation(owner_id: str) -> bool:
    """Whether an owner is an organisation; every other owner is an account."""
    return owner_id.startswith("o-")


def owned_arn(region: str, account_id: str, owner_id: str, kind: Kind, identifier: str) -> str:
    """The ARN of what an account or an organisation owns; an empty owner is the account."""
    return str(Arn(region, account_id, owner_id or account_id, kind, identifier))


def configuration_arn(region: str, account_id: str, configuration_id: str) -> str:
    """The ARN of a scan configuration that the account owns."""
    return str(Arn(region, account_id, account_id, Kind.CONFIGURATION, configuration_id))


def scan_arn(region: str, account_id: str, scan_id: str) -> str:
    """The ARN of a scan that the account owns."""
    return str(Arn(region, account_id, account_id, Kind.SCAN, scan_id))


def finding_arn(region: str, account_id: str, scan_id: str, resource_id: str, rule_id: str) -> str:
    """The ARN of one rule's result on one target of one scan."""
    finding = finding_id(scan_id, resource_id, rule_id)
    return str(Arn(region, account_id, account_id, Kind.FINDING, finding))


def finding_arn_stem(region: str, account_id: str) -> str:
    """What the ARN of every finding of an account has before the id."""
    return str(Arn(region, account_id, account_id, Kind.FINDING, ""))


def finding_id(scan_id: str, resource_id: str, rule_id: str) -> str:
    """The same UUID each time for the same rule, target and scan, so that none is stored."""
    return str(uuid.uuid5(_FINDINGS, f"{scan_id}\n{resource_id}\n{rule_id}"))


def finding_arns(
    region: str, account_id: str, scan_id: str, resource_id: str
) -> Callable[[str], str]:
    """What gives `finding_arn` for each rule id of one target, several times as fast."""
    stem = str(Arn(region, account_id, account_id, Kind.FINDING, ""))
    named = f"{scan_id}\n{resource_id}\n".encode()
    begun = hashlib.sha1(_FINDINGS.bytes + named, usedforsecurity=False)

    def named_by(rule_id: str) -> str:
        whole = begun.copy()
        whole.update(rule_id.encode())
        it = whole.hexdigest()
        uid = f"{it[:8]}-{it[8:12]}-5{it[13:16]}-{_VARIANT[it[16]]}{it[17:20]}-{it[20:32]}"
        return stem + uid

    return named_by


def parse(text: str, kind: Kind) -> Arn:
    """Read an ARN of one kind; ArnError if it is another kind's, or none at all."""
    match = _FORM.fullmatch(text)
    if match is None or match["kind"] != kind:
        form = Arn("{region}", "{account}", "{owner}", kind, "{uuid}")
        raise ArnError(f"{text!r} is no {kind} ARN; its form is {form}")
    return Arn(
        region=match["region"],
        account_id=match["account_id"],
        owner_id=match["owner_id"],
        kind=kind,
        id=match["id"].lower(),
        partition=match["partition"],
    )
