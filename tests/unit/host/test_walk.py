"""incisor.host.walk: one pass for all requests, and what it does not enter."""

from typing import Any

import pytest

from incisor.host import FileStat, FileSystems, WalkRequest, WalkResult
from incisor.host.mounts import Mount, parse
from incisor.host.walk import barred
from support.fakehost import FakeHost

LOCAL, DEFINED, ALL = FileSystems.LOCAL, FileSystems.DEFINED, FileSystems.ALL

FILES: dict[str, Any] = {
    "/srv/a": "",
    "/srv/one/b": "",
    "/srv/one/two/c": "",
    "/srv/link": {"target": "/etc"},
}


def anything(_mode: int, _uid: int, _gid: int) -> bool:
    return True


def always(_directory: str, _name: str, _status: FileStat) -> bool:
    return True


def request(*roots: str, **more: Any) -> WalkRequest:
    return WalkRequest(
        roots or ("/srv",), **{"wants": anything, "accepts": always, "keep": 10_000, **more}
    )


def paths(result: WalkResult) -> list[str]:
    return sorted(f"{m.directory.rstrip('/')}/{m.name}".rstrip("/") for m in result.kept)


def walk(*requests: WalkRequest, mounts: Any = (), files: Any = None) -> list[WalkResult]:
    host = FakeHost.from_spec({"files": files or FILES, "mounts": mounts})
    return list(host.walk(requests))


def test_everything_below_the_root_is_offered_once() -> None:
    """Directories with the root itself, files, and links, which are not followed."""
    (result,) = walk(request())
    assert paths(result) == [
        *("/srv", "/srv/a", "/srv/link", "/srv/one", "/srv/one/b"),
        *("/srv/one/two", "/srv/one/two/c"),
    ]
    assert result.count == 7


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (0, ["/srv", "/srv/a", "/srv/link"]),
        (1, ["/srv", "/srv/a", "/srv/link", "/srv/one", "/srv/one/b"]),
    ],
)
def test_depth_counts_levels_below_the_root(depth: int, expected: list[str]) -> None:
    """Files of the last level are seen, directories below it are not."""
    (result,) = walk(request(max_depth=depth))
    assert paths(result) == expected


def test_requests_share_the_walk_each_with_its_own_root_and_depth() -> None:
    """A root inside another's tree is served on the way."""
    outer, inner, shallow = walk(request(), request("/srv/one"), request("/srv/one", max_depth=0))
    assert outer.count == 7
    assert paths(inner) == ["/srv/one", "/srv/one/b", "/srv/one/two", "/srv/one/two/c"]
    assert paths(shallow) == ["/srv/one", "/srv/one/b"]


def test_a_root_beyond_a_shallow_request_is_walked_on_its_own() -> None:
    """It is not forgotten because nothing led there."""
    shallow, deep = walk(request("/srv", max_depth=0), request("/srv/one/two"))
    assert shallow.count == 3
    assert paths(deep) == ["/srv/one/two", "/srv/one/two/c"]


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (-1, ["/srv", "/srv/a", "/srv/link", "/srv/one", "/srv/one/b"]),
        (0, ["/srv", "/srv/a", "/srv/link", "/srv/one", "/srv/one/b"]),
    ],
)
def test_what_several_roots_lead_to_is_offered_once(depth: int, expected: list[str]) -> None:
    """A root below another one does not count its files twice; each root has its own depth."""
    (result,) = walk(request("/srv/one", "/srv", max_depth=depth))
    found = paths(result)
    assert len(found) == len(set(found)) == result.count
    assert set(expected) <= set(found)
    assert ("/srv/one/two/c" in found) is (depth < 0)


def test_directories_that_a_request_spares_are_not_entered_for_it() -> None:
    """What is closed there is no gap of this request; the others go on."""
    files = {"/srv/no/x": "", "/srv/yes/y": "", "/srv/no": {"type": "directory", "mode": "0700"}}
    host = FakeHost.from_spec({"files": files, "root": False})
    choosy, other = host.walk([request(enters=lambda path: path != "/srv/no"), request()])
    assert paths(choosy) == ["/srv", "/srv/yes", "/srv/yes/y"]
    assert choosy.unreadable == 0
    assert other.unreadable == 1


@pytest.mark.parametrize("root", ["/nowhere", "/srv/a"])
def test_a_root_that_is_no_directory_gives_nothing(root: str) -> None:
    """No error either: the object does not exist."""
    (result,) = walk(request(root))
    assert (result.count, result.unreadable) == (0, 0)


def test_a_root_may_be_a_link() -> None:
    """As /lib is on hosts with a merged /usr; paths stay as they were asked for."""
    (result,) = walk(request("/lib"), files={"/usr/lib/x": ""})
    assert "/lib/x" in paths(result)


def test_the_predicate_is_asked_once_for_each_mode_and_owner() -> None:
    """However many files share them."""
    asked: list[tuple[int, int, int]] = []

    def wants(*key: int) -> bool:
        asked.append((key[0], key[1], key[2]))
        return False

    files = {f"/srv/{n}": "" for n in range(50)}
    (result,) = walk(request(wants=wants), files=files)
    assert result.count == 0
    assert len(asked) == len(set(asked)) == 2


def test_matches_are_counted_and_the_first_kept() -> None:
    """Memory does not grow with them."""
    (result,) = walk(request(keep=3), files={f"/srv/{n}": "" for n in range(50)})
    assert (result.count, len(result.kept)) == (51, 3)


def test_a_directory_that_may_not_be_read_is_told() -> None:
    """To every request that would have looked into it."""
    files = {"/srv/closed": {"type": "directory", "mode": "0700"}, "/srv/open/x": ""}
    host = FakeHost.from_spec({"files": files, "root": False})
    one, two = host.walk([request(), request("/srv/open")])
    assert one.unreadable == 1
    assert one.unreadable_samples[0].startswith("/srv/closed")
    assert two.unreadable == 0


DATA = {"target": "/srv/data", "type": "ext4"}
SHARE = {"target": "/srv/share", "type": "nfs4"}
KERNEL = {"target": "/srv/proc", "type": "proc"}


@pytest.mark.parametrize(
    ("systems", "expected"),
    [
        (LOCAL, {"/srv", "/srv/data"}),
        (DEFINED, {"/srv"}),
        (ALL, {"/srv", "/srv/data", "/srv/share", "/srv/proc"}),
    ],
)
def test_mount_points_are_entered_as_far_as_asked(systems: FileSystems, expected: set[str]) -> None:
    """local: no network and no kernel file systems; defined: the root's own only."""
    (result,) = walk(
        request(file_systems=systems), mounts=[DATA, SHARE, KERNEL], files={"/srv/x": ""}
    )
    assert set(paths(result)) - {"/srv/x"} == expected


def table(*lines: str) -> tuple[Mount, ...]:
    """`mount point, device number, root of the file system, type` a line."""
    fields = (line.split() for line in ("/ 8:1 / ext4", *lines))
    return parse("".join(f"1 0 {n} {r} {m} rw - {t} d rw\n" for m, n, r, t in fields))


@pytest.mark.parametrize(
    ("root", "lines", "depth", "expected"),
    [
        ("/", ["/mnt/lib 8:1 /var/lib ext4"], -1, {"/mnt/lib"}),
        ("/", ["/mnt/lib 8:1 /var/lib ext4"], 3, set()),
        ("/mnt", ["/mnt/lib 8:1 /var/lib ext4"], -1, set()),
        ("/var", ["/var/again 8:1 /var/lib ext4"], -1, {"/var/again"}),
        ("/", ["/data 8:2 / ext4", "/again 8:2 / ext4"], -1, {"/again"}),
        ("/", ["/data/sub 8:2 /sub ext4", "/whole 8:2 / ext4"], -1, {"/data/sub"}),
        ("/", ["/data 8:2 /one ext4", "/other 8:2 /two ext4"], -1, set()),
        ("/", ["/net 0:9 / nfs4"], -1, {"/net"}),
        ("/mnt/lib", ["/mnt/lib 8:1 /var/lib ext4"], -1, set()),
    ],
)
def test_bind_mounts_are_not_visited_twice(
    root: str, lines: list[str], depth: int, expected: set[str]
) -> None:
    """What the walk reaches anyway is barred at its second place, and only then."""
    asked = request(root, file_systems=LOCAL, max_depth=depth)
    assert barred(asked, root, table(*lines)) == expected


def test_without_a_table_of_mounts_the_devices_decide() -> None:
    """`defined` stays on the root's device even if mountinfo cannot be read."""
    host = FakeHost.from_spec({"files": {"/srv/x": ""}, "mounts": [DATA]})
    (result,) = host.walk([request(file_systems=DEFINED)])
    assert "/srv/data" not in paths(result)
