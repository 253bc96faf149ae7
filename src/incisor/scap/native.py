"""Rules that published content checks by a script only, and whose question our own facts answer.

TABLE is all of it: the rule by the end of its id, and a definition of ours in the evaluator's own
model that says what the script asks, no more and no less. It is evaluated in the scan's one walk.
What depends on more than files (a firewall's running rules, a program's own opinion) is not here.
"""

from collections.abc import Generator, Iterator, Mapping
from functools import cache
from typing import Final

from incisor.oval.model import (
    Behaviors,
    Check,
    Component,
    Criteria,
    Criterion,
    Datatype,
    Definition,
    Definitions,
    Entity,
    Existence,
    Filter,
    FilterAction,
    Function,
    Literal,
    Member,
    Object,
    ObjectComponent,
    ObjectSet,
    Operation,
    Operator,
    SetOperator,
    State,
    Test,
    Variable,
    VariableComponent,
    gather,
)
from incisor.scap import sce, xccdf
from incisor.scap.content import OVAL

HREF: Final = "incisor-native.xml"
"""The document's name in checks and results; no content has one of that name."""

NOTE: Final = "decided by facts of incisor's own instead of the content's script"


def _id(kind: str, name: str) -> str:
    return f"oval:incisor.native.{name}:{kind}:1"


TABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "file_permissions_unauthorized_world_writable": ("world_writable",),
    "no_files_unowned_by_user": ("unowned", "elsewhere"),
    "file_permissions_ungroupowned": ("ungrouped", "elsewhere"),
    "accounts_users_own_home_directories": ("own_homes", "shared_ids"),
    "audit_rules_privileged_commands": ("privileged",),
}
"""By what follows `_rule_` in a rule's id: the definition that answers it; then those that, where
they are true, leave it to the script."""

DOUBTS: Final[Mapping[str, str]] = {
    _id("def", "elsewhere"): "users and groups come also from elsewhere than the local files",
    _id("def", "shared_ids"): "two users share an id, so that their files have no one owner",
}
"""Why that is so."""


def check(rule: xccdf.Rule) -> xccdf.Check | None:
    """A check of ours in place of the rule's script; doubts about it are its further references."""
    names = TABLE.get(rule.id.rpartition("_rule_")[2], ())
    if not names or all(each.system != sce.SYSTEM for each in rule.checks):
        return None
    return xccdf.Check(OVAL, tuple(xccdf.ContentRef(HREF, _id("def", name)) for name in names))


def _pattern(name: str, pattern: str) -> Entity:
    return Entity(name, (pattern,), Operation.PATTERN_MATCH)


def _boolean(name: str, value: bool) -> Entity:
    return Entity(name, (value,), datatype=Datatype.BOOLEAN)


def _one_of(name: str, variable: str, operation: Operation = Operation.EQUALS) -> Entity:
    """An entity that is one of a variable's values."""
    return Entity(
        name, operation=operation, variable=_id("var", variable), var_check=Check.AT_LEAST_ONE
    )


def _lines(name: str, pattern: Entity, *where: Entity) -> Object:
    """The matches in text files."""
    first = Entity("instance", (1,), Operation.GREATER_THAN_OR_EQUAL, Datatype.INT)
    return Object(_id("obj", name), "textfilecontent54", (*where, pattern, first))


def _values(name: str, item_field: str) -> Variable:
    """A variable of what the items of the object of that name have there."""
    return Variable(_id("var", name), component=ObjectComponent(_id("obj", name), item_field))


def _filters(*states: str, include: bool = False) -> tuple[Filter, ...]:
    action = FilterAction.INCLUDE if include else FilterAction.EXCLUDE
    return tuple(Filter(_id("ste", state), action) for state in states)


def _tested(
    name: str,
    kind: str,
    subject: str,
    existence: Existence = Existence.AT_LEAST_ONE_EXISTS,
    states: tuple[str, ...] = (),
) -> Iterator[Member]:
    """A test of an object."""
    refs = tuple(_id("ste", state) for state in states)
    yield Test(_id("tst", name), kind, _id("obj", subject), refs, check_existence=existence)


def _defined(name: str) -> Definition:
    """A definition of the one test of that name."""
    return Definition(_id("def", name), Criteria((Criterion(_id("tst", name)),)))


DOWN: Final = Behaviors(recurse_direction="down", recurse_file_system="defined")


def _none_below(name: str, state: Entity, but: str = "") -> Iterator[Member]:
    """That no regular file is so below the searched mount points, each of them looked through
    without crossing into another file system. `but` excludes files by a state."""
    yield State(_id("ste", name), "file", (Entity("type", ("regular",)), state))
    entities = (_one_of("path", "searched"), _pattern("filename", ""))
    filters = (*_filters(name, include=True), *(_filters(but) if but else ()))
    yield Object(_id("obj", name), "file", entities, DOWN, filters)
    yield from _tested(name, "file", name, Existence.NONE_EXIST)
    yield _defined(name)


def _mounts() -> Iterator[Member]:
    """`searched`: the mount points of file systems that lie on devices (/proc/filesystems marks the
    others), and /tmp if it is a tmpfs."""
    yield _lines(
        "nodev", _pattern("pattern", r"^nodev\s+(\S+)$"), Entity("filepath", ("/proc/filesystems",))
    )
    yield _values("nodev", "subexpression")
    yield State(_id("ste", "nodev"), "partition", (_one_of("fs_type", "nodev"),))
    yield Object(
        _id("obj", "on_device"),
        "partition",
        (_pattern("mount_point", ""),),
        filters=_filters("nodev"),
    )
    yield State(_id("ste", "tmpfs"), "partition", (Entity("device", ("tmpfs",)),))
    yield Object(
        _id("obj", "tmp"),
        "partition",
        (Entity("mount_point", ("/tmp",)),),  # noqa: S108 - it is looked at only
        filters=_filters("tmpfs", include=True),
    )
    both = ObjectSet(SetOperator.UNION, (_id("obj", "on_device"), _id("obj", "tmp")))
    yield Object(_id("obj", "searched"), "partition", set=both)
    yield _values("searched", "mount_point")
    yield State(_id("ste", "sysroot"), "file", (_pattern("filepath", "^/sysroot/"),))


def _elsewhere() -> Iterator[Member]:
    """Whether nsswitch.conf(5) names a source of users or groups besides the local files."""
    line = r"^[ \t]*(?:passwd|group):.*?\b(?:sss|ldap|nis|nisplus|winbind|hesiod|db|extrausers)\b"
    where = Entity("filepath", ("/etc/nsswitch.conf",))
    yield _lines("elsewhere", _pattern("pattern", line), where)
    yield from _tested("elsewhere", "textfilecontent54", "elsewhere")
    yield _defined("elsewhere")


def _homes() -> Iterator[Member]:
    """Each user with a shell to log in with, but root and those that halt the system, has a home
    directory that belongs to it."""
    shell = _pattern("login_shell", "^(?:/usr/sbin/nologin|/bin/false)$")
    yield State(_id("ste", "no_login"), "account", (shell,))
    names = _pattern("username", "^(?!root|halt|sync|shutdown)")
    yield Object(_id("obj", "own_homes"), "account", (names,), filters=_filters("no_login"))
    own = (_boolean("home_exists", True), _boolean("home_owner_ok", True))
    yield State(_id("ste", "own_homes"), "account", own)
    yield from _tested(
        "own_homes", "account", "own_homes", Existence.ANY_EXIST, states=("own_homes",)
    )
    yield _defined("own_homes")
    yield Object(_id("obj", "shared_ids"), "duplicate", (Entity("of", ("user_id",)),))
    yield from _tested("shared_ids", "duplicate", "shared_ids")
    yield _defined("shared_ids")


RULE_START: Final = r"^[^\S\n]*-a always,exit -F path="
RULE_END: Final = (
    r"\b\S*(?: -F perm=x)? -F auid>=1000 -F auid!=(?:4294967295|unset|-1)[^\S\n]+"
    r"(?:-k[^\S\n]+|-F[^\S\n]+key=)\S+[^\S\n]*$"
)
"""What stands around a program's path in a rule of audit.rules(7) that watches it being run."""


def _privileged() -> Iterator[Member]:
    """Each setuid or setgid program on a file system that honours such bits has exactly one rule of
    the audit system's, where that takes its rules from."""
    yield State(
        _id("ste", "no_privileges"),
        "partition",
        (
            Entity(
                "mount_options",
                ("noexec|nosuid",),
                Operation.PATTERN_MATCH,
                entity_check=Check.AT_LEAST_ONE,
            ),
        ),
    )
    yield Object(
        _id("obj", "privileging"),
        "partition",
        (_pattern("mount_point", ""),),
        filters=_filters("nodev", "no_privileges"),
    )
    yield _values("privileging", "mount_point")
    yield State(_id("ste", "special"), "file", (Entity("type", ("regular",), Operation.NOT_EQUAL),))
    yield State(_id("ste", "ordinary"), "file", (_boolean("suid", False), _boolean("sgid", False)))
    below = (_one_of("path", "privileging"), _pattern("filename", ""))
    yield Object(_id("obj", "programs"), "file", below, DOWN, _filters("special", "ordinary"))
    yield from _tested("no_programs", "file", "programs", Existence.NONE_EXIST)
    yield _values("programs", "filepath")
    yield _counted("number", VariableComponent(_id("var", "programs")))
    path = VariableComponent(_id("var", "programs"))
    rule = Function("concat", (Literal(RULE_START), path, Literal(RULE_END)))
    yield Variable(_id("var", "rules"), component=rule)
    yield _lines(
        "by_auditctl",
        _pattern("pattern", "^ExecStartPost=-/sbin/auditctl"),
        Entity("filepath", ("/usr/lib/systemd/system/auditd.service",)),
    )
    yield from _tested("by_auditctl", "textfilecontent54", "by_auditctl")
    auditctl = yield from _each_once("auditctl", Entity("filepath", ("/etc/audit/audit.rules",)))
    directory, names = Entity("path", ("/etc/audit/rules.d",)), r"^[^.].*\.rules$"
    augenrules = yield from _each_once("augenrules", directory, _pattern("filename", names))
    chosen = (
        Criterion(_id("tst", "no_programs")),
        Criteria((Criterion(_id("tst", "by_auditctl")), auditctl)),
        Criteria((Criterion(_id("tst", "by_auditctl"), negate=True), augenrules)),
    )
    yield Definition(_id("def", "privileged"), Criteria(chosen, Operator.OR))


def _each_once(name: str, *where: Entity) -> Generator[Member, None, Criteria]:
    """That in these files there are as many matches, and as many programs matched, as there are
    programs: so each has one."""
    yield _lines(name, _one_of("pattern", "rules", Operation.PATTERN_MATCH), *where)
    matched = ObjectComponent(_id("obj", name), "pattern")
    yield _counted(f"{name}.matches", matched)
    yield _counted(f"{name}.matched", Function("unique", (matched,)))
    for each in (f"{name}.matches", f"{name}.matched"):
        yield State(
            _id("ste", each),
            "variable",
            (Entity("value", datatype=Datatype.INT, variable=_id("var", "number")),),
        )
        yield Object(_id("obj", each), "variable", (Entity("var_ref", (_id("var", each),)),))
        yield from _tested(each, "variable", each, states=(each,))
    return Criteria(
        tuple(Criterion(_id("tst", f"{name}.{each}")) for each in ("matches", "matched"))
    )


def _counted(name: str, component: Component) -> Variable:
    return Variable(_id("var", name), Datatype.INT, component=Function("count", (component,)))


@cache
def definitions() -> Definitions:
    """All of them; made when a scan first needs one, as few do."""
    return gather(
        (
            *_mounts(),
            *_none_below("world_writable", _boolean("owrite", True)),
            *_none_below("unowned", _boolean("user_exists", False)),
            *_none_below("ungrouped", _boolean("group_exists", False), but="sysroot"),
            *_elsewhere(),
            *_homes(),
            *_privileged(),
        )
    )
