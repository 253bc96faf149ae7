"""incisor.oval.probes.yamlfilecontent: an item a file and path, and errors with the file's name."""

from incisor.oval.item import Gap, Item, RecordValue
from incisor.oval.model import Entity, Object, Operation
from incisor.oval.probes.yamlfilecontent import collect
from incisor.oval.query import BoundQuery
from support.content import items
from support.fakehost import FakeHost

HOST = FakeHost.from_spec(
    {"files": {"/etc/a.yaml": "k: [v]\n", "/etc/b.yaml": "k: [\n", "/etc/d": {"type": "directory"}}}
)


def test_each_file_that_has_something_there_is_an_item() -> None:
    """With records as its value; a directory and a file without it are none."""
    (item,) = items(HOST, "yamlfilecontent", {"filepath": "/etc/a.yaml", "yamlpath": ".k"})
    assert item.fields["value"] == (RecordValue((("#", ("v",)),)),)
    for path, yamlpath in (("/etc/a.yaml", ".gone"), ("/etc/d", ".k"), ("/etc/gone", ".k")):
        assert not items(HOST, "yamlfilecontent", {"filepath": path, "yamlpath": yamlpath})


def test_a_file_that_is_no_yaml_is_an_error() -> None:
    """Named, while the others have their items."""
    names = Entity("filename", (r"\.yaml$",), Operation.PATTERN_MATCH)
    entities = (Entity("path", ("/etc",)), names, Entity("yamlpath", (".k",)))
    asked = Object("o", "yamlfilecontent", entities)
    query = BoundQuery(asked, {entity.name: entity.values for entity in entities})
    item, gap = collect(query, HOST)
    assert isinstance(item, Item)
    assert isinstance(gap, Gap)
    assert gap.error
    assert gap.reason.startswith("/etc/b.yaml: is not well-formed YAML in line")
