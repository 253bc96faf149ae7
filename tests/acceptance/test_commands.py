"""The installed commands of the service's side, as an operator and as a script use them."""

import json
import os
import shutil
import socket
import sqlite3
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import urllib3

from support.process import INCISOR, incisor, printed, serving
from support.service import FACTS, Caller, Session, result, tagged_scan

ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one account, made once."""
    data_dir = tmp_path_factory.mktemp("made") / "data"
    printed("accounts", "create", "--data-dir", str(data_dir), "--account-id", ACCOUNT)
    return data_dir


@pytest.fixture
def at(made: Path, tmp_path: Path) -> tuple[str, ...]:
    """Where a database with one account is, as options."""
    return "--data-dir", str(shutil.copytree(made, tmp_path / "data"))


def refused(*arguments: str, **environ: str) -> str:
    """What a command says that cannot do what it was asked: status 2, a sentence, a next step."""
    finished = incisor(*arguments, **environ)
    assert finished.returncode == 2, finished
    assert finished.stdout == ""
    assert "Traceback" not in finished.stderr
    assert len(finished.stderr.strip().splitlines()) <= 3
    return finished.stderr


def test_an_account_is_created_in_the_form_that_scripts_know(tmp_path: Path) -> None:
    """`accounts create --json` prints accountId; without a number it takes a random one."""
    at = ("--data-dir", str(tmp_path / "new" / "data"))
    assert printed("accounts", "create", *at, "--account-id", ACCOUNT) == {"accountId": ACCOUNT}
    other = printed("accounts", "create", *at)["accountId"]
    assert len(other) == 12
    assert {each["accountId"] for each in printed("accounts", "list", *at)} == {ACCOUNT, other}


def test_what_commands_make_is_for_their_user_only(tmp_path: Path) -> None:
    """The data directory is 0700, what is in it 0600."""
    data = tmp_path / "data"
    printed("accounts", "create", "--data-dir", str(data))
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in data.iterdir()}
    assert set(modes.values()) == {0o600}, modes


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_a_key_is_created_in_the_form_that_scripts_know(at: tuple[str, ...], role: str) -> None:
    """`keys create --json` prints key, secret, account and role; `list` never shows the secret."""
    made = printed("keys", "create", *at, "--account-id", ACCOUNT, "--role", role)
    assert list(made) == ["accessKeyId", "secretAccessKey", "accountId", "role"]
    assert (made["accountId"], made["role"]) == (ACCOUNT, role)
    [listed] = printed("keys", "list", *at)
    assert listed["accessKeyId"] == made["accessKeyId"]
    assert made["secretAccessKey"] not in incisor("keys", "list", *at, "--json").stdout


def test_a_key_is_printed_so_that_a_shell_takes_it(at: tuple[str, ...]) -> None:
    """Without --json the output is two exports."""
    lines = incisor("keys", "create", *at).stdout.splitlines()
    assert lines[0].startswith("export AWS_ACCESS_KEY_ID=")
    assert lines[1].startswith("export AWS_SECRET_ACCESS_KEY=")


def test_a_key_is_revoked_once(at: tuple[str, ...]) -> None:
    """The list says when; a second time there is no such key in use."""
    made = printed("keys", "create", *at)["accessKeyId"]
    assert printed("keys", "revoke", *at, made) == {"accessKeyId": made, "revoked": True}
    assert printed("keys", "list", *at)[0]["revokedAt"]
    assert "no key" in refused("keys", "revoke", *at, made)


def test_an_enrolment_token_is_created_in_the_form_that_scripts_know(at: tuple[str, ...]) -> None:
    """`enrolment create --json` prints token, expiry and uses; the text says what to do with it."""
    options = ("--uses", "3", "--expires-in", "7d", "--tag", "env=prod", "--tag", "os=linux")
    made = printed("enrolment", "create", *at, "--account-id", ACCOUNT, *options)
    assert list(made) == ["enrolmentToken", "expiresAt", "uses"]
    assert made["uses"] == 3
    assert "incisor enrol --endpoint" in incisor("enrolment", "create", *at).stdout


BAD: list[tuple[tuple[str, ...], str]] = [
    (("accounts", "create", "--account-id", "12"), "twelve digits"),
    (("accounts", "create", "--account-id", ACCOUNT), "already"),
    (("keys", "create", "--account-id", "999999999999"), "no account 999999999999"),
    (("enrolment", "create", "--expires-in", "soon"), "--expires-in"),
    (("enrolment", "create", "--expires-in", "0s"), "--expires-in"),
    (("enrolment", "create", "--expires-in", "1000d"), "--expires-in"),
    (("enrolment", "create", "--tag", "env"), "key=value"),
    (("enrolment", "create", "--tag", "=x"), "key=value"),
    (("hosts", "show", "i-0123456789abcdef0"), "no host"),
    (("hosts", "tag", "i-0123456789abcdef0", "a=b"), "no host"),
    (("scans", "show", "0f6c2a6e-8f2f-4f0e-9a55-1d1f5f0f7f10"), "no scan"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD)
def test_bad_input_gets_one_sentence_and_the_next_step(
    at: tuple[str, ...], arguments: tuple[str, ...], words: str
) -> None:
    """Exit status 2, nothing on standard output, no traceback."""
    assert words in refused(*arguments[:2], *at, *arguments[2:])


def test_a_directory_without_a_database_is_not_made_into_one(tmp_path: Path) -> None:
    """A mistyped --data-dir changes nothing."""
    wrong = tmp_path / "wrong"
    assert "no database" in refused("keys", "create", "--data-dir", str(wrong))
    assert not wrong.exists()


def test_with_several_accounts_one_must_be_named(at: tuple[str, ...]) -> None:
    """A command does not guess."""
    printed("accounts", "create", *at, "--account-id", "210987654321")
    assert "--account-id" in refused("keys", "list", *at)


def test_a_wrong_setting_is_named(at: tuple[str, ...]) -> None:
    """Settings come from the environment too; a fault names its variable."""
    assert "INCISOR_PORT" in refused("serve", *at, INCISOR_PORT="many")
    assert "INCISOR_TICK" in refused("keys", "list", *at, INCISOR_TICK="x")


def test_commands_work_while_the_service_runs(at: tuple[str, ...], tmp_path: Path) -> None:
    """Create, list and tag beside a running service; it sees what they did."""
    with serving(tmp_path / "data") as served:
        printed("keys", "create", *at)
        token = printed("enrolment", "create", *at, "--tag", "env=test")["enrolmentToken"]
        host = enrolled(served.endpoint, token)
        named = host["resourceId"]
        assert printed("hosts", "list", *at)[0]["tags"] == {"env": "test"}
        tagged = printed("hosts", "tag", *at, named, "env=prod", "zone=a", "--remove", "nothing")
        assert tagged["tags"] == {"env": "prod", "zone": "a"}
        assert printed("hosts", "tag", *at, named, "--remove", "zone")["tags"] == {"env": "prod"}
        assert printed("hosts", "show", *at, named)["resourceId"] == named
        assert "web-1" in incisor("hosts", "show", *at, named).stdout
        assert printed("keys", "list", *at)[1]["resourceId"] == named


def enrolled(endpoint: str, token: str) -> Any:
    """What a host gets for the token."""
    with urllib3.PoolManager() as pool:
        url = f"{endpoint}/incisor/v1/enrolments:redeem"
        answer = pool.request("POST", url, json={"enrolmentToken": token, **FACTS})
    assert answer.status == 200, answer.data
    return answer.json()


def test_a_scan_that_nothing_ran_for_says_why(at: tuple[str, ...], tmp_path: Path) -> None:
    """`scans show` names the tags that no host has, and what to do."""
    made = printed("keys", "create", *at)
    with serving(tmp_path / "data") as served:
        admin = Caller(served.endpoint, made["accessKeyId"], made["secretAccessKey"], ACCOUNT)
        arn = tagged_scan(admin, env="nobody")
    [scan] = printed("scans", "list", *at)
    assert (scan["status"], scan["totalTargets"]) == ("FAILED", 0)
    shown = printed("scans", "show", *at, arn)
    assert "env = nobody" in shown["reason"]
    assert shown["targets"] == []
    assert "env = nobody" in incisor("scans", "show", *at, scan["scanId"]).stdout


def test_a_target_that_waits_says_for_what(at: tuple[str, ...], tmp_path: Path) -> None:
    """`scans show` tells of a host that never checked in."""
    made = printed("keys", "create", *at)
    with serving(tmp_path / "data") as served:
        token = printed("enrolment", "create", *at, "--tag", "env=test")["enrolmentToken"]
        host = enrolled(served.endpoint, token)
        admin = Caller(served.endpoint, made["accessKeyId"], made["secretAccessKey"], ACCOUNT)
        arn = tagged_scan(admin, env="test")
    [target] = printed("scans", "show", *at, arn)["targets"]
    assert (target["resourceId"], target["state"]) == (host["resourceId"], "PENDING")
    assert "never checked in" in target["why"]


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    """And nothing is made on the way."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = refused("serve", "--data-dir", str(tmp_path / "data"), "--port", port)
    assert port in told
    assert "--port" in told
    assert not (tmp_path / "data").exists()


def test_a_data_directory_without_rights_is_told(tmp_path: Path) -> None:
    """A path that cannot be a directory stands for one without rights: root has every right."""
    (tmp_path / "file").write_text("")
    told = refused("serve", "--data-dir", str(tmp_path / "file" / "data"), "--port", "0")
    assert str(tmp_path / "file") in told
    assert "--data-dir" in told


def test_a_newer_database_is_told_and_left_alone(at: tuple[str, ...], tmp_path: Path) -> None:
    """A version that does not know the database's migration touches nothing."""
    file = tmp_path / "data" / "incisor.db"
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    before = file.read_bytes()
    for arguments in (("serve", "--port", "0"), ("keys", "list")):
        assert "newer" in refused(*arguments, *at).lower()
    assert file.read_bytes() == before


def test_missing_tls_files_are_told(tmp_path: Path) -> None:
    """Before anything is made."""
    data = tmp_path / "data"
    pem = ("--tls-certificate", str(tmp_path / "c.pem"), "--tls-key", str(tmp_path / "k.pem"))
    assert "c.pem" in refused("serve", "--data-dir", str(data), "--port", "0", *pem)
    assert "INCISOR_TLS_KEY" in refused("serve", "--data-dir", str(data), *pem[:2])
    assert not data.exists()


def test_an_address_that_is_not_ours_is_told(tmp_path: Path) -> None:
    """A host name that cannot be listened on is named."""
    data = ("--data-dir", str(tmp_path / "data"))
    assert "192.0.2.1" in refused("serve", *data, "--host", "192.0.2.1", "--port", "0")


COMMANDS = [
    ("serve",),
    ("accounts", "create"),
    ("accounts", "list"),
    ("keys", "create"),
    ("keys", "list"),
    ("keys", "revoke"),
    ("enrolment", "create"),
    ("hosts", "list"),
    ("hosts", "show"),
    ("hosts", "tag"),
    ("scans", "list"),
    ("scans", "show"),
    ("version",),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: tuple[str, ...]) -> None:
    """--help ends well and shows a call that can be copied."""
    shown = incisor(*command, "--help")
    assert shown.returncode == 0
    assert f"incisor {' '.join(command)}" in shown.stdout
    assert "Example:" in shown.stdout


def test_the_version_is_printed() -> None:
    """For people and for scripts."""
    assert incisor("version").stdout.startswith("incisor ")
    assert set(printed("version")) == {"version", "python"}


def test_a_reader_that_goes_away_is_no_fault(at: tuple[str, ...]) -> None:
    """Output into a closed pipe ends quietly, as with `| head -0`."""
    command = [INCISOR, "accounts", "list", *at]
    read, write = os.pipe()
    os.close(read)
    finished = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert "Traceback" not in finished.stderr


def test_a_policy_from_the_first_to_the_last(at: tuple[str, ...], tmp_path: Path) -> None:
    """Put, list, show, a key that has it, delete; what cannot be obeyed is refused by name."""
    statement = {"Effect": "Allow", "Action": "inspector2:List*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    path = tmp_path / "policy.json"
    path.write_text(json.dumps(document))
    assert printed("policies", "put", *at, "readers", str(path)) == {"name": "readers"}
    names = [each["name"] for each in printed("policies", "list", *at)]
    assert names == ["admin", "auditor", "agent", "readers"]
    assert json.loads(incisor("policies", "show", *at, "readers").stdout) == document
    assert json.loads(incisor("policies", "show", *at, "admin").stdout)["Statement"]
    made = printed("keys", "create", *at, "--policy", "readers")
    assert (made["role"], made["policies"]) == ("policy", ["readers"])
    assert made["accessKeyId"] in refused("policies", "delete", *at, "readers")
    printed("keys", "revoke", *at, made["accessKeyId"])
    assert printed("policies", "delete", *at, "readers")["deleted"]
    assert "no policy readers" in refused("keys", "create", *at, "--policy", "readers")
    path.write_text(json.dumps({**document, "Statement": [{**statement, "Principal": "*"}]}))
    assert "Principal is not evaluated" in refused("policies", "put", *at, "readers", str(path))


def test_an_organisation_from_the_first_to_the_last(at: tuple[str, ...]) -> None:
    """Create, add, show, remove; an account is in one at most, and the last one out ends it."""
    other = "210987654321"
    printed("accounts", "create", *at, "--account-id", other)
    made = printed("organisation", "create", *at, "--administrator", ACCOUNT)
    assert made["organisationId"].startswith("o-")
    assert printed("organisation", "add-account", *at, other)["accountId"] == other
    assert "already" in refused("organisation", "add-account", *at, other)
    shown = printed("organisation", "show", *at)
    assert [(each["accountId"], each["administrator"]) for each in shown] == [
        (ACCOUNT, True),
        (other, False),
    ]
    assert "administers" in refused("organisation", "remove-account", *at, ACCOUNT)
    assert printed("organisation", "remove-account", *at, other)["removed"]
    assert printed("organisation", "remove-account", *at, ACCOUNT)["removed"]
    assert "no organisation" in refused("organisation", "show", *at)
    assert "lower-case" in refused(
        *("organisation", "create", *at, "--administrator", ACCOUNT, "--organisation-id", "x")
    )


def test_a_scan_is_watched_cancelled_rerun_and_compared(at: tuple[str, ...]) -> None:
    """From the command line, while the service runs: rerun opens, cancel ends, watch sees both."""
    key = printed("keys", "create", *at, "--role", "admin")
    token = printed("enrolment", "create", *at, "--tag", "env=t")["enrolmentToken"]
    with serving(Path(at[1])) as served:
        url = served.endpoint
        enrolled = urllib3.request(
            "POST",
            f"{url}/incisor/v1/enrolments:redeem",
            json={"enrolmentToken": token, **FACTS},
        ).json()
        admin = Caller(url, key["accessKeyId"], key["secretAccessKey"], ACCOUNT)
        host = Caller(url, enrolled["accessKeyId"], enrolled["secretAccessKey"], ACCOUNT)
        first = tagged_scan(admin, env="t")
        report(host, result("1.1"), result("1.2", "FAILED"))
        [scan] = admin.ok("ListCisScans")["scans"]
        again = printed("scans", "rerun", *at, scan["scanConfigurationArn"])["scanId"]
        report(host, result("1.1", "FAILED"), result("1.2"))
        assert "COMPLETED: 1 of 1" in incisor("scans", "watch", *at, again).stdout
        compared = incisor("scans", "diff", *at, first, again, "--json")
        changes = json.loads(compared.stdout)["changes"]
        assert compared.returncode == 1
        assert [(each["checkId"], each["change"]) for each in changes] == [
            ("1.1", "worse"),
            ("1.2", "better"),
        ]
        assert incisor("scans", "diff", *at, first, first).returncode == 0
        third = printed("scans", "rerun", *at, scan["scanConfigurationArn"])["scanId"]
        assert printed("scans", "cancel", *at, third)["cancelledTargets"] == 1
        watched = incisor("scans", "watch", *at, third)
        assert (watched.returncode, "CANCELLED" in watched.stdout) == (1, True)
        assert "has ended" in refused("scans", "cancel", *at, third)


def report(host: Caller, *messages: Any) -> None:
    """One session of the host with these results."""
    session = Session(host, host.check_in()["scanJobId"])
    assert session.start().status == 200
    assert session.telemetry(messages).status == 200
    assert session.stop().status == 200
