"""What a host may say of itself: printable, and short enough for a table."""

from typing import Annotated

from msgspec import Meta

# RFC 1035 bounds a name to 253 characters; a host's own name may break its other rules.
Hostname = Annotated[str, Meta(max_length=253, pattern=r"\A[!-~]+\Z")]
# In the form of results: DEBIAN_12, or UNKNOWN.
Platform = Annotated[str, Meta(max_length=64, pattern=r"\A[A-Z0-9_]+\Z")]
AgentVersion = Annotated[str, Meta(max_length=32, pattern=r"\A[!-~]+\Z")]
