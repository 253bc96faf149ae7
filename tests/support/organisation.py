"""An organisation of accounts on a running service, and a scan of all of them."""

from typing import Any, NamedTuple

from incisor.store import organisations
from incisor.store.organisations import Membership
from support.service import Answer, Caller, Running, Session, result

ORGANISATIONS = (f"o-example{number:05d}" for number in range(99999))


class World(NamedTuple):
    """The administrator of an organisation, a member, an account outside; each with a host."""

    organisation_id: str
    admin: Caller
    member: Caller
    outsider: Caller
    hosts: dict[str, Caller]


def world_of(service: Running) -> World:
    """A new organisation of two accounts, and an account that is in none."""
    organisation_id = next(ORGANISATIONS)
    admin, member, outsider = (service.account() for _ in range(3))
    for account_id in (admin, member):
        join(service, account_id, organisation_id, admin)
    return World(
        organisation_id,
        service.caller(admin),
        service.caller(member),
        service.caller(outsider),
        {each: service.host(each, env="t") for each in (admin, member, outsider)},
    )


def join(service: Running, account_id: str, organisation_id: str, admin: str) -> None:
    membership = Membership(account_id, organisation_id, admin, service.clock())
    assert service.store.write_now(lambda conn: organisations.add(conn, membership))


def create(caller: Caller, *accounts: str, **members: Any) -> Answer:
    request = {
        "scanName": "nightly",
        "securityLevel": "LEVEL_1",
        "schedule": {"oneTime": {}},
        "targets": {"accountIds": list(accounts), "targetResourceTags": {"env": ["t"]}},
    }
    return caller.call("CreateCisScanConfiguration", **request | members)


def created(caller: Caller, *accounts: str) -> str:
    answer = create(caller, *accounts)
    assert answer.status == 200, answer
    return str(answer.body["scanConfigurationArn"])


def scan_everywhere(world: World) -> str:
    """The ARN of a scan of the whole organisation, carried out: one check failed in each."""
    configuration = created(world.admin, "ALL_ACCOUNTS")
    for caller in (world.admin, world.member):
        host = world.hosts[caller.account_id]
        session = Session(host, host.check_in()["scanJobId"])
        assert session.start().status == 200
        session.telemetry([result("1.1"), result("1.2", "FAILED")])
        assert session.stop().status == 200
    [scan] = [
        each
        for each in world.admin.ok("ListCisScans")["scans"]
        if each["scanConfigurationArn"] == configuration
    ]
    return str(scan["scanArn"])
