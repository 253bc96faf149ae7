"""incisor.oval.probes.inetlisteningservers: sockets that wait."""

import pytest

from incisor.oval.probes.inetlisteningservers import unhex
from support.content import fields, items
from support.fakehost import FakeHost

LISTENING = [
    {"protocol": "tcp", "address": "127.0.0.1", "port": 25, "program": "master"},
    {"protocol": "tcp6", "address": "::", "port": 22, "program": "sshd"},
    {"protocol": "udp", "address": "0.0.0.0", "port": 68, "user": "www-data"},
]


def test_a_socket_has_its_address_program_and_user() -> None:
    """TCP that listens and UDP that is not connected, of both address families."""
    host = FakeHost.from_spec({"listening": LISTENING})
    found = fields(host, "inetlisteningservers", {})
    rows = [
        (f["protocol"], f["local_full_address"], f["program_name"], f["user_id"]) for f in found
    ]
    assert rows == [
        ("tcp", "127.0.0.1:25", "master", 0),
        ("tcp", ":::22", "sshd", 0),
        ("udp", "0.0.0.0:68", None, 33),
    ]


def test_without_root_programs_are_not_guessed() -> None:
    """The socket is seen, whose it is is not."""
    host = FakeHost.from_spec({"listening": LISTENING, "root": False})
    (found,) = items(host, "inetlisteningservers", {"local_port": 25})
    assert found.problems["program_name"].needs_privilege
    assert found.fields["local_address"] == "127.0.0.1"


def test_other_states_are_not_listening() -> None:
    """A connection that is open is none; a table that is missing has none."""
    line = "0: 0100007F:0016 0100007F:9999 01 0:0 0:0 0 0 0 55 1\n"
    files = {"/proc/net/tcp": "head\n" + line, "/proc/net/tcp6": None}
    host = FakeHost.from_spec({"files": files})
    assert fields(host, "inetlisteningservers", {}) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("0100007F", "127.0.0.1"),
        ("00000000000000000000000001000000", "::1"),
        ("000080FE000000000000000001000000", "fe80::1"),
    ],
)
def test_addresses_are_words_in_the_hosts_order(text: str, address: str) -> None:
    """As proc(5) prints them on a little-endian machine."""
    assert unhex(text) == address
