"""Inspector's operations that are served: the name in the service model, and the function.

An operation of the model that is not here is answered by `unserved`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from incisor.api import aggregations, configurations, findings, reports, scans, sessions, tags

OPERATIONS: Final[Mapping[str, Callable[[Any, Any], Awaitable[Any]]]] = {
    "CreateCisScanConfiguration": configurations.create,
    "DeleteCisScanConfiguration": configurations.delete,
    "GetCisScanReport": reports.get,
    "GetCisScanResultDetails": findings.details,
    "ListCisScanConfigurations": configurations.listed,
    "ListCisScanResultsAggregatedByChecks": aggregations.by_check,
    "ListCisScanResultsAggregatedByTargetResource": aggregations.by_target,
    "ListCisScans": scans.listed,
    "ListTagsForResource": tags.listed,
    "SendCisSessionHealth": sessions.health,
    "SendCisSessionTelemetry": sessions.telemetry,
    "StartCisSession": sessions.start,
    "StopCisSession": sessions.stop,
    "TagResource": tags.tag,
    "UntagResource": tags.untag,
    "UpdateCisScanConfiguration": configurations.update,
}
