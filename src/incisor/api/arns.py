"""ARNs in requests and answers. An ARN of another account or region names nothing here.

So nobody learns from an answer what exists elsewhere.
"""

from incisor.api.call import Call
from incisor.domain import arn
from incisor.domain.arn import Arn, ArnError, Kind


def own_id(call: Call, text: str, kind: Kind) -> str | None:
    """The id in an ARN of the caller's account; None if it is no such ARN."""
    try:
        named = arn.parse(text, kind)
    except ArnError:
        return None
    return named.id if str(named) == stem(call, kind) + named.id else None


def stem(call: Call, kind: Kind) -> str:
    """What every ARN of that kind of the caller's account has before the id."""
    return str(Arn(call.context.region, call.account_id, call.account_id, kind, ""))


def scan_arn(call: Call, scan_id: str) -> str:
    """The ARN of a scan of the caller's account."""
    return arn.scan_arn(call.context.region, call.account_id, scan_id)


def configuration_arn(call: Call, configuration_id: str) -> str:
    """The ARN of a scan configuration of the caller's account."""
    return arn.configuration_arn(call.context.region, call.account_id, configuration_id)
