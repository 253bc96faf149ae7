"""linux-def:rpminfo_object -> linux-sys:rpminfo_item, from the host's RPM database."""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Item, Query


def collect(_query: Query, host: Host) -> Iterator[Item]:
    """All installed packages. The evr has epoch 0 where there is none, as oscap gives it."""
    for package in host.rpms():
        epoch = package.epoch or "(none)"
        yield Item(
            {
                "name": package.name,
                "arch": package.arch,
                "epoch": epoch,
                "version": package.version,
                "release": package.release,
                "evr": f"{package.epoch or '0'}:{package.version}-{package.release}",
                "signature_keyid": package.signature_keyid,
            }
        )
