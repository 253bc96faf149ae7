"""What keeps a service from starting."""

import socket
from pathlib import Path

import pytest

from incisor import service
from incisor.service import StartError
from incisor.settings import Settings
from incisor.store import service_secret
from support.catalogue import catalogue


def test_a_taken_port_is_named_with_the_next_step() -> None:
    """And how to find out who has it."""
    with (
        service.listening("127.0.0.1", 0) as sock,
        pytest.raises(StartError, match=r"--port") as refused,
        service.listening("127.0.0.1", sock.getsockname()[1]),
    ):
        pass
    assert "Cannot listen" in refused.value.sentence


def test_a_service_listens_on_both_kinds_of_address() -> None:
    """The URL of an IPv6 address has brackets."""
    with service.listening("::1", 0) as sock:
        port = sock.getsockname()[1]
        assert sock.family is socket.AF_INET6
        assert service.url_of(Settings(host="::1"), sock) == f"http://[::1]:{port}"


@pytest.mark.parametrize("content", [None, "", "-----BEGIN CERTIFICATE-----\n"])
def test_tls_files_that_cannot_be_used_are_named(tmp_path: Path, content: str | None) -> None:
    """Missing, empty or damaged."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    if content is not None:
        certificate.write_text(content)
        key.write_text(content)
    with pytest.raises(StartError, match=r"cert\.pem"):
        service.check_tls(Settings(tls_certificate=certificate, tls_key=key))


def test_a_database_that_cannot_be_opened_is_a_start_error(tmp_path: Path) -> None:
    """In the words of the store, which name the file and the next step."""
    service_secret(tmp_path)
    (tmp_path / "incisor.db").write_text("no database, but long enough to look like one" * 100)
    with pytest.raises(StartError, match=r"incisor\.db"):
        service.application(Settings(data_dir=tmp_path), catalogue())


def test_the_applications_settings_reach_what_they_are_for(tmp_path: Path) -> None:
    """Limits and timings are those of the settings."""
    settings = Settings(data_dir=tmp_path, body_limit=5000, max_configurations=7, lease=3.0)
    context = service.application(settings, catalogue()).context
    context.store.close()
    assert context.limits.body_bytes == 5000
    assert context.limits.configurations == 7
    assert context.timings.lease == 3.0
