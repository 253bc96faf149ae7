"""The script check engine's interface: what a script is told, and what its exit status says.

SCE 1.0 as openscap implements it (sce_engine): results are exit codes, and exported Values are
environment variables. Nothing here runs anything; who may, hands the running over.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from incisor.host import Ran
from incisor.scap import xccdf
from incisor.scap.outcome import Result

SYSTEM: Final = "http://open-scap.org/page/SCE"

Run = Callable[[str, Mapping[str, str]], Ran]
"""Runs a script's text with an environment."""

CODES: Final[Mapping[int, tuple[str, Result]]] = {
    101: ("PASS", Result.PASS),
    102: ("FAIL", Result.FAIL),
    103: ("ERROR", Result.ERROR),
    104: ("UNKNOWN", Result.UNKNOWN),
    105: ("NOT_APPLICABLE", Result.NOT_APPLICABLE),
    106: ("NOT_CHECKED", Result.NOT_CHECKED),
    107: ("NOT_SELECTED", Result.NOT_SELECTED),
    108: ("INFORMATIONAL", Result.INFORMATIONAL),
    109: ("FIXED", Result.FIXED),
}
"""Exit statuses, by the name that a script knows them by. All others are errors."""

TYPES: Final = {"number": "NUMBER", "string": "STRING", "boolean": "BOOLEAN"}

OPERATORS: Final = {
    "equals": "EQUALS",
    "not equal": "NOT_EQUAL",
    "greater than": "GREATER",
    "greater than or equal": "GREATER_EQUAL",
    "less than": "LESS",
    "less than or equal": "LESS_EQUAL",
    "pattern match": "PATTERN_MATCH",
}

FIXED: Final[Mapping[str, str]] = {
    "PATH": "/bin:/sbin:/usr/bin:/usr/local/bin:/usr/sbin",
    **{f"XCCDF_RESULT_{name}": str(code) for code, (name, _) in CODES.items()},
}
"""What every script finds in its environment."""

CONTROL: Final = dict.fromkeys(code for code in range(32) if chr(code) not in "\t\n\r")


def environment(
    exports: Iterable[tuple[str, str]],
    declared: Mapping[str, xccdf.Value],
    values: Mapping[str, tuple[str, ...]],
) -> Mapping[str, str]:
    """The environment of a check with those exports: (name, Value id). One value is handed over of
    each Value, as XCCDF gives no more to any but lists."""
    made = dict(FIXED)
    for name, value_id in exports:
        value, (text, *_) = declared.get(value_id), (*values.get(value_id, ()), "")
        if value is not None and "\0" not in name + text and "=" not in name:
            made[f"XCCDF_VALUE_{name}"] = text
            made[f"XCCDF_TYPE_{name}"] = TYPES.get(value.type, "STRING")
            made[f"XCCDF_OPERATOR_{name}"] = OPERATORS.get(value.operator, "EQUALS")
    return made


def result(ran: Ran) -> tuple[Result, str]:
    """What the script's end says of the rule, and why, if that is not the script's own word."""
    if ran.status is None:
        return Result.ERROR, f"the script gave no answer: {ran.reason}"
    if ran.status not in CODES:
        return Result.ERROR, f"the script ended with {ran.status}, which is no result of XCCDF"
    return CODES[ran.status][1], ""


def imports(names: Iterable[str], ran: Ran) -> tuple[tuple[str, str], ...]:
    """What the check imports of the script's outputs, by name, fit for any document."""
    outputs = {"stdout": ran.output, "stderr": ran.errors}
    return tuple((name, outputs[name].translate(CONTROL)) for name in names if name in outputs)
