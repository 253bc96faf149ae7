"""Which role may do what: one table."""

from incisor.store.keys import Role


def allows(role: Role, action: str) -> bool:
    """Whether the role may call the operation, by the model's name or the extension's.

    Extensions: CheckIn. (Redeeming an enrolment token is unsigned and asks nobody.)
    """
    raise NotImplementedError
