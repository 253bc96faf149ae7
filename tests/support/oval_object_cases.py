"""More OVAL cases by table: object types whose files are made for the cases.

As in `oval_cases`, no case names an expected result: `oscap` gives it.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from xml.sax.saxutils import escape

from support.oval_cases import CHECKS, EXISTENCES, Case, text_object, text_state, text_test

XML = """<?xml version="1.0"?>
<!-- a comment -->
<zone version="1.0"><short>Public</short><description>two <b>parts</b> of it</description>
  <service name="ssh"/><service name="dns"/><service name="ssh"><include service="x"/></service>
  <rule family="ipv4"><source address="127.0.0.1"/><destination address="127.0.0.1"
    invert="True"/><drop/></rule>
  <rule family="ipv6"><source address="::1"/><accept/></rule>
  <n:other xmlns:n="urn:n">named</n:other><empty/>
</zone>
"""

XPATHS = (
    "/zone/short",
    "/zone/short/text()",
    "/zone/description",
    "/zone/description/text()",
    "/zone/service[@name='ssh']",
    "/zone/service[@name='gone']",
    "/zone/service/@name",
    "/zone/service[1]/@name",
    "/zone/service[2]/@name",
    "/zone/service[@name='ssh'][2]/include/@service",
    "/zone/service[not(@name='ssh')]/@name",
    "/zone/service[@name!='ssh']/@name",
    "/zone/service[@name='dns' or include]/@name",
    "/zone/service[(@name='dns' or include) and not(include)]/@name",
    "/zone/rule[@family='ipv4'][destination[@address='127.0.0.1' and @invert='True']][drop]",
    "/zone/rule[@family='ipv6'][source[@address='::1']][drop]",
    "/zone/rule[source/@address='::1']/@family",
    "//service/@name",
    "//@address",
    "/zone//include/@service",
    "//rule[.//drop]/@family",
    "/zone/*/@family",
    "/zone/@*",
    "/*/short",
    "/zone/empty",
    "/zone/other",
    "/other",
    "/zone/short[.='Public']",
    "/zone/rule[",
)

YAML = """kind: Config
count: 5
ratio: 1.5
flag: true
loose: yes
nothing: null
empty: ""
none:
octal: 0o14
old: 014
hex: 0xfF
far: -.inf
quoted: "12"
text: !!str 12
whole: !!int "12"
wrong: !!int x
when: 2001-12-14
list: [a, b, c]
mixed: [1, a, 2.5, true]
nested: {inner: {deep: value, other: 7}}
maps:
  - {name: one, value: 1, Sub: X}
  - {name: two, value: 2}
lists: [{args: [x, y]}, {args: [z]}]
rows: [[1, 2], [3]]
deeper: [[[1]]]
block: |
  line one
  line two
dotted.key: dv
pairs: {a: {x: 1}, b: {x: 2}}
options: {plain: [p], Tls: [t, u]}
void: []
"""

YAML_PATHS = (
    *(f".{line.partition(':')[0]}" for line in YAML.splitlines() if line[0].isalpha()),
    *("kind", "$", "$.kind", "[:]", "[0]", ".gone", ".kind.gone", ".list.gone", ".nested[:]"),
    *(".list[:]", ".list[0]", ".list[0,2]", ".list[2, 0]", ".list[]", ".list[9]", ".mixed[:]"),
    *(".nested.inner", ".nested.inner.deep", ".nested['inner'].other", '.nested["inner"]'),
    *(".maps[:]", ".maps[:].name", ".maps[0].name", ".maps[:]['name','value']"),
    *(".lists[:]", ".lists[:].args", ".lists[:].args[:]", ".lists[:].args[0]", ".rows[:]"),
    *(".rows[:][:]", ".rows[0]", ".deeper[:][:]", "['dotted.key']", ".pairs['a','b'].x"),
    *(".pairs['a','gone'].x", ".options['Tls']", ".options['plain','Tls'][0]"),
    *(".", "..kind", ".list[-1]", ".list[0:2]", "[", ".list['a]", "$$"),
)

FIELDS: tuple[tuple[str, str], ...] = (
    (".kind", '<F name="#">Config</F>'),
    (".kind", '<F name="#" operation="pattern match">^Con</F>'),
    (".kind", '<F name="other">Config</F>'),
    (".count", '<F name="#" datatype="int" operation="greater than">4</F>'),
    (".count", '<F name="#" operation="pattern match">^5$</F>'),
    (".count", '<F name="#" datatype="string">5</F>'),
    (".quoted", '<F name="#" datatype="int" operation="less than">13</F>'),
    (".ratio", '<F name="#" datatype="float" operation="greater than">1.4</F>'),
    (".ratio", '<F name="#">1.500000</F>'),
    (".flag", '<F name="#" datatype="boolean">true</F>'),
    (".flag", '<F name="#">true</F>'),
    (".flag", '<F name="#" datatype="boolean" operation="not equal">true</F>'),
    (".nothing", '<F name="#">(null)</F>'),
    (".hex", '<F name="#" datatype="int">255</F>'),
    *(
        (".list", f'<F name="#" entity_check="{check}" operation="pattern match">{pattern}</F>')
        for check, pattern in product(CHECKS, ("^[abc]$", "^a$", "^z$"))
    ),
    (".maps[0]", '<F name="name">one</F><F name="value" datatype="int">1</F>'),
    (".maps[0]", '<F name="name">one</F><F name="value" datatype="int">2</F>'),
    (".maps[0]", '<F name="^sub">X</F>'),
    (".maps[0]", '<F name="name">one</F><F name="gone">2</F>'),
    *((path, f'<F name="name" operation="pattern match">{p}</F>')
      for path, p in product((".maps[:]",), ("^one$", "^(one|two)$", "^three$"))),
    (".maps[:]", '<F name="^sub">X</F>'),
    (".list", '<F name="#" var_ref="oval:t:var:ID" entity_check="at least one"/>'),
    (".list", '<F name="#" var_ref="oval:t:var:ID" var_check="at least one"/>'),
)  # fmt: skip

BROKEN = {"broken.yaml": "a: [1\n", "two.yaml": "a: 1\n---\na: 2\n", "none.yaml": "",
          "broken.xml": "<zone>", "twice.yaml": "a: {x: 1, x: 2}\n"}  # fmt: skip


def cases() -> Iterator[Case]:
    """All of them."""
    yield from deprecated()
    yield from xml()
    yield from yaml()


VARIABLE = (
    '<constant_variable id="oval:t:var:ID" version="1" comment="c" datatype="string">'
    "<value>b</value><value>q</value></constant_variable>\n"
)


def case(name: str, kind: str, entities: str, *, attributes: str, state: str = "") -> Case:
    """A test of one object of an independent type."""
    ref = '<ind:state state_ref="oval:t:ste:ID"/>' if state else ""
    return Case(
        name,
        f'<ind:{kind}_test id="oval:t:tst:ID" version="1" comment="c" {attributes}>'
        f'<ind:object object_ref="oval:t:obj:ID"/>{ref}</ind:{kind}_test>\n',
        f'<ind:{kind}_object id="oval:t:obj:ID" version="1">{entities}</ind:{kind}_object>\n',
        f'<ind:{kind}_state id="oval:t:ste:ID" version="1">{state}</ind:{kind}_state>\n'
        if state
        else "",
        VARIABLE if "oval:t:var:ID" in state else "",
    )


def asked(file: str, entity: str, value: str) -> str:
    """The entities of an object on one of the files."""
    return f"<ind:filepath>DIR/{file}</ind:filepath><ind:{entity}>{escape(value)}</ind:{entity}>"


def deprecated() -> Iterator[Case]:
    """The check "none exist", of tests and of entities."""
    for pattern, stated in product(("^int=(.*)$", "^gone=(.*)$"), ("5", "6")):
        for attributes, entity in (('check="none exist"', ""), ('check="all"', "none exist")):
            check = f'entity_check="{entity}"' if entity else ""
            yield Case(
                f"{pattern} {attributes} {entity} {stated}",
                text_test(attributes),
                text_object("ID", pattern),
                text_state(f"<ind:subexpression {check}>{stated}</ind:subexpression>"),
            )


def xml() -> Iterator[Case]:
    """What an XPath finds, and what its values are."""
    for path, (check, stated) in product(
        XPATHS, (("all", ""), ("all", "^[a-z]*$"), ("at least one", "[A-Z:]"))
    ):
        attributes = f'entity_check="{check}" operation="pattern match"'
        state = f"<ind:value_of {attributes}>{stated}</ind:value_of>"
        yield case(
            f"{path} {check} {stated}",
            "xmlfilecontent",
            asked("zone.xml", "xpath", path),
            attributes='check="all" check_existence="only_one_exists"',
            state=state if stated else "",
        )
    yield case(
        "broken XML",
        "xmlfilecontent",
        asked("broken.xml", "xpath", "/zone"),
        attributes='check="all"',
    )


def yaml() -> Iterator[Case]:
    """What a YAML path finds, how its values are typed, and how records are compared."""
    for path, existence in product(YAML_PATHS, ("at_least_one_exists", "only_one_exists")):
        yield case(
            f"{existence} {path}",
            "yamlfilecontent",
            asked("config.yaml", "yamlpath", path),
            attributes=f'check="all" check_existence="{existence}"',
        )
    for (path, fields), check in product(FIELDS, CHECKS):
        named = fields.replace("<F ", "<field ").replace("</F>", "</field>")
        yield case(
            f"{path} {fields} {check}",
            "yamlfilecontent",
            asked("config.yaml", "yamlpath", path),
            attributes='check="all"',
            state=f'<ind:value datatype="record" entity_check="{check}">{named}</ind:value>',
        )
    for file, path, existence in product(BROKEN, (".a", "$", ".a.x"), EXISTENCES[2:4]):
        if file.endswith("yaml"):
            yield case(
                f"{existence} {path} in {file}",
                "yamlfilecontent",
                asked(file, "yamlpath", path),
                attributes=f'check="all" check_existence="{existence}"',
            )


def populate(directory: Path) -> None:
    """The files that the cases speak of."""
    for name, text in {"zone.xml": XML, "config.yaml": YAML, **BROKEN}.items():
        (directory / name).write_text(text)
