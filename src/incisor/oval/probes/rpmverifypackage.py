"""linux-def:rpmverifypackage_object -> linux-sys:rpmverifypackage_item: whole RPM packages.

rpm is asked which dependencies are unmet. Scripts that packages bring to verify themselves are not
run: what they would say of those packages is unknown.
"""

from collections.abc import Iterator

from incisor.host import Host, Package
from incisor.oval.item import FieldValue, Item, Problem, Query

ENTITIES = ("name", "arch", "version", "release")
NOT_RUN = Problem("scripts of packages are not run")


def collect(query: Query, host: Host) -> Iterator[Item]:
    """An item for each package that is asked for."""
    flags = query.behaviors.flags
    packages = [
        package
        for package in host.rpms()
        if all(query.matches(name, getattr(package, name)) for name in ENTITIES)
    ]
    unmet = host.unmet_rpms() if packages and "nodeps" not in flags else None
    for package in packages:
        yield _item(package, unmet, scripts="noscripts" not in flags)


def _item(package: Package, unmet: frozenset[str] | None, *, scripts: bool) -> Item:
    version = f"{package.version}-{package.release}.{package.arch}"
    full = f"{package.name}-{package.epoch or '0'}:{version}"
    fields: dict[str, FieldValue] = {
        "name": package.name,
        "epoch": package.epoch or "(none)",
        "version": package.version,
        "release": package.release,
        "arch": package.arch,
        "extended_name": full,
    }
    if unmet is not None:
        own = full if package.epoch else f"{package.name}-{version}"
        fields["dependency_check_passed"] = own not in unmet
    if scripts and not package.scripted:
        fields["verification_script_successful"] = True
    problems = {"verification_script_successful": NOT_RUN} if scripts and package.scripted else {}
    return Item(fields, problems)
