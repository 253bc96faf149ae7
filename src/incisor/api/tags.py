"""Tags on scan configurations: put, take away, list.

Everything that is no configuration of the caller's is answered alike, whether it exists elsewhere
or nowhere.
"""

from sqlalchemy import Connection

from incisor.api import configurations
from incisor.api.call import Call
from incisor.domain import tags
from incisor.domain.arn import is_organisation
from incisor.store import configurations as table
from incisor.store.configurations import Configuration
from incisor.wire.errors import BadRequestException, ValidationException
from incisor.wire.shapes import (
    ListTagsForResourceRequest,
    ListTagsForResourceResponse,
    TagResourceRequest,
    UntagResourceRequest,
)


async def tag(call: Call, request: TagResourceRequest) -> None:
    """Put these tags on the configuration; those that it has besides stay."""

    def unit(conn: Connection) -> None:
        found = _taggable(conn, call, request.resource_arn)
        tagged = {**found.tags, **request.tags}
        # The model's error for tags that cannot be put; its ValidationException is for the shape.
        if wrong := list(tags.faults(tagged)):
            said = "; ".join(f"{each.name} {each.message}" for each in wrong)
            raise BadRequestException(said)
        table.change(conn, found, tags=tagged)

    await call.context.store.write(unit)


async def untag(call: Call, request: UntagResourceRequest) -> None:
    """Take the tags with these keys away; a key that is not there is no error."""

    def unit(conn: Connection) -> None:
        found = _taggable(conn, call, request.resource_arn)
        kept = {key: found.tags[key] for key in found.tags if key not in request.tag_keys}
        table.change(conn, found, tags=kept)

    await call.context.store.write(unit)


async def listed(call: Call, request: ListTagsForResourceRequest) -> ListTagsForResourceResponse:
    """The configuration's tags."""
    found = await call.context.store.read(
        lambda conn: configurations.own(conn, call, request.resource_arn)
    )
    return ListTagsForResourceResponse(tags=found.tags)


def _taggable(conn: Connection, call: Call, arn: str) -> Configuration:
    """The configuration, unless it is an organisation's, which takes no tags."""
    found = configurations.own(conn, call, arn)
    if is_organisation(found.account_id):
        raise ValidationException(f"{arn} belongs to the organisation: it takes no tags")
    return found
