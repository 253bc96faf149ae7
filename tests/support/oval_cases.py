"""OVAL documents by table: every comparison, check, set, variable and function as a small test.

The cases name no expected result: `oscap` gives it, and the evaluator must give the same.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"
  xmlns:ind="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent"
  xmlns:unix="http://oval.mitre.org/XMLSchema/oval-definitions-5#unix"
  xmlns:linux="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"
  xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<generator><oval:product_name>incisor tests</oval:product_name>
<oval:schema_version>5.11.3</oval:schema_version>
<oval:timestamp>2024-01-01T00:00:00</oval:timestamp></generator>
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One test with its object, states and variables, as XML; `ID` in it becomes the number."""

    name: str
    test: str
    objects: str = ""
    states: str = ""
    variables: str = ""


SPACE = " "
LINES = f"""int=5
int=12
neg=-3
word=Alpha
word=beta
version=1.10.3
evr=1:2.0-3
deb=2:1.0~rc1-1
four=192.168.1.17
six=2001:db8::1
flag=true
real=1.5
bytes=00ff
list=a,b;c
empty=
mixed=5x
ahead= 12
behind=12{SPACE}
plus=+12
under=1_2
hex=0x0c
leading=012
long=99999999999999999999
"""

SINGLES = {
    "string": [("word=(Alpha)", v) for v in ("Alpha", "alpha", "ALPHA", "^A.*a$", "lph", "b")],
    "int": [("int=(12)", v) for v in ("12", "5", "13", "8", "-3")]
    + [("neg=(.*)", "-3")]
    + [(f"{name}=(.*)", "12") for name in ("ahead", "behind", "plus", "under", "hex", "leading")]
    + [("long=(.*)", "12")],
    "version": [("version=(.*)", v) for v in ("1.10.3", "1.9", "1.10", "1.10.3.0", "2")],
    "evr_string": [("evr=(.*)", v) for v in ("1:2.0-3", "2.0-3", "0:9-9", "1:2.0-10", "1:2.0~a-3")],
    "debian_evr_string": [
        ("deb=(.*)", v) for v in ("2:1.0~rc1-1", "2:1.0-1", "1:9-1", "2:1.0~a-1")
    ],
    "ipv4_address": [
        ("four=(.*)", v) for v in ("192.168.1.17", "192.168.1.0/24", "10.0.0.1", "192.168.1.18")
    ],
    "ipv6_address": [("six=(.*)", v) for v in ("2001:db8::1", "2001:db8::/32", "::1")],
    "boolean": [("flag=(.*)", v) for v in ("true", "false", "1", "0")],
    "float": [("real=(.*)", v) for v in ("1.5", "1.50", "2", "-1.5")]
    + [(f"{name}=(.*)", "12") for name in ("ahead", "behind", "plus", "under", "hex", "leading")],
}
"""By datatype: a pattern that captures the found value, and the stated one."""

OPERATIONS = {
    "string": (
        "equals",
        "not equal",
        "case insensitive equals",
        "case insensitive not equal",
        "pattern match",
    ),
    "boolean": ("equals", "not equal"),
    **dict.fromkeys(
        ("version", "evr_string", "debian_evr_string", "float"),
        (
            "equals",
            "not equal",
            "greater than",
            "less than",
            "greater than or equal",
            "less than or equal",
        ),
    ),
    "int": (
        "equals",
        "not equal",
        "greater than",
        "less than",
        "greater than or equal",
        "less than or equal",
        "bitwise and",
        "bitwise or",
    ),
    **dict.fromkeys(
        ("ipv4_address", "ipv6_address"),
        ("equals", "not equal", "subset of", "superset of", "greater than", "less than"),
    ),
}

CHECKS = ("all", "at least one", "only one", "none satisfy")
EXISTENCES = (
    "all_exist",
    "any_exist",
    "at_least_one_exists",
    "none_exist",
    "only_one_exists",
)
OBJECTS = {
    "none": "nothing=(.*)",
    "one": "neg=(.*)",
    "two": "int=(.*)",
    "words": "word=(.*)",
    "mixed": "(?:int|mixed)=(.*)",
}


def cases() -> Iterator[Case]:
    """All of them."""
    yield from comparisons()
    yield from checks()
    yield from texts()
    yield from sets()
    yield from functions()
    yield from files()


def document(all_cases: list[Case], directory: Path) -> str:
    """A document with every case as a test and a definition of its own."""
    numbered = list(enumerate(all_cases, 1))
    parts = {
        part: "".join(getattr(case, part).replace("ID", str(n)) for n, case in numbered)
        for part in ("test", "objects", "states", "variables")
    }

    def section(name: str) -> str:
        """A section that the schema does not allow to be empty."""
        return f"<{name}>{parts[name]}</{name}>\n" if parts[name] else ""

    definitions = "".join(
        f'<definition id="oval:t:def:{n}" version="1" class="compliance"><metadata>'
        f"<title>t</title><description>d</description></metadata><criteria>"
        f'<criterion test_ref="oval:t:tst:{n}"/></criteria></definition>\n'
        for n, _ in numbered
    )
    return (
        f"{HEAD}<definitions>{definitions}</definitions>\n<tests>{parts['test']}</tests>\n"
        f"<objects>{parts['objects']}</objects>\n{section('states')}{section('variables')}"
        "</oval_definitions>"
    ).replace("DIR", str(directory))


def text_object(number: str, pattern: str, extra: str = "", file: str = "lines") -> str:
    """A textfilecontent54_object on one of the files."""
    return (
        f'<ind:textfilecontent54_object id="oval:t:obj:{number}" version="1">{extra}'
        f"<ind:filepath>DIR/{file}</ind:filepath>"
        f'<ind:pattern operation="pattern match">{escape(pattern)}</ind:pattern>'
        f'<ind:instance datatype="int" operation="greater than or equal">1</ind:instance>'
        f"</ind:textfilecontent54_object>\n"
    )


def text_test(attributes: str = 'check="all"', states: tuple[str, ...] = ("ID",)) -> str:
    """A textfilecontent54_test of object ID."""
    refs = "".join(f'<ind:state state_ref="oval:t:ste:{state}"/>' for state in states)
    return (
        f'<ind:textfilecontent54_test id="oval:t:tst:ID" version="1" comment="c" {attributes}>'
        f'<ind:object object_ref="oval:t:obj:ID"/>{refs}</ind:textfilecontent54_test>\n'
    )


def text_state(entity: str, number: str = "ID", operator: str = "AND") -> str:
    """A textfilecontent54_state."""
    return (
        f'<ind:textfilecontent54_state id="oval:t:ste:{number}" version="1" operator="{operator}">'
        f"{entity}</ind:textfilecontent54_state>\n"
    )


def comparisons() -> Iterator[Case]:
    """Every operation of every datatype."""
    for datatype, pairs in SINGLES.items():
        for (pattern, stated), operation in product(pairs, OPERATIONS[datatype]):
            entity = (
                f'<ind:subexpression datatype="{datatype}" operation="{operation}">'
                f"{escape(stated)}</ind:subexpression>"
            )
            yield Case(
                f"{pattern} {datatype} {operation} {stated}",
                text_test(),
                text_object("ID", f"^{pattern}$"),
                text_state(entity),
            )


def checks() -> Iterator[Case]:
    """Existence, check, state_operator, entity_check and var_check."""
    entity = '<ind:subexpression datatype="int" operation="less than">6</ind:subexpression>'
    for (name, pattern), check, existence in product(OBJECTS.items(), CHECKS, EXISTENCES):
        attributes = f'check="{check}" check_existence="{existence}"'
        yield Case(
            f"{existence} of {name}, {check}",
            text_test(attributes),
            text_object("ID", f"^{pattern}$"),
            text_state(entity),
        )
    for (name, pattern), existence in product(OBJECTS.items(), EXISTENCES):
        attributes = f'check="all" check_existence="{existence}"'
        yield Case(
            f"{existence} of {name}, no state",
            text_test(attributes, ()),
            text_object("ID", f"^{pattern}$"),
        )
    for check in CHECKS:
        yield Case(
            f"entity_check {check}",
            text_test(),
            text_object("ID", "^list=(.),(.);(.)$"),
            text_state(f'<ind:subexpression entity_check="{check}">b</ind:subexpression>'),
        )
        yield Case(
            f"var_check {check}",
            text_test(),
            text_object("ID", "^word=(beta)$"),
            text_state(f'<ind:subexpression var_ref="oval:t:var:ID" var_check="{check}"/>'),
            '<constant_variable id="oval:t:var:ID" version="1" comment="c" datatype="string">'
            "<value>alpha</value><value>beta</value></constant_variable>\n",
        )
    for operator in ("AND", "OR", "ONE", "XOR"):
        two = (
            "<ind:filename>other</ind:filename>"
            '<ind:subexpression operation="pattern match">a$</ind:subexpression>'
        )
        yield Case(
            f"state operator {operator}",
            text_test(),
            text_object("ID", "^word=(.*)$"),
            text_state(two, operator=operator),
        )
        yield Case(
            f"state_operator {operator}",
            text_test(f'check="at least one" state_operator="{operator}"', ("ID", "ID9")),
            text_object("ID", "^word=(.*)$"),
            text_state('<ind:subexpression operation="pattern match">a$</ind:subexpression>')
            + text_state("<ind:subexpression>beta</ind:subexpression>", "ID9"),
        )


TEXTS = (
    ("^int=(.*)$", ""),
    ("^INT=(.*)$", '<ind:behaviors ignore_case="true"/>'),
    ("int.*word", '<ind:behaviors singleline="true"/>'),
    ("int.*word", ""),
    ("^int=5$\n^int=12$", ""),
    ("^int", '<ind:behaviors multiline="false"/>'),
    ("^word", '<ind:behaviors multiline="false"/>'),
    ("(?i)^WORD=(\\w+)$", ""),
    ("^(?:x|())word=(.*)$", ""),
    ("^[\\s]*empty=([^\\n]*)$", ""),
    ("(?<=word=)\\w+", ""),
    ("^\\w+=(?!5)[0-9]+\\b", ""),
    ("a*", ""),
    ("$", ""),
    ("^mixed=\\d(?#comment)x$", ""),
    ("\\Aint", ""),
    ("^real=\\d\\.\\d\\Z", ""),
    ("[[:alpha:]]+=(?P<v>[[:digit:]]+)", ""),
    ("^(?>word)=(?:alpha|Alpha)", ""),
    ("\\bword\\b|\\breal\\b", ""),
)


def texts() -> Iterator[Case]:
    """How many matches a pattern has, with each behavior."""
    for (pattern, behaviors), existence in product(
        TEXTS, ("at_least_one_exists", "only_one_exists")
    ):
        yield Case(
            f"{existence} {pattern!r} {behaviors}",
            text_test(f'check="all" check_existence="{existence}"', ()),
            text_object("ID", pattern, behaviors),
        )
    for file in ("missing", "directory", "bytes", "nul", "hollow"):
        for existence in ("at_least_one_exists", "any_exist", "none_exist"):
            yield Case(
                f"{existence} in {file}",
                text_test(f'check="all" check_existence="{existence}"', ()),
                text_object("ID", "^(.*)$", file=file),
            )


def sets() -> Iterator[Case]:
    """Unions, intersections and complements of what exists and what does not, with filters."""
    pairs = (("int", "word"), ("int", "int"), ("(?:int|word)", "int"), ("nothing", "int"))
    for operator, (one, other), filtered in product(
        ("UNION", "INTERSECTION", "COMPLEMENT"), (*pairs, ("int", "nothing")), ("", "ex", "in")
    ):
        action = {"": "", "ex": "exclude", "in": "include"}[filtered]
        rule = f'<filter action="{action}">oval:t:ste:ID</filter>' if filtered else ""
        yield Case(
            f"{operator} of {one} and {other} {action}",
            text_test('check="all" check_existence="at_least_one_exists"', ()),
            f'<ind:textfilecontent54_object id="oval:t:obj:ID" version="1">'
            f'<set set_operator="{operator}"><object_reference>oval:t:obj:ID8</object_reference>'
            f"<object_reference>oval:t:obj:ID9</object_reference>{rule}</set>"
            f"</ind:textfilecontent54_object>\n"
            + text_object("ID8", f"^{one}=(.*)$")
            + text_object("ID9", f"^{other}=(.*)$"),
            text_state("<ind:subexpression>5</ind:subexpression>"),
        )


def _literal(text: str) -> str:
    return f"<literal_component>{escape(text)}</literal_component>"


def _number(text: str) -> str:
    return f'<literal_component datatype="int">{text}</literal_component>'


def _captured(pattern: str) -> str:
    return (
        '<object_component object_ref="oval:t:obj:ID9" item_field="subexpression"/>'
        if pattern
        else ""
    )


FUNCTIONS = (
    (f"<concat>{_literal('a')}{_literal('b')}</concat>", "ab", "word"),
    (f"<concat>{_literal('a')}{_captured('x')}</concat>", "aAlpha", "word"),
    (f'<begin character="/">{_literal("a/b")}</begin>', "/a/b", "word"),
    (f'<end character="/">{_literal("a/")}</end>', "a/", "word"),
    (f'<split delimiter=",">{_literal("a,b,,c")}</split>', "b", "word"),
    (
        f'<substring substring_start="2" substring_length="2">{_literal("abcd")}</substring>',
        "bc",
        "word",
    ),
    (
        f'<substring substring_start="0" substring_length="-1">{_literal("abcd")}</substring>',
        "abcd",
        "word",
    ),
    (f'<regex_capture pattern="a(.)c">{_literal("xabc")}</regex_capture>', "b", "word"),
    (f'<regex_capture pattern="z(.)c">{_literal("xabc")}</regex_capture>', "", "word"),
    (f"<escape_regex>{_literal('a.b*[c]')}</escape_regex>", "a\\.b\\*\\[c\\]", "word"),
    (f"<count>{_captured('x')}</count>", "2", "word"),
    (f"<count>{_captured('x')}</count>", "0", "nothing"),
    (f"<unique>{_captured('x')}{_captured('x')}</unique>", "beta", "word"),
    (
        f'<arithmetic arithmetic_operation="add">{_literal("2")}{_captured("x")}</arithmetic>',
        "14",
        "int",
    ),
    (
        f'<arithmetic arithmetic_operation="multiply">{_literal("2")}{_captured("x")}</arithmetic>',
        "10",
        "int",
    ),
    (
        f'<arithmetic arithmetic_operation="add">{_number("2")}{_number("3")}</arithmetic>',
        "5",
        "int",
    ),
    (
        f'<arithmetic arithmetic_operation="multiply">{_number("2")}{_number("3")}</arithmetic>',
        "6",
        "int",
    ),
    (_captured("x"), "5", "int"),
    (f"<glob_to_regex>{_literal('/etc/*.conf')}</glob_to_regex>", "/etc/[^/]*\\.conf", "word"),
    (
        (
            '<time_difference format_1="year_month_day" format_2="year_month_day">'
            f"{_literal('20240102')}{_literal('20240101')}</time_difference>"
        ),
        "86400",
        "word",
    ),
    *(
        (
            (
                '<time_difference format_1="year_month_day" format_2="year_month_day">'
                f"{_literal('20240101')}{_literal('20240102')}</time_difference>"
            ),
            stated,
            "word",
        )
        for stated in ("-86400", "86400", "18446744073709465216", "184467440737094")
    ),
)


def functions() -> Iterator[Case]:
    """What local variables are made of, seen through variable_test."""
    for (component, stated, captured), check in product(FUNCTIONS, ("all", "at least one")):
        yield Case(
            f"{component} {check} {stated}",
            '<ind:variable_test id="oval:t:tst:ID" version="1" comment="c" check="all">'
            '<ind:object object_ref="oval:t:obj:ID"/><ind:state state_ref="oval:t:ste:ID"/>'
            "</ind:variable_test>\n",
            '<ind:variable_object id="oval:t:obj:ID" version="1">'
            "<ind:var_ref>oval:t:var:ID</ind:var_ref></ind:variable_object>\n"
            + text_object("ID9", f"^{captured}=(.*)$"),
            '<ind:variable_state id="oval:t:ste:ID" version="1">'
            f"<ind:value entity_check={quoteattr(check)}>{escape(stated)}</ind:value>"
            "</ind:variable_state>\n",
            '<local_variable id="oval:t:var:ID" version="1" comment="c" datatype="string">'
            f"{component}</local_variable>\n",
        )


IN = "<unix:filename>in</unix:filename>"
FILES = (
    ("<unix:filepath>DIR/lines</unix:filepath>", ""),
    ("<unix:path>DIR</unix:path><unix:filename>lines</unix:filename>", ""),
    ('<unix:path>DIR</unix:path><unix:filename xsi:nil="true"/>', ""),
    ('<unix:path>DIR/directory</unix:path><unix:filename xsi:nil="true"/>', ""),
    (f'<unix:path operation="pattern match">^DIR/.*$</unix:path>{IN}', ""),
    ('<unix:path>DIR</unix:path><unix:filename operation="pattern match">^l</unix:filename>', ""),
    ('<unix:path>DIR</unix:path><unix:filename operation="not equal">lines</unix:filename>', ""),
    ("<unix:filepath>DIR/missing</unix:filepath>", ""),
    ("<unix:filepath>DIR/directory</unix:filepath>", ""),
    ("<unix:filepath>DIR/link</unix:filepath>", ""),
    ("<unix:filepath/>", ""),
    ('<unix:path/><unix:filename xsi:nil="true"/>', ""),
    ('<unix:path/><unix:filename operation="pattern match">.</unix:filename>', ""),
    ("<unix:filepath>DIR/dangling</unix:filepath>", ""),
    *(
        (
            '<unix:path>DIR</unix:path><unix:filename operation="pattern match">.</unix:filename>',
            (
                f'<unix:behaviors recurse_direction="down" max_depth="{depth}"'
                f' recurse_file_system="{systems}" recurse="{recurse}"/>'
            ),
        )
        for depth, systems, recurse in product(
            (-1, 0, 1), ("all", "local", "defined"), ("directories", "symlinks and directories")
        )
    ),
    (
        '<unix:path>DIR/directory</unix:path><unix:filename xsi:nil="true"/>',
        '<unix:behaviors recurse_direction="up" max_depth="1"/>',
    ),
)
DOWN = '<unix:behaviors recurse_direction="down" recurse="directories" max_depth="-1"/>'
NAMES = (
    *(' operation="pattern match">.', ' operation="pattern match">^good$', ">good"),
    *(' operation="pattern match">^bad$', ' operation="not equal">good'),
)
"""Asked for in a directory where one name is not UTF-8."""

FILES += tuple(
    (f"<unix:path>DIR-names</unix:path><unix:filename{name}</unix:filename>", behaviors)
    for name, behaviors in product(NAMES, ("", DOWN))
)
FILES += (
    ('<unix:filepath operation="pattern match">^DIR-names/.*$</unix:filepath>', ""),
    ('<unix:filepath operation="pattern match">^DIR-names/good$</unix:filepath>', ""),
    (f'<unix:path operation="pattern match">^DIR-names.*</unix:path>{IN}', ""),
)
FILE_STATES = (
    "<unix:type>regular</unix:type>",
    "<unix:type>directory</unix:type>",
    '<unix:owrite datatype="boolean">false</unix:owrite>',
    '<unix:user_id datatype="int">0</unix:user_id>',
    '<unix:size datatype="int" operation="greater than">0</unix:size>',
)


def files() -> Iterator[Case]:
    """Which files an object finds, and what they are."""
    for (where, behaviors), state in product(FILES, ("", *FILE_STATES)):
        ref = '<unix:state state_ref="oval:t:ste:ID"/>' if state else ""
        made = f'<unix:file_state id="oval:t:ste:ID" version="1">{state}</unix:file_state>\n'
        yield Case(
            f"{where} {behaviors} {state}",
            '<unix:file_test id="oval:t:tst:ID" version="1" comment="c" check="all">'
            f'<unix:object object_ref="oval:t:obj:ID"/>{ref}</unix:file_test>\n',
            f'<unix:file_object id="oval:t:obj:ID" version="1">{behaviors}{where}'
            "</unix:file_object>\n",
            made if state else "",
        )


def populate(directory: Path) -> None:
    """The files that the cases speak of."""
    (directory / "lines").write_text(LINES)
    (directory / "bytes").write_bytes(b"good\nbad \xff\n")
    (directory / "nul").write_bytes(b"before\0after\n")
    (directory / "hollow").touch()
    (directory / "directory").mkdir()
    (directory / "directory" / "in").write_text("x\n")
    (directory / "directory" / "deep").mkdir()
    (directory / "directory" / "deep" / "in").write_text("x\n")
    (directory / "writable").touch()
    (directory / "writable").chmod(0o666)
    (directory / "link").symlink_to("lines")
    (directory / "turn").symlink_to("directory")
    (directory / "dangling").symlink_to("nowhere")
    names = os.fsencode(f"{directory}-names")
    for path in (names, names + b"/below", names + b"/\xff"):
        os.mkdir(path)
    for path in (b"good", b"\xfe", b"below/good", b"\xff/good"):
        with open(names + b"/" + path, "wb"):
            pass
