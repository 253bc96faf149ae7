"""Scan configurations: create, update, delete, list.

A one-time configuration opens its scan in the unit that creates it, so that the scan is listed as
soon as the creation was answered (session-protocol.md, "read after write").
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from incisor.api import arns, paging, targets
from incisor.api.call import Call
from incisor.dispatch import due
from incisor.dispatch.due import Opened
from incisor.domain import schedule, tags
from incisor.domain.arn import Kind, is_organisation
from incisor.store import configurations, organisations
from incisor.store.configurations import Configuration
from incisor.store.page import Page, merged
from incisor.wire.errors import (
    AccessDeniedException,
    Field,
    ResourceNotFoundException,
    ValidationException,
)
from incisor.wire.shapes import (
    CisScanConfiguration,
    CisTargets,
    CreateCisScanConfigurationRequest,
    CreateCisScanConfigurationResponse,
    DeleteCisScanConfigurationRequest,
    DeleteCisScanConfigurationResponse,
    ListCisScanConfigurationsRequest,
    ListCisScanConfigurationsResponse,
    Schedule,
    UpdateCisScanConfigurationRequest,
    UpdateCisScanConfigurationResponse,
)

# The model allows no more on one page.
PAGE: Final = 100


async def create(
    call: Call, request: CreateCisScanConfigurationRequest
) -> CreateCisScanConfigurationResponse:
    """Keep a new configuration; a one-time one is scanned at once."""
    owner_id = targets.owner(call, request.targets.account_ids)
    untaggable = call.identity.administers and owner_id != call.account_id and request.tags
    wrong = [Field(name="tags", message="are not for what belongs to the organisation")]
    refuse(
        [
            *schedule.faults(request.schedule),
            *targets.faults(call, request.targets.account_ids, await _members(call)),
            *tags.faults(request.tags or {}),
            *(wrong if untaggable else ()),
        ]
    )
    configuration = _new(call, request)

    def unit(conn: Connection) -> Opened | None:
        _refuse_if_full(conn, call, configuration.account_id)
        configurations.add(conn, configuration)
        return _open_if_due(conn, call, configuration)

    _wake(call, await call.context.store.write(unit))
    arn = arns.of_configuration(call, configuration)
    return CreateCisScanConfigurationResponse(scan_configuration_arn=arn)


async def update(
    call: Call, request: UpdateCisScanConfigurationRequest
) -> UpdateCisScanConfigurationResponse:
    """Change what the request names; scans that are under way stay as they were opened."""
    accounts = (request.targets and request.targets.account_ids) or ()
    refuse(
        [
            *(schedule.faults(request.schedule) if request.schedule else ()),
            *targets.faults(call, accounts, await _members(call)),
        ]
    )

    def unit(conn: Connection) -> Opened | None:
        found = own(conn, call, request.scan_configuration_arn)
        _refuse_other_owner(call, found, accounts)
        columns = _changes(call, found, request)
        changed = configurations.change(conn, found, **columns) if columns else found
        return _open_if_due(conn, call, changed) if "schedule" in columns else None

    _wake(call, await call.context.store.write(unit))
    return UpdateCisScanConfigurationResponse(scan_configuration_arn=request.scan_configuration_arn)


async def delete(
    call: Call, request: DeleteCisScanConfigurationRequest
) -> DeleteCisScanConfigurationResponse:
    """Delete the configuration; scans that it opened go on, and stay listed."""

    def unit(conn: Connection) -> None:
        found = own(conn, call, request.scan_configuration_arn)
        configurations.remove(conn, found.account_id, found.configuration_id, call.now)

    await call.context.store.write(unit)
    return DeleteCisScanConfigurationResponse(scan_configuration_arn=request.scan_configuration_arn)


async def listed(
    call: Call, request: ListCisScanConfigurationsRequest
) -> ListCisScanConfigurationsResponse:
    """The account's configurations, and to its administrator the organisation's; a page of them."""
    after = paging.start(call, request, request.next_token)
    limit = request.max_results or PAGE

    def page(conn: Connection, owner_id: str, stem: str) -> Page[Configuration]:
        return configurations.page(
            conn,
            owner_id,
            criteria=request.filter_criteria,
            sort_by=request.sort_by,
            sort_order=request.sort_order,
            after=after,
            limit=limit,
            arn_stem=stem,
        )

    def query(conn: Connection) -> tuple[Page[Configuration], list[str]]:
        own = page(conn, call.account_id, arns.stem(call, Kind.CONFIGURATION))
        if not call.identity.administers:
            return own, []
        stem = arns.organisation_stem(call, Kind.CONFIGURATION)
        whole = page(conn, call.identity.organisation_id, stem)
        order = configurations.order(request.sort_by, request.sort_order)
        return merged([own, whole], order, limit), _members_of(conn, call)

    found, members = await call.context.store.read(query)
    return ListCisScanConfigurationsResponse(
        scan_configurations=[_shape(call, each, members) for each in found.items],
        next_token=paging.token(call, request, found.next),
    )


def refuse(faults: list[Field]) -> None:
    """Raise ValidationException if there is any fault."""
    if faults:
        raise ValidationException.of(faults)


def own(conn: Connection, call: Call, arn: str) -> Configuration:
    """The configuration of that ARN, if the caller may change it.

    One of someone else is as unknown as none. One of the caller's organisation is known to the
    accounts that it is for, but only its administrator may change it.
    """
    named = arns.named(call, arn, Kind.CONFIGURATION)
    owners = {call.account_id, call.identity.organisation_id}
    found = (
        configurations.get(conn, named.owner_id, named.id)
        if named and named.owner_id in owners
        else None
    )
    if found is None or arns.of_configuration(call, found) != str(named):
        raise ResourceNotFoundException(f"There is no scan configuration {arn}")
    if is_organisation(found.account_id) and not call.identity.administers:
        if not {targets.ALL, call.account_id} & set(found.account_ids):
            raise ResourceNotFoundException(f"There is no scan configuration {arn}")
        raise AccessDeniedException(
            f"{arn} belongs to the organisation: only account "
            f"{call.identity.administrator_id}, its administrator, may change it"
        )
    return found


def _new(call: Call, request: CreateCisScanConfigurationRequest) -> Configuration:
    return Configuration(
        account_id=targets.owner(call, request.targets.account_ids),
        configuration_id=str(uuid.uuid4()),
        scan_name=request.scan_name,
        security_level=request.security_level,
        schedule=request.schedule,
        account_ids=targets.accounts(call, request.targets.account_ids),
        target_tags=_tags(request.targets.target_resource_tags),
        tags=dict(request.tags or {}),
        created_at=call.now,
        next_due_at=_first_due(call, request.schedule),
    )


def _changes(
    call: Call, found: Configuration, request: UpdateCisScanConfigurationRequest
) -> dict[str, Any]:
    """The columns that the request changes. The same schedule again is no new occurrence."""
    accounts = request.targets and request.targets.account_ids
    wanted = request.targets and request.targets.target_resource_tags
    columns: dict[str, Any] = {
        "scan_name": request.scan_name,
        "security_level": request.security_level,
        "account_ids": accounts and targets.accounts(call, accounts),
        "target_tags": wanted and _tags(wanted),
    }
    changed = {name: value for name, value in columns.items() if value is not None}
    if request.schedule is not None and request.schedule != found.schedule:
        changed["schedule"] = request.schedule
        changed["next_due_at"] = _first_due(call, request.schedule)
    return changed


def _first_due(call: Call, given: Schedule) -> float | None:
    return call.now if given.one_time is not None else due.next_due(given, call.now)


def _open_if_due(conn: Connection, call: Call, configuration: Configuration) -> Opened | None:
    """Open the scan of a one-time configuration, which is due now and never again."""
    if configuration.schedule.one_time is None or not configurations.claim(
        conn, configuration, None
    ):
        return None
    lifetime = call.context.timings.job_lifetime
    return due.open_scan(conn, configuration, call.now, call.now, lifetime)


def _wake(call: Call, opened: Opened | None) -> None:
    """Hand the scan's jobs to the hosts whose check-in waits."""
    if opened is not None:
        call.context.waiting.wake(call.account_id, opened.resource_ids)


def _refuse_if_full(conn: Connection, call: Call, owner_id: str) -> None:
    most = call.context.limits.configurations
    if configurations.count(conn, owner_id) >= most:
        raise ValidationException(
            f"The account has {most} scan configurations, the most it may have: delete one first"
        )


def _refuse_other_owner(call: Call, found: Configuration, accounts: Sequence[str]) -> None:
    """A configuration stays its account's or its organisation's, which its ARN says for good."""
    if not accounts or targets.owner(call, accounts) == found.account_id:
        return
    mine = found.account_id == call.account_id
    message = targets.OF_ITS_OWN if mine else targets.OF_ALL
    refuse([Field(name="targets.accountIds", message=f"cannot be changed so: it {message}")])


async def _members(call: Call) -> list[str]:
    return await call.context.store.read(lambda conn: _members_of(conn, call))


def _members_of(conn: Connection, call: Call) -> list[str]:
    """The accounts that the caller administers; none if it does not."""
    if not call.identity.administers:
        return []
    found = organisations.members(conn, call.identity.organisation_id)
    return [each.account_id for each in found]


def _tags(given: Mapping[str, Any]) -> dict[str, list[str]]:
    return {key: list(values) for key, values in given.items()}


def _shape(
    call: Call, configuration: Configuration, members: Sequence[str]
) -> CisScanConfiguration:
    everyone = targets.ALL in configuration.account_ids
    return CisScanConfiguration(
        scan_configuration_arn=arns.of_configuration(call, configuration),
        owner_id=configuration.account_id,
        scan_name=configuration.scan_name,
        security_level=configuration.security_level,
        schedule=configuration.schedule,
        targets=CisTargets(
            account_ids=members if everyone else configuration.account_ids,
            target_resource_tags=configuration.target_tags,
        ),
        tags=configuration.tags or None,
    )
