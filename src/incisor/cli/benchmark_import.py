"""`incisor benchmarks import` and `remove`: what a service's scans can use."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from incisor.cli.benchmark_names import catalogue_options, library, named, read_faults
from incisor.cli.output import Fault, json_option, plain, print_json
from incisor.content import intake
from incisor.content.intake import Taken, Useless
from incisor.content.listing import Listing

ADVICE = (
    "Name the content's profiles with --level-1 and --level-2;"
    " `incisor benchmarks profiles FILE` lists them."
)


@click.command("import")
@catalogue_options
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--platform",
    "platforms",
    metavar="NAME",
    multiple=True,
    help="Of a zip file, only what is for this platform, such as UBUNTU_22_04; repeatable.",
)
@click.option(
    "--level-1",
    metavar="PROFILE",
    help="The profile for LEVEL_1, by id or end of id.  [default: CIS's for servers]",
)
@click.option(
    "--level-2", metavar="PROFILE", help="The profile for LEVEL_2.  [default: CIS's for servers]"
)
@json_option
def import_(
    data_dir: Path | None,
    database: str | None,
    paths: tuple[str, ...],
    platforms: tuple[str, ...],
    level_1: str | None,
    level_2: str | None,
    as_json: bool,
) -> None:
    """Import benchmarks into a service's catalogue, all of them or none.

    A FILE is an SCAP source data stream, a zip file of several, or a benchmark of your own (a YAML
    file, or a directory of them). A service that runs uses them from its next tick on: for hosts of
    the platforms that the content names, the one imported last. Importing the same content again
    changes nothing.

    \b
    Example: incisor benchmarks import --data-dir ./data ssg-ubuntu2204-ds.xml
    Example: incisor benchmarks import --data-dir ./data --platform RHEL_9 \\
                 scap-security-guide-0.1.76.zip
    """
    chosen = {level: given for level, given in ((1, level_1), (2, level_2)) if given}
    found = list(_taken(paths, chosen, frozenset(platforms)))
    taken = [each for each in found if isinstance(each, Taken)]
    if not taken:
        raise Fault(f"Nothing in {', '.join(paths)} can be used: {_why(found)}.", ADVICE)
    new = _kept(data_dir, database, taken)
    useless = [each for each in found if isinstance(each, Useless)]
    if as_json:
        print_json(
            {
                "imported": [_summary(each.listing, each.listing.sha256 in new) for each in taken],
                "skipped": [{"file": each.name, "reason": each.reason} for each in useless],
            }
        )
        return
    for each in taken:
        click.echo(_line(each.listing, each.listing.sha256 in new))
    for other in useless:
        click.echo(f"skipped {plain(other.name)}: {plain(other.reason)}")


@click.command()
@catalogue_options
@click.argument("name", metavar="ID|DIGEST")
def remove(data_dir: Path | None, database: str | None, name: str) -> None:
    """Take an imported benchmark out of a service's catalogue.

    No new scan uses it; for its platforms the one imported before it is used again, or the bundled
    one. Findings that were made with it keep their words. Importing it again brings it back.

    \b
    Example: incisor benchmarks remove --data-dir ./data 6abe617c31cf
    """
    # Importing and removing belong to the service.
    from incisor.cli.database import now, opened
    from incisor.store import contents

    found = named(library(data_dir, database), name)
    if not isinstance(found, Listing):
        raise Fault(f"{found.id} is bundled: it cannot be removed.", "Import one to be used first.")
    with opened(data_dir, database) as store:
        store.write_now(lambda conn: contents.remove(conn, found.sha256, now()))
    click.echo(f"Removed {found.id} {found.version} ({found.sha256[:12]}).")


def _taken(
    paths: Iterable[str], chosen: Mapping[int, str], platforms: frozenset[str]
) -> Iterable[Taken | Useless]:
    for path in paths:
        with read_faults(path):
            yield from (
                each
                for each in intake.taken(path, chosen)
                if not platforms
                or (isinstance(each, Taken) and platforms.intersection(each.listing.platforms))
            )


def _kept(data_dir: Path | None, database: str | None, taken: list[Taken]) -> frozenset[str]:
    """Put them into the catalogue in one transaction; the digests of those that were not there."""
    from incisor.cli.database import now, opened
    from incisor.dispatch import holdings

    at = now()
    with opened(data_dir, database) as store:
        return store.write_now(
            lambda conn: frozenset(
                each.listing.sha256 for each in taken if holdings.keep(conn, each, at)
            )
        )


def _why(found: Iterable[Taken | Useless]) -> str:
    reasons = dict.fromkeys(each.reason for each in found if isinstance(each, Useless))
    return "; ".join(reasons) or "no content is for these platforms"


def _summary(listing: Listing, new: bool) -> dict[str, object]:
    return {
        "id": listing.id,
        "version": listing.version,
        "sha256": listing.sha256,
        "platforms": list(listing.platforms),
        "profiles": listing.profile_ids,
        "checks": len(listing.checks),
        "new": new,
    }


def _line(listing: Listing, new: bool) -> str:
    what = "imported" if new else "there already:"
    profiles = ", ".join(
        f"{level} {profile.rpartition('_profile_')[2]}"
        for level, profile in listing.profile_ids.items()
    )
    return plain(
        f"{what} {listing.id} {listing.version} ({listing.sha256[:12]}) for"
        f" {', '.join(listing.platforms)}: {len(listing.checks)} checks; {profiles}"
    ).removesuffix("; ")
