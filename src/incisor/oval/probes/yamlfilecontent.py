"""ind-def:yamlfilecontent_object -> ind-sys:yamlfilecontent_item: what a YAML path finds in files.

An item for each file and path that finds something, as oscap makes it: `value` has a record for
each mapping or list of scalars that was found, with the name `#` where there is no other.
"""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Gap, Item, Query
from incisor.oval.yaml_paths import YamlError, documents, records, select, steps

PARAMETERS = frozenset({"filepath", "path", "filename", "yamlpath"})

_REGULAR = 0o100000


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """Items in the order of the files."""
    for found in query.files(host):
        if isinstance(found, Gap):
            yield found
            continue
        path = found.directory.rstrip("/") + "/" + found.name
        status = host.stat(path, follow=True)
        if not found.name or status is None or status.mode & 0o170000 != _REGULAR:
            continue
        place = {"filepath": path, "path": found.directory, "filename": found.name}
        yield from _in_file(host.read(path), query.stated("yamlpath"), place)


def _in_file(
    content: bytes, yamlpaths: tuple[str, ...], place: dict[str, str]
) -> Iterator[Item | Gap]:
    for yamlpath in yamlpaths:
        try:
            path = steps(yamlpath)
            found = [select(node, path) for node in documents(content)]
            values = tuple(records([node for node in found if node is not None]))
        except YamlError as error:
            yield Gap(f"{place['filepath']}: {error}", error=True)
            continue
        if values:
            yield Item({**place, "yamlpath": yamlpath, "value": values})
