"""Which role may do what: one table.

A host may carry out its own scan jobs and nothing else; an auditor may read and nothing else; an
administrator may do everything but speak for a host. For keys of role `policy` see
`incisor.auth.iam`.
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
FETCH_CONTENT: Final = "FetchBenchmarkContent"

# Ours, by what they do.
OWN_READ: Final = frozenset({"GetCisScanDiagnosis", "GetCisScanProgress"})
OWN_CHANGE: Final = frozenset({"CancelCisScan", "CancelCisScanTarget", "RerunCisScanConfiguration"})

INSPECTOR: Final = "inspector2:"
OURS: Final = "incisor:"
ACTIONS: Final = frozenset(
    {
        *(INSPECTOR + name for name in SESSION | READ | CHANGE),
        *(OURS + name for name in {CHECK_IN, FETCH_CONTENT} | OWN_READ | OWN_CHANGE),
    }
)
"""Every action, with its prefix, as policies name them."""

ALLOWED: Final[Mapping[Role, frozenset[str]]] = {
    Role.ADMIN: READ | CHANGE | OWN_READ | OWN_CHANGE,
    Role.AUDITOR: READ | OWN_READ,
    Role.HOST: SESSION | {CHECK_IN, FETCH_CONTENT},
    Role.POLICY: frozenset(),
}


def allows(role: Role, action: str) -> bool:
    """Whether the role may call the operation, by the model's name or the extension's.

    Redeeming an enrolment token is unsigned and asks nobody.
    """
    return action in ALLOWED[role]


def qualified(action: str) -> str:
    """The action with its prefix, as policies name it."""
    return (OURS if OURS + action in ACTIONS else INSPECTOR) + action
