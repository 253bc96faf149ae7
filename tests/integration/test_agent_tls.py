"""The agent against a service that speaks TLS with a certificate of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import installed
from support.installed import CERTIFICATE, CERTIFICATE_KEY, Service, incisor, scan_once


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service on https."""
    data = tmp_path_factory.mktemp("tls") / "data"
    pair = ["--tls-certificate", str(CERTIFICATE), "--tls-key", str(CERTIFICATE_KEY)]
    with installed.service(data, *pair) as running:
        yield running


def test_a_ca_file_given_at_enrolment_is_used_ever_after(service: Service, tmp_path: Path) -> None:
    """The agent needs no option of its own: it trusts what enrolment trusted."""
    assert service.endpoint.startswith("https://")
    with service.account() as account:
        account.enrol(tmp_path, "--ca-file", str(CERTIFICATE))
        kept = json.loads((tmp_path / "credentials.json").read_bytes())
        assert kept["caFile"] == str(CERTIFICATE)
        account.ask_for_scan()
        scan_once(tmp_path)
        assert account.scan()["status"] == "COMPLETED"


def test_a_certificate_that_nobody_vouches_for_is_refused(service: Service, tmp_path: Path) -> None:
    """No token is sent to a service that cannot prove who it is, and the next step is told."""
    place = ["--endpoint", service.endpoint, "--state-dir", str(tmp_path)]
    said = incisor("enrol", *place, "--enrolment-token", "t", status=2).stderr
    assert "cannot be trusted" in said
    assert "--ca-file" in said


def test_a_ca_file_that_is_none_is_refused(service: Service, tmp_path: Path) -> None:
    """A file without certificates is named as what it is."""
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    place = ["--endpoint", service.endpoint, "--state-dir", str(tmp_path / "state")]
    said = incisor(
        "enrol", *place, "--enrolment-token", "t", "--ca-file", str(wrong), status=2
    ).stderr
    assert str(wrong) in said
    assert "Traceback" not in said
