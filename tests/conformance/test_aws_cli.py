"""The AWS CLI, unchanged, with one variable that names the service."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.service import REGION, Caller, Running, result, scanned, tagged_scan

AWS = str(Path(sys.executable).parent / "aws")


class Cli:
    """`aws inspector2 …` with an account's key."""

    def __init__(self, caller: Caller, home: Path) -> None:
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "AWS_ENDPOINT_URL_INSPECTOR2": caller.endpoint,
            "AWS_ACCESS_KEY_ID": caller.access_key_id,
            "AWS_SECRET_ACCESS_KEY": caller.secret_access_key,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [AWS, "inspector2", *arguments, "--output", "json"],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def json(self, *arguments: str) -> Any:
        """What the command printed; it must succeed."""
        finished = self.run(*arguments)
        assert finished.returncode == 0, finished.stderr
        return json.loads(finished.stdout)


@pytest.fixture
def cli(admin: Caller, tmp_path: Path) -> Cli:
    """The CLI of an administrator."""
    return Cli(admin, tmp_path)


def test_a_configuration_from_creation_to_deletion(cli: Cli) -> None:
    """Create with the CLI's shorthand, list, update, delete."""
    arn = cli.json(
        "create-cis-scan-configuration",
        *("--scan-name", "nightly", "--security-level", "LEVEL_1"),
        *("--schedule", "daily={startTime={timeOfDay=04:30,timezone=Europe/Berlin}}"),
        *("--targets", "accountIds=SELF,targetResourceTags={env=prod}"),
    )["scanConfigurationArn"]
    [found] = cli.json("list-cis-scan-configurations")["scanConfigurations"]
    assert found["scanConfigurationArn"] == arn
    assert found["schedule"]["daily"]["startTime"]["timezone"] == "Europe/Berlin"
    named = ("--scan-configuration-arn", arn)
    assert cli.json("update-cis-scan-configuration", *named, "--scan-name", "other") == {
        "scanConfigurationArn": arn
    }
    cli.json("delete-cis-scan-configuration", *named)
    assert cli.json("list-cis-scan-configurations") == {"scanConfigurations": []}


def test_a_scan_is_read_to_its_details(service: Running, admin: Caller, cli: Cli) -> None:
    """List the scan, both aggregations, and what is to be done."""
    arn, host = scanned(service, admin, [result("1.1"), result("1.2", "FAILED")], env="t")
    [scan] = cli.json("list-cis-scans", "--sort-by", "STATUS", "--sort-order", "DESC")["scans"]
    assert (scan["scanArn"], scan["status"], scan["failedChecks"]) == (arn, "COMPLETED", 1)
    named = ("--scan-arn", arn)
    checks = cli.json("list-cis-scan-results-aggregated-by-checks", *named)
    assert [each["checkId"] for each in checks["checkAggregations"]] == ["1.1", "1.2"]
    targets = cli.json("list-cis-scan-results-aggregated-by-target-resource", *named)
    assert targets["targetResourceAggregations"][0]["targetStatus"] == "COMPLETED"
    details = cli.json(
        "get-cis-scan-result-details",
        *named,
        *("--account-id", admin.account_id, "--target-resource-id", host.resource_id),
        *("--page-size", "1"),
    )["scanResultDetails"]
    assert [each["status"] for each in details] == ["PASSED", "FAILED"]
    assert details[1]["remediation"] == "Mend Second"
    report = cli.json("get-cis-scan-report", *named, "--report-format", "CSV")
    assert report["status"] in ("IN_PROGRESS", "SUCCEEDED")


def test_a_session_from_start_to_stop(service: Running, admin: Caller, tmp_path: Path) -> None:
    """The four session operations print nothing and succeed."""
    host = service.host(admin.account_id, env="t")
    tagged_scan(admin, env="t")
    cli = Cli(host, tmp_path)
    job = ("--scan-job-id", host.check_in()["scanJobId"])
    token = "6f0c3d1e-0000-4000-8000-0123456789ab"
    calls = [
        ("start-cis-session", *job, "--message", f"sessionToken={token}"),
        ("send-cis-session-health", *job, "--session-token", token),
        (
            *("send-cis-session-telemetry", *job, "--session-token", token),
            *("--messages", "ruleId=1.1,status=PASSED,cisRuleDetails=e30="),
        ),
        (
            *("stop-cis-session", *job, "--session-token", token),
            *("--message", "status=SUCCESS,progress={totalChecks=1,successfulChecks=1}"),
        ),
    ]
    for call in calls:
        finished = cli.run(*call)
        assert (finished.returncode, finished.stdout) == (0, ""), finished.stderr
    assert admin.ok("ListCisScans")["scans"][0]["status"] == "COMPLETED"


def test_tags_from_the_first_to_the_last(admin: Caller, cli: Cli) -> None:
    """The CLI writes the ARN into the path: put, list, take away."""
    tagged_scan(admin, env="t")
    [found] = admin.ok("ListCisScanConfigurations")["scanConfigurations"]
    named = ("--resource-arn", found["scanConfigurationArn"])
    tags = {"team": "red", "a+b/c": "d x"}
    assert cli.run("tag-resource", *named, "--tags", json.dumps(tags)).stderr == ""
    assert cli.json("list-tags-for-resource", *named) == {"tags": tags}
    assert cli.run("untag-resource", *named, "--tag-keys", "a+b/c").stderr == ""
    assert admin.ok("ListCisScanConfigurations")["scanConfigurations"][0]["tags"] == {"team": "red"}


def test_a_refusal_is_told_in_our_words(cli: Cli) -> None:
    """The CLI prints the error's name and the message, and fails."""
    finished = cli.run("list-cis-scan-results-aggregated-by-checks", "--scan-arn", SCAN)
    assert finished.returncode != 0
    assert "AccessDeniedException" in finished.stderr
    assert f"There is no scan {SCAN} that this account may read" in finished.stderr


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        ("ValidationException", ("list-cis-scans", "--sort-by", "COLOUR")),
        ("ResourceNotFoundException", ("list-tags-for-resource", "--resource-arn", "nonsense")),
        ("BadRequestException", ("tag-resource", "--resource-arn", "OWN", "--tags", "aws:x=y")),
    ],
)
def test_an_error_has_its_name(
    admin: Caller, cli: Cli, error: str, arguments: tuple[str, ...]
) -> None:
    """Scripts tell errors by the name in the CLI's message."""
    tagged_scan(admin, env="t")
    [found] = admin.ok("ListCisScanConfigurations")["scanConfigurations"]
    own = found["scanConfigurationArn"]
    finished = cli.run(*[own if argument == "OWN" else argument for argument in arguments])
    assert finished.returncode != 0
    assert f"An error occurred ({error})" in finished.stderr


def test_shorthand_filters_and_queries(admin: Caller, cli: Cli) -> None:
    """`--filter-criteria` in shorthand and `--query`, as they are typed every day."""
    for name in ("nightly-web", "nightly-db", "weekly"):
        tagged_scan(admin, name, env="t")
    found = cli.json(
        "list-cis-scans",
        *("--filter-criteria", "scanNameFilters=[{comparison=PREFIX,value=nightly}]"),
        *("--query", "sort(scans[].scanName)"),
    )
    assert found == ["nightly-db", "nightly-web"]


SCAN = (
    "arn:aws:inspector2:us-east-1:123456789012:owner/123456789012/cis-scan/"
    "00000000-0000-0000-0000-000000000000"
)
