"""Bytes → typed requests and answers, every constraint of the model enforced."""

from incisor.wire.model import Operation
from incisor.wire.rules import Shape


def request(operation: Operation, labels: dict[str, str], query: str, body: bytes) -> Shape:
    """The typed request. Raises ValidationException that names every fault."""
    raise NotImplementedError


def response(operation: Operation, body: bytes) -> Shape:
    """The typed answer, for the caller's side. Raises msgspec.ValidationError."""
    raise NotImplementedError
