"""ind-def:filehash58_object -> ind-sys:filehash58_item: digests of regular files."""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Gap, Item, Query

PARAMETERS = frozenset({"filepath", "path", "filename"})

ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-224": "sha224",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
"""ind-def:EntityObjectHashTypeType, and hashlib's names."""

_REGULAR = 0o100000


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """An item for every file and every algorithm that is asked for."""
    for found in query.files(host):
        if isinstance(found, Gap):
            yield found
            continue
        path = found.directory.rstrip("/") + "/" + found.name
        status = host.stat(path, follow=True)
        if not found.name or status is None or status.mode & 0o170000 != _REGULAR:
            continue
        place = {"filepath": path, "path": found.directory, "filename": found.name}
        for kind, algorithm in ALGORITHMS.items():
            if query.matches("hash_type", kind):
                digest = host.digest(path, algorithm)
                yield Item({**place, "hash_type": kind, "hash": digest})
