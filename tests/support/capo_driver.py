"""Makes the journey with `capo-inspector2`, generated from AWS's Smithy model, without botocore.

It spells members in snake case, but those of unions; keys of maps are ours and stay. The model says
which is which.
"""

import base64
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from capo_inspector2 import Credentials, Inspector2Client
from capo_inspector2.errors import ServiceError

from incisor.wire.model import MODEL
from support.journey import Journey, Step, resolved
from support.service import REGION


def told(journey: Journey) -> dict[str, Any]:
    """What the SDK made of every step."""
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        clients = {
            name: stack.enter_context(client(journey, caller))
            for name, caller in journey.callers.items()
        }
        for step in journey.steps:
            found[step.name] = tried(clients[step.caller], step, found)
    return found


def client(journey: Journey, caller: Mapping[str, Any]) -> Inspector2Client:
    """A client of the service with that caller's key."""
    return Inspector2Client(
        endpoint=journey.endpoint,
        region=REGION,
        credentials=Credentials(
            access_key=caller["accessKeyId"], secret_key=caller["secretAccessKey"]
        ),
        retry_max_attempts=caller["attempts"],
    )


def tried(client: Inspector2Client, step: Step, found: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one step, or its error."""
    try:
        return {"answer": called(client, step, found)}
    except ServiceError as error:
        return {"error": refusal(error)}


def called(client: Inspector2Client, step: Step, found: Mapping[str, Any]) -> Any:
    """The answer to one step, in the model's spelling."""
    operation = MODEL.operations[step.operation]
    given = renamed(operation.input.__name__, resolved(step.members, found), snake)
    method = snake(step.operation)
    if step.pages:
        pages = getattr(client, f"iter_{method}")(**given, max_results=1)
        whole = {snake(step.pages): list(pages)}
        return plain(renamed(operation.output.__name__, whole, camel))[step.pages]
    answer = getattr(client, method)(**given)
    return plain(renamed(operation.output.__name__, answer or {}, camel))


def refusal(error: ServiceError) -> dict[str, Any]:
    """An error: its name, whether it is of the SDK's class of that name, and its members."""
    code = str(error.code)
    classed = type(error).__name__ == code
    members = plain(renamed(code, getattr(error, "data", {}), camel)) if classed else {}
    return {"name": code, "classed": classed, "members": members | in_headers(code, error)}


def in_headers(code: str, error: ServiceError) -> dict[str, int]:
    """The members of an error that are in a header: this SDK leaves them in its response."""
    members = MODEL.shapes[code]["members"] if code in MODEL.shapes else {}
    return {
        name: int(error.response.headers[reference["locationName"]])
        for name, reference in members.items()
        if "location" in reference
    }


def renamed(name: str, value: Any, spelling: Callable[[str], str]) -> Any:
    """A value of a shape with the names of all members spelt otherwise."""
    shape = MODEL.shapes[name]
    if shape["type"] == "list":
        return [renamed(shape["member"]["shape"], each, spelling) for each in value]
    if shape["type"] == "map":
        inner = shape["value"]["shape"]
        return {key: renamed(inner, each, spelling) for key, each in value.items()}
    if shape["type"] != "structure":
        return value
    kinds = {key: ref["shape"] for key, ref in shape["members"].items()}
    kinds |= {snake(key): kind for key, kind in kinds.items()}
    spelt = {key: key if shape.get("union") else spelling(key) for key in value}
    return {spelt[key]: renamed(kinds[key], each, spelling) for key, each in value.items()}


def snake(name: str) -> str:
    """`scanArn` as `scan_arn`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def camel(name: str) -> str:
    """`scan_arn` as `scanArn`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def plain(value: Any) -> Any:
    """Times as epoch seconds, blobs as base64."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC).timestamp()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return value
