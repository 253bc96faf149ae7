"""Documents of policies: read them, refuse what `incisor.auth.iam` does not evaluate.

As the IAM User Guide has it under "IAM JSON policy elements". Nothing is ignored: a policy that is
obeyed in part only is worse than none.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from incisor.auth import conditions
from incisor.auth.conditions import Condition, Quantifier, like
from incisor.auth.iam import Patterns, Policy, Statement
from incisor.auth.policy import ACTIONS

VERSION: Final = "2012-10-17"
LONGEST: Final = 6144
"""Characters of a document, as IAM bounds a managed policy."""


class PolicyError(ValueError):
    """A document that cannot be obeyed as it stands; `faults` has a sentence for each reason."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


def read(document: str) -> Policy:
    """The policy that a document describes; raises PolicyError with all that stands against it."""
    return Policy(tuple(_statement(each) for each in _listed(_checked(document)["Statement"])))


def _checked(document: str) -> dict[str, Any]:
    if len(document) > LONGEST:
        raise PolicyError([f"The document has more than {LONGEST} characters"])
    try:
        given = json.loads(document, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise PolicyError([f"The document is no JSON that can be obeyed: {error}"]) from None
    if not isinstance(given, dict):
        raise PolicyError(["The document must be an object"])
    if found := list(_faults(given)):
        raise PolicyError(found)
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no member is given twice: of two, one would be ignored."""
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"given twice: {next(n for n in names if names.count(n) > 1)}")
    return made


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    yield from _strangers(given, {"Version", "Id", "Statement"}, "")
    if given.get("Version") != VERSION:
        yield f"Version must be {VERSION!r}"
    statements = _listed(given.get("Statement"))
    if not statements:
        yield "Statement is required"
    for index, statement in enumerate(statements):
        yield from _statement_faults(statement, f"Statement[{index}]")


def _statement_faults(given: Any, path: str) -> Iterator[str]:
    if not isinstance(given, dict):
        yield f"{path} must be an object"
        return
    yield from _strangers(given, {"Sid", "Effect", *_CHECKS, "Condition"}, f"{path}.")
    if given.get("Effect") not in ("Allow", "Deny"):
        yield f"{path}.Effect must be Allow or Deny"
    for name in ("Action", "Resource"):
        if (name in given) == (f"Not{name}" in given):
            yield f"{path} must have one of {name} and Not{name}"
    for name in _CHECKS.keys() & given.keys():
        yield from _pattern_faults(given[name], f"{path}.{name}", _CHECKS[name])
    yield from _condition_faults(given.get("Condition", {}), f"{path}.Condition")


def _strangers(given: Mapping[str, Any], known: set[str], path: str) -> Iterator[str]:
    for name in given.keys() - known:
        yield f"{path}{name} is not evaluated here: take it out"


def _pattern_faults(given: Any, path: str, check: Callable[[str], str | None]) -> Iterator[str]:
    patterns = _listed(given)
    if not patterns or not all(isinstance(each, str) and each for each in patterns):
        yield f"{path} must be a text or a list of texts"
        return
    for each in patterns:
        if fault := _variable(each) or check(each):
            yield f"{path} {each!r} {fault}"


def _action(pattern: str) -> str | None:
    if any(like(action.lower(), pattern.lower()) for action in ACTIONS):
        return None
    return "is none of this service's actions, such as inspector2:ListCisScans"


def _resource(pattern: str) -> str | None:
    if pattern == "*" or pattern.startswith(("arn:", "*:")):
        return None
    return "is neither * nor an ARN"


_CHECKS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "Action": _action,
    "NotAction": _action,
    "Resource": _resource,
    "NotResource": _resource,
}


def _variable(text: str) -> str | None:
    return "has a policy variable, which is not evaluated here" if "${" in text else None


def _condition_faults(given: Any, path: str) -> Iterator[str]:
    blocks = given.items() if isinstance(given, dict) else [("", given)]
    for operator, block in blocks:
        if not isinstance(block, dict):
            yield f"{path} must be an object of objects: operator, key, values"
            return
        for key, values in block.items():
            here = f"{path}.{operator}.{key}"
            yield from _pattern_faults(values, here, lambda _: None)
            if all(isinstance(each, str) for each in _listed(values)):
                found = conditions.faults(_condition(operator, key, values))
                yield from (f"{here} {fault}" for fault in found)


def _statement(given: Mapping[str, Any]) -> Statement:
    return Statement(
        allow=given["Effect"] == "Allow",
        actions=_patterns(given, "Action", str.lower),
        resources=_patterns(given, "Resource", str),
        conditions=tuple(
            _condition(operator, key, values)
            for operator, block in given.get("Condition", {}).items()
            for key, values in block.items()
        ),
    )


def _patterns(given: Mapping[str, Any], name: str, form: Callable[[str], str]) -> Patterns:
    inverted = f"Not{name}" in given
    listed = _listed(given[f"Not{name}" if inverted else name])
    return Patterns(tuple(form(each) for each in listed), inverted)


def _condition(operator: str, key: str, values: Any) -> Condition:
    quantifier, _, plain = operator.rpartition(":")
    known = quantifier in set(Quantifier)
    name = plain if known else operator
    return Condition(
        operator=name.removesuffix(conditions.IF_EXISTS),
        quantifier=Quantifier(quantifier) if known else Quantifier.ONE,
        if_exists=name.endswith(conditions.IF_EXISTS),
        key=key.lower(),
        values=tuple(_listed(values)),
    )


def _listed(given: Any) -> list[Any]:
    """IAM lets a list of one be written without brackets."""
    if given is None:
        return []
    return given if isinstance(given, list) else [given]
