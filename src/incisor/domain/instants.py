"""Instants as people and JSON read them."""

from datetime import UTC, datetime


def written(at: float | None) -> str:
    """Epoch seconds in ISO 8601, UTC, to the second; empty if there is none."""
    return "" if at is None else f"{datetime.fromtimestamp(int(at), UTC):%Y-%m-%dT%H:%M:%SZ}"
