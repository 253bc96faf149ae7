"""The errors that a caller can be answered with, by the names that stand in `x-amzn-ErrorType`.

    WireError
    ├── ValidationException 400           the request breaks the model; names every fault
    ├── BadRequestException 400
    ├── AccessDeniedException 403         the caller is known and may not
    ├── ResourceNotFoundException 404
    ├── ConflictException 409             the state of a resource forbids it
    ├── ThrottlingException 429           too often; says when to come back
    ├── InternalServerException 500       our fault; never shows internals
    └── FrontEndError                     answered before any operation; in no service model
        ├── MissingAuthenticationTokenException 403
        ├── IncompleteSignatureException 403
        ├── InvalidSignatureException 403
        ├── UnrecognizedClientException 403
        ├── ExpiredTokenException 403
        ├── UnknownOperationException 404
        ├── RequestEntityTooLargeException 413
        └── UnsupportedMediaTypeException 415

The first seven and their members are the service model's (a test compares them). How they become
bytes is `incisor.wire.encode.error`.
"""
# ruff: noqa: N818 - the names are the service model's

from collections.abc import Mapping, Sequence
from typing import ClassVar

from incisor.wire.shapes import ValidationExceptionField, ValidationExceptionReason

Field = ValidationExceptionField
Reason = ValidationExceptionReason

# Faults that the message of a ValidationException spells out; `fields` always has all of them.
SPELT_OUT = 3
UNAVAILABLE = (
    "The service could not do this. Try again later; "
    "its log says why, under the request id of this answer."
)


class WireError(Exception):
    """An answer that is not a result. `code` and `status` are those of the class."""

    status: ClassVar[int]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def code(self) -> str:
        """The name of the error on the wire."""
        return type(self).__name__

    def members(self) -> dict[str, object]:
        """Members of the body beside `message`, by their names on the wire."""
        return {}

    def headers(self) -> list[tuple[str, str]]:
        """Headers of this error beside its type."""
        return []


class ValidationException(WireError):
    """The request does not fit the model, or asks for something that is not served."""

    status = 400

    def __init__(
        self, message: str, reason: Reason = Reason.OTHER, fields: Sequence[Field] = ()
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.fields = tuple(fields)

    @classmethod
    def of(
        cls, fields: Sequence[Field], reason: Reason = Reason.FIELD_VALIDATION_FAILED
    ) -> "ValidationException":
        """The error for one or more faults; its message spells out the first few."""
        spelt = "; ".join(f"{field.name} {field.message}" for field in fields[:SPELT_OUT])
        more = f"; and {len(fields) - SPELT_OUT} more" if len(fields) > SPELT_OUT else ""
        return cls(f"{spelt}{more}", reason, fields)

    def members(self) -> dict[str, object]:
        """`reason`, and `fields` if there are any."""
        return {"reason": self.reason} | ({"fields": self.fields} if self.fields else {})


class BadRequestException(WireError):
    """The request cannot be served as it is (the model names it for tags only)."""

    status = 400


class AccessDeniedException(WireError):
    """The caller is known and may not do this."""

    status = 403


class ResourceNotFoundException(WireError):
    """What the request names is not there, for this account."""

    status = 404


class ConflictException(WireError):
    """The state of a resource forbids what was asked for."""

    status = 409

    def __init__(self, message: str, resource_id: str, resource_type: str) -> None:
        super().__init__(message)
        self.resource_id = resource_id
        self.resource_type = resource_type

    def members(self) -> dict[str, object]:
        """`resourceId` and `resourceType`."""
        return {"resourceId": self.resource_id, "resourceType": self.resource_type}


class RetryableError(WireError):
    """An error that says in how many seconds to come back."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds

    def headers(self) -> list[tuple[str, str]]:
        """`retryAfterSeconds`, which the model binds to the header `Retry-After`."""
        return [("Retry-After", str(self.retry_after_seconds))]


class ThrottlingException(RetryableError):
    """The caller asks too often."""

    status = 429


class InternalServerException(RetryableError):
    """Our fault. The default message says nothing of what happened, on purpose."""

    status = 500

    def __init__(self, message: str = UNAVAILABLE, retry_after_seconds: int = 5) -> None:
        super().__init__(message, retry_after_seconds)


class FrontEndError(WireError):
    """Answered before any operation is reached."""


class MissingAuthenticationTokenException(FrontEndError):
    """The request is not signed."""

    status = 403


class IncompleteSignatureException(FrontEndError):
    """The signature cannot be read."""

    status = 403


class InvalidSignatureException(FrontEndError):
    """The signature is not that of this request, or not of now."""

    status = 403


class UnrecognizedClientException(FrontEndError):
    """The access key is not one of ours, or was revoked."""

    status = 403


class ExpiredTokenException(FrontEndError):
    """The credentials were good once."""

    status = 403


class UnknownOperationException(FrontEndError):
    """No operation has this method and path."""

    status = 404


class RequestEntityTooLargeException(FrontEndError):
    """The body is larger than the service takes."""

    status = 413


class UnsupportedMediaTypeException(FrontEndError):
    """The body is said to be something other than JSON."""

    status = 415


# How the codes that `incisor.sigv4` speaks become errors.
SIGNATURE_ERRORS: Mapping[str, type[FrontEndError]] = {
    "MissingAuthenticationTokenException": MissingAuthenticationTokenException,
    "IncompleteSignatureException": IncompleteSignatureException,
    "InvalidSignatureException": InvalidSignatureException,
    "UnrecognizedClientException": UnrecognizedClientException,
}
