"""Which role may do what: one table.

A host may carry out its own scan jobs and nothing else; an auditor may read and nothing else; an
administrator may do everything but speak for a host.
"""

from collections.abc import Mapping
from typing import Final

from incisor.store.roles import Role

SESSION: Final = frozenset(
    {"StartCisSession", "SendCisSessionHealth", "SendCisSessionTelemetry", "StopCisSession"}
)
READ: Final = frozenset(
    {
        "GetCisScanReport",
        "GetCisScanResultDetails",
        "ListCisScanConfigurations",
        "ListCisScanResultsAggregatedByChecks",
        "ListCisScanResultsAggregatedByTargetResource",
        "ListCisScans",
        "ListTagsForResource",
    }
)
CHANGE: Final = frozenset(
    {
        "CreateCisScanConfiguration",
        "DeleteCisScanConfiguration",
        "TagResource",
        "UntagResource",
        "UpdateCisScanConfiguration",
    }
)
# What Inspector has no operation for (D10).
CHECK_IN: Final = "CheckIn"

ALLOWED: Final[Mapping[Role, frozenset[str]]] = {
    Role.ADMIN: READ | CHANGE,
    Role.AUDITOR: READ,
    Role.HOST: SESSION | {CHECK_IN},
}


def allows(role: Role, action: str) -> bool:
    """Whether the role may call the operation, by the model's name or the extension's.

    Redeeming an enrolment token is unsigned and asks nobody.
    """
    return action in ALLOWED[role]
