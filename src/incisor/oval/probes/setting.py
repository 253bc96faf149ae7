"""Our own object: the effective value of a key, as the program that is configured sees it."""

from collections.abc import Iterator

from incisor.host import Host
from incisor.oval.item import Gap, Item, Query
from incisor.oval.readers import READERS, Reader, Setting, effective, keyvalue, lookup

PARAMETERS = frozenset({"source", "filepath", "separator"})


def collect(query: Query, host: Host) -> Iterator[Item | Gap]:
    """Items of the asked keys; a key that is asked for by name is given as it was written there."""
    separator = next(iter(query.literals("separator") or ()), None)
    for source, reader in _readers(query, separator or "="):
        if reader is None:
            yield Gap(f"there is no reader for the settings of {source}", error=True)
            continue
        settings = effective(host, reader)
        names = query.literals("key")
        for key in settings if names is None else names:
            for setting in lookup(settings, reader.folds(key)):
                yield _item(source, key, setting, separator)


def _readers(query: Query, separator: str) -> Iterator[tuple[str, Reader | None]]:
    for source in query.literals("source") or ():
        if source == "keyvalue":
            for path in query.literals("filepath") or ():
                yield source, keyvalue(path, separator)
        else:
            yield source, READERS.get(source)


def _item(source: str, key: str, setting: Setting, separator: str | None) -> Item:
    return Item(
        {
            "source": source,
            "key": key,
            "value": setting.value,
            "filepath": setting.filepath,
            "line": setting.line,
            "separator": separator,
        }
    )
