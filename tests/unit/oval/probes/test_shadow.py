"""incisor.oval.probes.shadow: lines of /etc/shadow."""

from typing import Any

import pytest

from incisor.oval.tables import Flag
from support.content import collected, fields
from support.fakehost import FakeHost


def alice(**more: Any) -> dict[str, Any]:
    host = FakeHost.from_spec({"users": [{"name": "alice", **more}]})
    (found,) = fields(host, "shadow", {"username": "alice"})
    return found


@pytest.mark.parametrize(
    ("password", "state", "method"),
    [
        ("", "empty", None),
        ("*", "none", None),
        ("!", "none", None),
        ("!!", "none", None),
        ("!*", "none", None),
        ("$y$j9T$salt$hash", "set", "yescrypt"),
        ("!$6$salt$hash", "locked", "SHA-512"),
        ("$5$salt$hash", "set", "SHA-256"),
        ("$2b$05$salt", "set", "Blowfish"),
        ("$1$salt$hash", "set", "MD5"),
        ("abcdefghijklm", "set", "DES"),
    ],
)
def test_a_password_is_set_empty_locked_or_none(
    password: str, state: str, method: str | None
) -> None:
    """What crypt(5) would make of it."""
    found = alice(password=password)
    assert (found["password_state"], found["encrypt_method"]) == (state, method)


def test_ages_are_numbers_and_empty_ones_do_not_exist() -> None:
    """Days, as the file has them."""
    found = alice(last_change=19000, min=1, max=365, warn=7, inactive=30, expire="")
    ages = [found[n] for n in ("chg_lst", "chg_allow", "chg_req", "exp_warn", "exp_inact")]
    assert ages == [19000, 1, 365, 7, 30]
    assert found["exp_date"] is None


@pytest.mark.parametrize(("day", "future"), [(20000, False), (20001, True), ("", None)])
def test_a_change_in_the_future_is_told_by_the_hosts_clock(day: Any, future: bool | None) -> None:
    """The host stands at noon of day 20,000."""
    assert alice(last_change=day)["last_change_in_future"] is future


def test_without_root_the_file_cannot_be_seen() -> None:
    """Nothing is guessed: the object is incomplete and needs root."""
    found = collected(FakeHost.from_spec({"root": False}), "shadow", {})
    assert (found.flag, found.needs_privilege, found.count) == (Flag.INCOMPLETE, True, 0)
