"""Makes the journey that it reads with aiobotocore, and prints what that made of it, as JSON.

A program for an environment of its own: it may import nothing of the project.
"""

import asyncio
import base64
import contextlib
import json
import re
import sys
from datetime import datetime
from typing import Any

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import ClientError


async def main(journey: dict[str, Any]) -> dict[str, Any]:
    """What the SDK made of every step."""
    told: dict[str, Any] = {}
    async with contextlib.AsyncExitStack() as stack:
        clients = {
            name: await stack.enter_async_context(client(journey, caller))
            for name, caller in journey["callers"].items()
        }
        for step in journey["steps"]:
            told[step["name"]] = await tried(clients[step["caller"]], step, told)
    return told


def client(journey: dict[str, Any], caller: dict[str, Any]) -> Any:
    """A client of the service with that caller's key."""
    return get_session().create_client(
        "inspector2",
        endpoint_url=journey["endpoint"],
        region_name=journey["region"],
        aws_access_key_id=caller["accessKeyId"],
        aws_secret_access_key=caller["secretAccessKey"],
        config=AioConfig(retries={"mode": "standard", "total_max_attempts": caller["attempts"]}),
    )


async def tried(client: Any, step: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """The answer to one step, or its error."""
    try:
        return {"answer": plain(await called(client, step, told))}
    except ClientError as error:
        return {"error": refusal(client, error)}


async def called(client: Any, step: dict[str, Any], told: dict[str, Any]) -> Any:
    """What the SDK gives for one step."""
    method = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", step["operation"]).lower()
    members = resolved(step["members"], told)
    if step["pages"]:
        pages = client.get_paginator(method).paginate(**members, PaginationConfig={"PageSize": 1})
        return [item async for page in pages for item in page.get(step["pages"], [])]
    answer = await getattr(client, method)(**members)
    answer.pop("ResponseMetadata")
    return answer


def refusal(client: Any, error: ClientError) -> dict[str, Any]:
    """An error: its name, whether it is of the SDK's class of that name, and its members."""
    code = error.response["Error"]["Code"]
    kind = getattr(client.exceptions, code, None) if code in dir(client.exceptions) else None
    members = {key: value for key, value in error.response.items() if key[0].islower()}
    return {
        "name": code,
        "classed": kind is not None and isinstance(error, kind),
        "members": plain(members),
    }


def resolved(value: Any, told: dict[str, Any]) -> Any:
    """The members with what earlier steps answered and with blobs in them."""
    if isinstance(value, list):
        return [resolved(each, told) for each in value]
    if not isinstance(value, dict):
        return value
    if "$from" in value:
        step, *path = value["$from"]
        found = told[step]["answer"]
        for name in path:
            found = found[name]
        return found
    if "$bytes" in value:
        return base64.b64decode(value["$bytes"])
    return {name: resolved(each, told) for name, each in value.items()}


def plain(value: Any) -> Any:
    """Times as epoch seconds, blobs as base64."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value


if __name__ == "__main__":
    json.dump(asyncio.run(main(json.load(sys.stdin))), sys.stdout)
