"""ARNs in requests and answers. An ARN of another account or region names nothing here.

So nobody learns from an answer what exists elsewhere. What an organisation owns is named with its
administrator's account and the organisation as owner.
"""

from incisor.api.call import Call
from incisor.domain import arn
from incisor.domain.arn import Arn, ArnError, Kind
from incisor.store.configurations import Configuration
from incisor.store.scans import Scan


def named(call: Call, text: str, kind: Kind) -> Arn | None:
    """An ARN that could be of this service and region; None if it is no such ARN."""
    try:
        found = arn.parse(text, kind)
    except ArnError:
        return None
    here = found.partition == arn.PARTITION and found.region == call.context.region
    return found if here else None


def own_id(call: Call, text: str, kind: Kind) -> str | None:
    """The id in an ARN of the caller's account; None if it is no such ARN."""
    found = named(call, text, kind)
    return found.id if found and str(found) == stem(call, kind) + found.id else None


def canonical(call: Call, text: str, kind: Kind) -> str:
    """The ARN as this service writes it, whatever case it came in; other text as it came."""
    found = named(call, text, kind)
    return text if found is None else str(found)


def stem(call: Call, kind: Kind) -> str:
    """What every ARN of that kind of the caller's account has before the id."""
    return str(Arn(call.context.region, call.account_id, call.account_id, kind, ""))


def organisation_stem(call: Call, kind: Kind) -> str:
    """What every ARN of that kind of the caller's organisation has before the id."""
    by = call.identity
    return str(Arn(call.context.region, by.administrator_id, by.organisation_id, kind, ""))


def of_scan(call: Call, scan: Scan) -> str:
    """The ARN of a scan; one scan of an organisation has one, whichever account reads it."""
    return arn.owned_arn(
        call.context.region, scan.scheduled_by, scan.owner_id, Kind.SCAN, scan.scan_id
    )


def of_scans_configuration(call: Call, scan: Scan) -> str:
    """The ARN of the configuration that a scan was opened for."""
    return arn.owned_arn(
        call.context.region,
        scan.scheduled_by,
        scan.owner_id,
        Kind.CONFIGURATION,
        scan.configuration_id,
    )


def of_configuration(call: Call, configuration: Configuration) -> str:
    """The ARN of a scan configuration of the caller's account, or of its organisation."""
    owner = configuration.account_id
    account_id = call.identity.administrator_id if arn.is_organisation(owner) else owner
    return arn.owned_arn(
        call.context.region, account_id, owner, Kind.CONFIGURATION, configuration.configuration_id
    )
