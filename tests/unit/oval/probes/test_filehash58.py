"""incisor.oval.probes.filehash58: digests of files."""

import hashlib

import pytest

from support.content import items
from support.fakehost import FakeHost


@pytest.mark.parametrize("kind", ["MD5", "SHA-1", "SHA-256", "SHA-512"])
def test_the_digest_that_is_asked_for(kind: str) -> None:
    """By OVAL's names of the algorithms."""
    host = FakeHost.from_spec({"files": {"/etc/x": "content"}})
    (found,) = items(host, "filehash58", {"filepath": "/etc/x", "hash_type": kind})
    expected = hashlib.new(kind.replace("SHA-1", "SHA1").replace("-", ""), b"content")
    assert found.fields["hash"] == expected.hexdigest()


def test_directories_have_no_digest() -> None:
    """Only regular files do."""
    asked: dict[str, object] = {"filepath": "/etc", "hash_type": "MD5"}
    assert items(FakeHost.from_spec(), "filehash58", asked) == []
