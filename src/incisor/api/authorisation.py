"""Whether a key with policies may do what it asks: the resource, and what is known of the request.

The tables say where an operation's request names its resource and its tags; an operation that is
not in RESOURCES is about no resource of its own, and policies allow it on `*` only.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from incisor.api import arns, targets
from incisor.api.call import Call
from incisor.auth import conditions, policy
from incisor.auth.conditions import Context
from incisor.auth.iam import Decision, Policy
from incisor.domain.arn import Kind
from incisor.store import configurations
from incisor.wire.errors import AccessDeniedException

NEW: Final = "*"
"""The id of a configuration that is about to be created, in the ARN that policies are asked for."""

RESOURCES: Final[Mapping[str, tuple[Kind, Callable[[Any], str]]]] = {
    "DeleteCisScanConfiguration": (Kind.CONFIGURATION, lambda asked: asked.scan_configuration_arn),
    "GetCisScanReport": (Kind.SCAN, lambda asked: asked.scan_arn),
    "GetCisScanResultDetails": (Kind.SCAN, lambda asked: asked.scan_arn),
    "ListCisScanResultsAggregatedByChecks": (Kind.SCAN, lambda asked: asked.scan_arn),
    "ListCisScanResultsAggregatedByTargetResource": (Kind.SCAN, lambda asked: asked.scan_arn),
    "ListTagsForResource": (Kind.CONFIGURATION, lambda asked: asked.resource_arn),
    "TagResource": (Kind.CONFIGURATION, lambda asked: asked.resource_arn),
    "UntagResource": (Kind.CONFIGURATION, lambda asked: asked.resource_arn),
    "UpdateCisScanConfiguration": (Kind.CONFIGURATION, lambda asked: asked.scan_configuration_arn),
    # Ours.
    "CancelCisScan": (Kind.SCAN, lambda asked: asked.scan_arn),
    "CancelCisScanTarget": (Kind.SCAN, lambda asked: asked.scan_arn),
    "GetCisScanDiagnosis": (Kind.SCAN, lambda asked: asked.scan_arn),
    "GetCisScanProgress": (Kind.SCAN, lambda asked: asked.scan_arn),
    "RerunCisScanConfiguration": (Kind.CONFIGURATION, lambda asked: asked.scan_configuration_arn),
}
REQUEST_TAGS: Final[Mapping[str, Callable[[Any], Mapping[str, str]]]] = {
    "CreateCisScanConfiguration": lambda asked: asked.tags or {},
    "TagResource": lambda asked: asked.tags,
}


async def authorise(call: Call, held: Policy, operation: str, request: Any, source_ip: str) -> None:
    """Raise AccessDeniedException unless the key's policies allow the call."""
    resource = _resource(call, operation, request)
    context = _known(operation, request, source_ip)
    if held.asks_for_resource_tags:
        context = {**context, **await _resource_tags(call, operation, request)}
    action = policy.qualified(operation)
    decision = held.decide(action, resource, context)
    if decision is not Decision.ALLOWED:
        raise AccessDeniedException(
            f"{call.identity.access_key_id} may not call {action} on {resource}: "
            f"{decision} of its policies"
        )


def _resource(call: Call, operation: str, request: Any) -> str:
    """The ARN as it is written once and for all, whatever case the request wrote it in."""
    if operation == "CreateCisScanConfiguration":
        own = targets.owner(call, request.targets.account_ids) == call.account_id
        stem = arns.stem if own else arns.organisation_stem
        return stem(call, Kind.CONFIGURATION) + NEW
    if operation not in RESOURCES:
        return "*"
    kind, named = RESOURCES[operation]
    return arns.canonical(call, named(request), kind)


def _known(operation: str, request: Any, source_ip: str) -> Context:
    tags = REQUEST_TAGS[operation](request) if operation in REQUEST_TAGS else {}
    keys = request.tag_keys if operation == "UntagResource" else tags
    tag_keys = {conditions.TAG_KEYS: [*keys]} if keys else {}
    return {conditions.SOURCE_IP: [source_ip], **_as_keys(conditions.REQUEST_TAG, tags), **tag_keys}


async def _resource_tags(call: Call, operation: str, request: Any) -> Context:
    """The tags of the configuration that the request names, if it is the caller's."""
    kind, named = RESOURCES.get(operation, (Kind.SCAN, str))
    found = arns.own_id(call, named(request), kind) if kind is Kind.CONFIGURATION else None
    if found is None:
        return {}
    configuration = await call.context.store.read(
        lambda conn: configurations.get(conn, call.account_id, found)
    )
    return _as_keys(conditions.RESOURCE_TAG, configuration.tags) if configuration else {}


def _as_keys(stem: str, tags: Mapping[str, str]) -> dict[str, list[str]]:
    """Tags as condition keys, which know no case: tags that differ in case only are one key."""
    found: dict[str, list[str]] = {}
    for key, value in tags.items():
        found.setdefault(stem + key.lower(), []).append(value)
    return found
