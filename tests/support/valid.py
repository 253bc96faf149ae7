"""SCAP content that oscap reads as we do: with all that the schemas ask for."""

from pathlib import Path

from support.rules import DICTIONARY, OVAL
from support.scap import NAMESPACES, data_stream

GENERATOR = (
    "<oval-def:generator><oval:schema_version>5.11.1</oval:schema_version>"
    "<oval:timestamp>2024-01-01T00:00:00</oval:timestamp></oval-def:generator>"
)


def rule(name: str, body: str, attributes: str = "", before: str = "") -> str:
    """A rule; what stands before its checks goes between title and check, as the schema has it."""
    return (
        f'<xccdf:Rule id="xccdf_t_rule_{name}" {attributes}><xccdf:title>t</xccdf:title>'
        f"{before}{body}</xccdf:Rule>"
    )


def group(name: str, *inside: str, attributes: str = "", before: str = "") -> str:
    """A group."""
    return (
        f'<xccdf:Group id="xccdf_t_group_{name}" {attributes}><xccdf:title>t</xccdf:title>'
        f"{before}{''.join(inside)}</xccdf:Group>"
    )


def exported(value: str) -> str:
    """A check-export of the definition's variable."""
    return f'<xccdf:check-export export-name="oval:t:var:limit" value-id="xccdf_t_value_{value}"/>'


def profile(name: str, body: str, attributes: str = "") -> str:
    """A profile."""
    return (
        f'<xccdf:Profile id="xccdf_t_profile_{name}" {attributes}><xccdf:title>p</xccdf:title>'
        f"{body}</xccdf:Profile>"
    )


def valid_stream(benchmark: str, place: Path) -> str:
    """A data stream of that benchmark whose definitions speak of files in the directory, in which
    the one that is there is made."""
    (place / "there").write_text("k=5\n")
    head = f"<oval-def:oval_definitions {NAMESPACES}>{GENERATOR}"
    oval = OVAL.replace("<oval-def:oval_definitions>", head).replace("/etc/", f"{place}/")
    # oscap passes over an element that follows another without white space between.
    return data_stream(benchmark, oval, DICTIONARY).replace("><", ">\n<")
