"""The host's own credentials, as enrolment leaves them in the state directory.

A file that others may read is refused, not repaired: its secret may be known already, so only a
new enrolment mends it.
"""

import os
import stat

import msgspec

from incisor.agent import state
from incisor.agent.errors import StateError

FILE = "credentials.json"


class Credentials(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One host's identity at one service.

    `ca_file` names the CA certificates that vouch for the service; without it the system's do.
    """

    access_key_id: str
    secret_access_key: str
    account_id: str
    resource_id: str
    endpoint: str
    ca_file: str | None = None

    def __repr__(self) -> str:
        """Without the secret: this may end in a log."""
        return f"Credentials({self.access_key_id}, {self.resource_id}, {self.endpoint})"


def exist(state_dir: str) -> bool:
    """Whether this host was enrolled with this state directory, however damaged the file is."""
    return os.path.lexists(os.path.join(state_dir, FILE))


def load(state_dir: str) -> Credentials:
    """The credentials in `state_dir`. Raises StateError if missing, damaged or open to others."""
    path = os.path.join(state_dir, FILE)
    try:
        with open(path, "rb") as file:
            _refuse_if_shared(path, os.fstat(file.fileno()).st_mode)
            return msgspec.json.decode(file.read(), type=Credentials)
    except FileNotFoundError:
        raise StateError(
            f"This host is not enrolled: {path} does not exist.",
            "Run `incisor enrol --endpoint URL --enrolment-token TOKEN` first.",
        ) from None
    except OSError as error:
        raise StateError(
            f"Cannot read {path}: {error.strerror}.", "Run as the user who enrolled this host."
        ) from error
    except msgspec.MsgspecError as error:
        raise StateError(f"{path} is damaged ({error}).", "Enrol again with --force.") from error


def save(state_dir: str, credentials: Credentials) -> None:
    """Write the credentials at once or not at all, mode 0600. Raises StateError."""
    state.prepare(state_dir)
    state.write_atomically(os.path.join(state_dir, FILE), [msgspec.json.encode(credentials)])


def _refuse_if_shared(path: str, mode: int) -> None:
    if stat.S_IMODE(mode) & 0o077:
        raise StateError(
            f"{path} is open to others (mode {mode & 0o7777:04o}); its secret may be known.",
            "Revoke the key (`incisor keys revoke`) and enrol again with --force.",
        )
