"""The object types that can be collected: their entities and the fields of their items.

One literal table, used by the benchmark language (names, datatypes, suggestions), by the collector,
and by a test that holds every probe to it. Names are OVAL's; those of our own are marked `own`.
An entity of an object is always also a field of its item.
"""

from collections.abc import Mapping
from itertools import product

from msgspec import Struct

from incisor.oval.model import Datatype


class Field(Struct, frozen=True):
    """One entity of an item. `many`: a tuple of values. `secret`: never shown in evidence."""

    datatype: Datatype = Datatype.STRING
    many: bool = False
    secret: bool = False


class ObjectType(Struct, frozen=True):
    """`entities`: what an object may ask by. `required`: one of these groups must be given."""

    entities: tuple[str, ...]
    fields: Mapping[str, Field]
    required: tuple[tuple[str, ...], ...] = ((),)
    own: bool = False
    meaning: str = ""


TEXT = Field()
INT = Field(Datatype.INT)
BOOL = Field(Datatype.BOOLEAN)
TEXTS = Field(many=True)
SECRET = Field(secret=True)
VERSION = Field(Datatype.VERSION)

_BY_PATH: tuple[tuple[str, ...], ...] = (("filepath",), ("path",))
_OPEN: tuple[tuple[str, ...], ...] = ((),)

_PACKAGE = {"name": TEXT, "arch": TEXT, "epoch": TEXT, "version": TEXT, "release": TEXT}
_VERIFIED = ("name", "epoch", "version", "release", "arch", "extended_name")
_MOUNT = {
    "mount_point": TEXT,
    "device": TEXT,
    "fs_type": TEXT,
    "mount_options": TEXTS,
    "total_space": INT,
    "space_used": INT,
    "space_left": INT,
    "source": TEXT,
}
_PERMISSIONS = (
    *("suid", "sgid", "sticky"),
    *("uread", "uwrite", "uexec", "gread", "gwrite", "gexec", "oread", "owrite", "oexec"),
)

_LEVELS = (("", "raw"), ("low", "high"), ("sensitivity", "category"))

VOCABULARY: Mapping[str, ObjectType] = {
    "file": ObjectType(
        ("filepath", "path", "filename"),
        {
            "filepath": TEXT,
            "path": TEXT,
            "filename": TEXT,
            "type": TEXT,
            "user_id": INT,
            "group_id": INT,
            "size": INT,
            "m_time": INT,
            "has_extended_acl": BOOL,
            **dict.fromkeys(_PERMISSIONS, BOOL),
            "mode": INT,
            "user_name": TEXT,
            "group_name": TEXT,
            "user_exists": BOOL,
            "group_exists": BOOL,
        },
        _BY_PATH,
        meaning="files by `filepath` or `path` + `filename`; directories by `path` alone. "
        "Own fields: mode (permission bits, 0o7777), user_name, group_name, user_exists, "
        "group_exists. type: regular, directory, symbolic link, character special, block special, "
        "fifo, socket.",
    ),
    "symlink": ObjectType(
        ("filepath",),
        {"filepath": TEXT, "canonical_path": TEXT},
        (("filepath",),),
        meaning="where a symbolic link leads in the end",
    ),
    "textfilecontent54": ObjectType(
        ("filepath", "path", "filename", "pattern", "instance"),
        {
            "filepath": TEXT,
            "path": TEXT,
            "filename": TEXT,
            "pattern": TEXT,
            "instance": INT,
            "text": TEXT,
            "subexpression": TEXTS,
        },
        (("filepath", "pattern"), ("path", "pattern")),
        meaning="every match of `pattern` in text files; `subexpression`: the groups that matched",
    ),
    "dpkginfo": ObjectType(
        ("name",),
        {**_PACKAGE, "evr": Field(Datatype.DEBIAN_EVR_STRING)},
        meaning="installed Debian packages",
    ),
    "rpminfo": ObjectType(
        ("name",),
        {**_PACKAGE, "evr": Field(Datatype.EVR_STRING), "signature_keyid": TEXT},
        meaning="installed RPM packages",
    ),
    "rpmverifyfile": ObjectType(
        ("name", "epoch", "version", "release", "arch", "filepath"),
        {
            **dict.fromkeys(_VERIFIED, TEXT),
            "filepath": TEXT,
            **dict.fromkeys(
                (
                    *("size_differs", "mode_differs", "md5_differs", "filedigest_differs"),
                    *("device_differs", "link_mismatch", "ownership_differs", "group_differs"),
                    *("mtime_differs", "capabilities_differ"),
                ),
                TEXT,
            ),
            **dict.fromkeys(
                (
                    *("configuration_file", "documentation_file", "ghost_file"),
                    *("license_file", "readme_file"),
                ),
                BOOL,
            ),
        },
        meaning="files of RPM packages against what the database says; pass, fail, not performed",
    ),
    "rpmverifypackage": ObjectType(
        ("name", "epoch", "version", "release", "arch"),
        {
            **dict.fromkeys(_VERIFIED, TEXT),
            "dependency_check_passed": BOOL,
            "verification_script_successful": BOOL,
        },
        meaning="RPM packages: whether what they need is there; their scripts are not run",
    ),
    "runlevel": ObjectType(
        ("service_name", "runlevel"),
        {"service_name": TEXT, "runlevel": TEXT, "start": BOOL, "kill": BOOL},
        meaning="System V services by runlevel, from the links in /etc/rcN.d",
    ),
    "sysctl": ObjectType(
        ("name",), {"name": TEXT, "value": TEXTS}, meaning="kernel parameters as they run"
    ),
    "systemdunitproperty": ObjectType(
        ("unit", "property"),
        {"unit": TEXT, "property": TEXT, "value": TEXTS},
        meaning="ActiveState, LoadState and UnitFileState of systemd units",
    ),
    "systemdunitdependency": ObjectType(
        ("unit",), {"unit": TEXT, "dependency": TEXTS}, meaning="what a unit pulls in, all levels"
    ),
    "partition": ObjectType(
        ("mount_point",), _MOUNT, meaning="mounted file systems; own field: source = mounted"
    ),
    "fstab": ObjectType(
        ("mount_point",), _MOUNT, own=True, meaning="file systems that /etc/fstab names"
    ),
    "password": ObjectType(
        ("username",),
        {
            "username": TEXT,
            "password": SECRET,
            "user_id": INT,
            "group_id": INT,
            "gcos": TEXT,
            "home_dir": TEXT,
            "login_shell": TEXT,
        },
        meaning="lines of /etc/passwd",
    ),
    "group": ObjectType(
        ("name",),
        {"name": TEXT, "group_id": INT, "members": TEXTS},
        own=True,
        meaning="lines of /etc/group",
    ),
    "shadow": ObjectType(
        ("username",),
        {
            "username": TEXT,
            "password": SECRET,
            "password_state": TEXT,
            "encrypt_method": TEXT,
            "chg_lst": INT,
            "chg_allow": INT,
            "chg_req": INT,
            "exp_warn": INT,
            "exp_inact": INT,
            "exp_date": INT,
            "last_change_in_future": BOOL,
        },
        meaning="lines of /etc/shadow. Own fields: password_state (set, empty, locked, none), "
        "last_change_in_future. encrypt_method: DES, MD5, Blowfish, SHA-256, SHA-512, yescrypt",
    ),
    "filehash58": ObjectType(
        ("filepath", "path", "filename", "hash_type"),
        {"filepath": TEXT, "path": TEXT, "filename": TEXT, "hash_type": TEXT, "hash": TEXT},
        (("filepath", "hash_type"), ("path", "filename", "hash_type")),
        meaning="digests of files; hash_type: MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512",
    ),
    "process58": ObjectType(
        ("command_line", "pid"),
        {
            "command_line": TEXT,
            "pid": INT,
            "ppid": INT,
            "ruid": INT,
            "user_id": INT,
            "loginuid": INT,
            "session_id": INT,
        },
        meaning="processes; a kernel thread's command_line is its name in brackets",
    ),
    "selinuxboolean": ObjectType(
        ("name",),
        {"name": TEXT, "current_status": BOOL, "pending_status": BOOL},
        meaning="booleans of the loaded SELinux policy",
    ),
    "selinuxsecuritycontext": ObjectType(
        ("filepath", "path", "filename", "pid"),
        {
            "filepath": TEXT,
            "path": TEXT,
            "filename": TEXT,
            "pid": INT,
            "user": TEXT,
            "role": TEXT,
            "type": TEXT,
            **dict.fromkeys(
                (f"{raw}{side}_{part}" for raw, side, part in product(*_LEVELS)),
                TEXT,
            ),
        },
        (("filepath",), ("path",), ("pid",)),
        meaning="SELinux contexts of files or processes",
    ),
    "xmlfilecontent": ObjectType(
        ("filepath", "path", "filename", "xpath"),
        {"filepath": TEXT, "path": TEXT, "filename": TEXT, "xpath": TEXT, "value_of": TEXTS},
        (("filepath", "xpath"), ("path", "filename", "xpath")),
        meaning="what an absolute XPath with attribute tests finds in XML files",
    ),
    "yamlfilecontent": ObjectType(
        ("filepath", "path", "filename", "yamlpath"),
        {
            "filepath": TEXT,
            "path": TEXT,
            "filename": TEXT,
            "yamlpath": TEXT,
            "value": Field(Datatype.RECORD, many=True),
        },
        (("filepath", "yamlpath"), ("path", "filename", "yamlpath")),
        meaning="what a path of keys and indices finds in YAML files, as records",
    ),
    "inetlisteningservers": ObjectType(
        ("protocol", "local_address", "local_port"),
        {
            "protocol": TEXT,
            "local_address": TEXT,
            "local_port": INT,
            "local_full_address": TEXT,
            "program_name": TEXT,
            "pid": INT,
            "user_id": INT,
        },
        meaning="sockets that wait for connections or datagrams; protocol: tcp or udp",
    ),
    "uname": ObjectType(
        (),
        {
            "machine_class": TEXT,
            "node_name": TEXT,
            "os_name": TEXT,
            "os_release": TEXT,
            "os_version": TEXT,
            "processor_type": TEXT,
        },
        meaning="the running kernel",
    ),
    "family": ObjectType((), {"family": TEXT}, meaning="always unix"),
    "environmentvariable58": ObjectType(
        ("pid", "name"),
        {"pid": INT, "name": TEXT, "value": TEXT},
        (("name",),),
        meaning="environment of a process; without pid, of the evaluator's own",
    ),
    "interface": ObjectType(
        ("name",),
        {"name": TEXT, "type": TEXT, "hardware_addr": TEXT, "inet_addr": TEXT, "flag": TEXTS},
        meaning="network interfaces",
    ),
    "variable": ObjectType(
        ("var_ref",),
        {"var_ref": TEXT, "value": TEXTS},
        (("var_ref",),),
        meaning="the values of a variable, in one item",
    ),
    "kernelmodule": ObjectType(
        ("name",),
        {
            "name": TEXT,
            "available": BOOL,
            "builtin": BOOL,
            "loaded": BOOL,
            "denied": BOOL,
            "install_disabled": BOOL,
            "loadable": BOOL,
        },
        (("name",),),
        own=True,
        meaning="a kernel module, one item for every name asked for. available: a file for it "
        "exists for the running kernel; denied: a blacklist line names it; install_disabled: "
        "`install NAME /bin/false` or `/bin/true`; loadable: available, not builtin, not "
        "install_disabled",
    ),
    "setting": ObjectType(
        ("source", "key", "filepath", "separator"),
        {
            "source": TEXT,
            "key": TEXT,
            "value": TEXT,
            "filepath": TEXT,
            "line": INT,
            "separator": TEXT,
        },
        (("source", "key"),),
        own=True,
        meaning="the effective value of a key as the program that reads it sees it: order of "
        "files, drop-in directories and which line wins are in readers.READERS. A key that no file "
        "sets has no item. source `keyvalue` reads one file: give `filepath` and `separator`",
    ),
    "pam": ObjectType(
        ("service", "type", "module"),
        {
            "service": TEXT,
            "type": TEXT,
            "module": TEXT,
            "control": TEXT,
            "arguments": TEXTS,
            "position": INT,
            "filepath": TEXT,
            "line": INT,
        },
        (("service",),),
        own=True,
        meaning="lines of a PAM stack in order (position from 1), include and substack expanded; "
        "type: auth, account, password, session; module without directory (pam_unix.so)",
    ),
    "account": ObjectType(
        ("username",),
        {
            "username": TEXT,
            "user_id": INT,
            "group_id": INT,
            "home_dir": TEXT,
            "login_shell": TEXT,
            "interactive": BOOL,
            "system": BOOL,
            "home_exists": BOOL,
            "home_owner_ok": BOOL,
            "home_mode": INT,
            "group_exists": BOOL,
            "password_state": TEXT,
        },
        own=True,
        meaning="a local user with the facts that belong to it. interactive: the shell is in "
        "/etc/shells and is not nologin or false; system: user_id below UID_MIN; password_state as "
        "in shadow",
    ),
    "dotfile": ObjectType(
        ("username", "filename"),
        {
            "username": TEXT,
            "filename": TEXT,
            "filepath": TEXT,
            "regular": BOOL,
            "mode": INT,
            "owner_ok": BOOL,
            "group_ok": BOOL,
        },
        own=True,
        meaning="what is no directory and has a name with a dot in front, in the home directory of "
        "each interactive user. owner_ok, group_ok: it belongs to that user and to that user's "
        "primary group; regular: it is a regular file and no link",
    ),
    "duplicate": ObjectType(
        ("of",),
        {"of": TEXT, "value": TEXT, "names": TEXTS},
        own=True,
        meaning="a value that several accounts share; of: user_id, group_id, user_name, group_name",
    ),
}
