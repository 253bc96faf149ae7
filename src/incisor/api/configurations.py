"""Scan configurations: create, update, delete, list.

A one-time configuration opens its scan in the unit that creates it, so that the scan is listed as
soon as the creation was answered (session-protocol.md, "read after write").
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection

from incisor.api import arns, paging, targets
from incisor.api.call import Call
from incisor.dispatch import due
from incisor.dispatch.due import Opened
from incisor.domain import schedule, tags
from incisor.domain.arn import Kind
from incisor.store import configurations
from incisor.store.configurations import Configuration
from incisor.wire.errors import Field, ResourceNotFoundException, ValidationException
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
    refuse(
        [
            *schedule.faults(request.schedule),
            *targets.faults(call, request.targets.account_ids),
            *tags.faults(request.tags or {}),
        ]
    )
    configuration = _new(call, request)

    def unit(conn: Connection) -> Opened | None:
        _refuse_if_full(conn, call)
        configurations.add(conn, configuration)
        return _open_if_due(conn, call, configuration)

    _wake(call, await call.context.store.write(unit))
    arn = arns.configuration_arn(call, configuration.configuration_id)
    return CreateCisScanConfigurationResponse(scan_configuration_arn=arn)


async def update(
    call: Call, request: UpdateCisScanConfigurationRequest
) -> UpdateCisScanConfigurationResponse:
    """Change what the request names; scans that are under way stay as they were opened."""
    given = request.targets
    refuse(
        [
            *(schedule.faults(request.schedule) if request.schedule else ()),
            *(targets.faults(call, given.account_ids or ()) if given else ()),
        ]
    )

    def unit(conn: Connection) -> Opened | None:
        found = own(conn, call, request.scan_configuration_arn)
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
        configurations.remove(conn, call.account_id, found.configuration_id, call.now)

    await call.context.store.write(unit)
    return DeleteCisScanConfigurationResponse(scan_configuration_arn=request.scan_configuration_arn)


async def listed(
    call: Call, request: ListCisScanConfigurationsRequest
) -> ListCisScanConfigurationsResponse:
    """The account's configurations, a page of them."""
    after = paging.start(call, request, request.next_token)
    page = await call.context.store.read(
        lambda conn: configurations.page(
            conn,
            call.account_id,
            criteria=request.filter_criteria,
            sort_by=request.sort_by,
            sort_order=request.sort_order,
            after=after,
            limit=request.max_results or PAGE,
            arn_stem=arns.stem(call, Kind.CONFIGURATION),
        )
    )
    return ListCisScanConfigurationsResponse(
        scan_configurations=[_shape(call, each) for each in page.items],
        next_token=paging.token(call, request, page.next),
    )


def refuse(faults: list[Field]) -> None:
    """Raise ValidationException if there is any fault."""
    if faults:
        raise ValidationException.of(faults)


def own(conn: Connection, call: Call, arn: str) -> Configuration:
    """The caller's configuration of that ARN; one of someone else is as unknown as none."""
    configuration_id = arns.own_id(call, arn, Kind.CONFIGURATION)
    found = configuration_id and configurations.get(conn, call.account_id, configuration_id)
    if not found:
        raise ResourceNotFoundException(f"There is no scan configuration {arn}")
    return found


def _new(call: Call, request: CreateCisScanConfigurationRequest) -> Configuration:
    return Configuration(
        account_id=call.account_id,
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


def _refuse_if_full(conn: Connection, call: Call) -> None:
    most = call.context.limits.configurations
    if configurations.count(conn, call.account_id) >= most:
        raise ValidationException(
            f"The account has {most} scan configurations, the most it may have: delete one first"
        )


def _tags(given: Mapping[str, Any]) -> dict[str, list[str]]:
    return {key: list(values) for key, values in given.items()}


def _shape(call: Call, configuration: Configuration) -> CisScanConfiguration:
    return CisScanConfiguration(
        scan_configuration_arn=arns.configuration_arn(call, configuration.configuration_id),
        owner_id=configuration.account_id,
        scan_name=configuration.scan_name,
        security_level=configuration.security_level,
        schedule=configuration.schedule,
        targets=CisTargets(
            account_ids=configuration.account_ids, target_resource_tags=configuration.target_tags
        ),
        tags=configuration.tags or None,
    )
