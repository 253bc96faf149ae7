"""A data stream as a publisher makes it for CIS: profiles for levels, recommendations by number.

On a host with the file THERE (which says k=5), level 1 finds 1.1 passed, 1.2 not checked (a
script), 1.3 not applicable, 1.10 failed, and the rule without a number passed. Level 2 adds a
second rule to 1.1, which fails.
"""

from pathlib import Path

from incisor.content import intake
from incisor.content.intake import Taken
from incisor.scap import sce
from support.rules import DICTIONARY, OVAL, check, rule
from support.scap import data_stream

THERE = "/etc/there"
PLATFORM = "DEBIAN_12"
CPE = "cpe:/o:debian:debian_linux:12"
ID = "xccdf_t_benchmark_DEBIAN-12"
LEVEL_1, LEVEL_2 = "xccdf_t_profile_cis_level1_server", "xccdf_t_profile_cis_level2_server"
PLAIN = "xccdf_t_rule_plain"

CIS = "https://www.cisecurity.org/benchmark/debian_linux/"
LIMIT = '<xccdf:check-export export-name="oval:t:var:limit" value-id="xccdf_t_value_limit"/>'
GONE = '<ds:component-ref id="ref-gone" xlink:href="#comp-gone"/>'
"""What the small stream refers to although it is not there, so that others test that."""
FIX = (
    '<xccdf:fix system="urn:xccdf:fix:script:sh">'
    'echo k=<xccdf:sub idref="xccdf_t_value_limit"/></xccdf:fix>'
)


def numbered(name: str, number: str, body: str, before: str = "", href: str = CIS) -> str:
    """A rule that is deselected until a profile selects it, under a number of CIS's."""
    reference = f'<xccdf:reference href="{href}">{number}</xccdf:reference>' if number else ""
    words = (
        f"<xccdf:title>Rule {name}</xccdf:title><xccdf:description>About {name}</xccdf:description>"
    )
    return rule(name, words + reference + before + body, 'selected="false"')


def profile(id_: str, title: str, *names: str, extends: str = "", more: str = "") -> str:
    """A profile that selects these rules."""
    selects = "".join(
        f'<xccdf:select idref="xccdf_t_rule_{name}" selected="true"/>' for name in names
    )
    above = f'extends="{extends}"' if extends else ""
    return (
        f'<xccdf:Profile id="{id_}" {above}><xccdf:title>{title}</xccdf:title>{selects}{more}'
        "</xccdf:Profile>"
    )


SIX = '<xccdf:set-value idref="xccdf_t_value_limit">6</xccdf:set-value>'
PROFILES = (
    profile("xccdf_t_profile_cis_level1_workstation", "Level 1 - Workstation", "plain")
    + profile(LEVEL_1, "Level 1 - Server", "file", "limit", "script", "other", "plain", more=SIX)
    + profile(LEVEL_2, "Level 2 - Server", "second", extends=LEVEL_1)
)
VALUE = (
    '<xccdf:Value id="xccdf_t_value_limit" type="number"><xccdf:title>Limit</xccdf:title>'
    "<xccdf:value>5</xccdf:value>"
    '<xccdf:value selector="seven">7</xccdf:value></xccdf:Value>'
)
RULES = (
    numbered("limit", "1.10", check("value", inside=LIMIT), FIX)
    + numbered("file", "1.1", check("yes"))
    + numbered("second", "1.1", check("no"))
    + numbered("script", "1.2", f'<xccdf:check system="{sce.SYSTEM}"/>')
    + numbered("other", "1.3", check("yes"), '<xccdf:platform idref="cpe:/a:other"/>')
    + numbered("plain", "12, 3", check("yes"), href="https://www.cisecurity.org/controls/")
)


def stream(
    there: str = THERE,
    *,
    platform: str = CPE,
    version: str = "0.1.2",
    profiles: str = PROFILES,
    rules: str = RULES,
) -> str:
    """The stream's text; `there` is the file that its definitions look for."""
    benchmark = (
        f'<xccdf:Benchmark id="{ID}"><xccdf:status>draft</xccdf:status>'
        "<xccdf:title>A guide</xccdf:title>"
        f'<xccdf:platform idref="{platform}"/><xccdf:version>{version}</xccdf:version>'
        f"{profiles}{VALUE}{rules}</xccdf:Benchmark>"
    )
    dictionary = DICTIONARY.replace("cpe:/a:box:1", CPE)
    made = data_stream(benchmark, OVAL.replace(THERE, there), dictionary)
    # oscap 1.3.7 passes over a Profile that follows another without white space.
    return made.replace(GONE, "").replace("><", ">\n<")


def written(path: Path, there: str = THERE, **more: str) -> Path:
    """The stream in a file."""
    path.write_text(stream(there, **more), encoding="utf-8")
    return path


def taken_stream(directory: Path) -> Taken:
    """The stream, ready to be kept."""
    (found,) = intake.taken(str(written(directory / "t-ds.xml")))
    assert isinstance(found, Taken)
    return found
