"""What an access key can be for."""

from enum import StrEnum


class Role(StrEnum):
    """What a key is for; `incisor.auth.policy` says what each may do."""

    ADMIN = "admin"
    AUDITOR = "auditor"
    HOST = "host"
    POLICY = "policy"  # what the key's policies say, and nothing else
