"""oscap is the oracle of script checks too: what they are told, and what is heard of them.

oscap 1.3.7 loses a check's first check-export if there is one check-import, but not if there are
two: so the rules here have two. The specification knows no such thing, and we hand over all.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from incisor.host.live import LiveHost
from incisor.host.scripts import run
from incisor.scap import resolve
from incisor.scap.evaluation import Evaluation
from incisor.scap.sce import SYSTEM
from incisor.scap.xml import Node
from support.oscap import read, require_oscap
from support.scap import data_stream
from support.scap import read as read_content

SCRIPTS: Mapping[str, str] = {
    "environment": "#!/bin/sh\nenv | grep -v ^PWD= | sort\nexit $XCCDF_RESULT_PASS\n",
    "input": '#!/bin/sh\nread x\necho "$? $x"\nexit $XCCDF_RESULT_PASS\n',
    "errors": "#!/bin/sh\necho out; echo err >&2\nexit $XCCDF_RESULT_FAIL\n",
    "bash": '#!/bin/bash\n[[ $XCCDF_VALUE_num -ge 5 ]] && exit "${XCCDF_RESULT_PASS}"\n',
    "no-interpreter": "exit 101\n",
    "missing-interpreter": "#!/nowhere\nexit 101\n",
    "killed": "#!/bin/sh\nkill -9 $$\n",
    **{f"status-{n}": f"#!/bin/sh\nexit {n}\n" for n in (0, 1, 100, *range(101, 111), 127, 255)},
}

VALUES = "".join(
    f'<xccdf:Value id="xccdf_t_value_{name}" type="{kind}" operator="{operator}">'
    f"<xccdf:title>v</xccdf:title><xccdf:value>{value}</xccdf:value></xccdf:Value>"
    for name, kind, operator, value in (
        ("num", "number", "greater than or equal", "5"),
        ("str", "string", "pattern match", "a b&lt;c"),
        ("boo", "boolean", "not equal", "true"),
    )
)
IMPORTS = '<xccdf:check-import import-name="stdout"/><xccdf:check-import import-name="stderr"/>'
EXPORTS = "".join(
    f'<xccdf:check-export export-name="{name}" value-id="xccdf_t_value_{name}"/>'
    for name in ("num", "str", "boo")
)


def benchmark() -> str:
    """A rule for each script, and one whose script is missing."""
    rules = "".join(
        f'<xccdf:Rule id="xccdf_t_rule_{name}" selected="true"><xccdf:title>t</xccdf:title>'
        f'<xccdf:check system="{SYSTEM}">{IMPORTS}{EXPORTS}'
        f'<xccdf:check-content-ref href="{name}.sh"/></xccdf:check></xccdf:Rule>'
        for name in (*SCRIPTS, "missing")
    )
    return (
        '<xccdf:Benchmark xmlns:xccdf="http://checklists.nist.gov/xccdf/1.2" '
        'id="xccdf_t_benchmark_b"><xccdf:status>draft</xccdf:status>'
        f"<xccdf:version>1</xccdf:version>{VALUES}{rules}</xccdf:Benchmark>"
    )


Outcomes = dict[str, tuple[str, str]]
"""By rule: the result, and what its standard output said."""


def short(name: str) -> str:
    """A rule's own name."""
    return name.rpartition("_rule_")[2]


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """oscap's, of a benchmark beside its scripts."""
    require_oscap()
    directory = tmp_path_factory.mktemp("scripts")
    for name, text in SCRIPTS.items():
        (directory / f"{name}.sh").write_text(text)
        (directory / f"{name}.sh").chmod(0o755)
    (directory / "b.xml").write_text('<?xml version="1.0"?>' + benchmark())
    command = ["oscap", "xccdf", "eval", "--results", "results.xml", "b.xml"]
    subprocess.run(command, cwd=directory, stdout=subprocess.DEVNULL, check=False)
    return {
        short(node.get("idref")): (
            node.all("xccdf:result")[0].text,
            said(node),
        )
        for node in read(Path(directory, "results.xml"), "xccdf:rule-result")
    }


def said(node: Node) -> str:
    """What a rule-result imported of standard output."""
    return "".join(
        part.text
        for check in node.all("xccdf:check")
        for part in check.all("xccdf:check-import")
        if part.get("import-name") == "stdout"
    )


@pytest.fixture(scope="module")
def ours() -> Outcomes:
    """Ours, of the same benchmark and scripts in a data stream."""
    made = read_content(data_stream(benchmark=benchmark()))
    made = replace(made, scripts={f"{name}.sh": text for name, text in SCRIPTS.items()})
    evaluation = Evaluation(made, resolve.resolve(made.benchmark, ""), LiveHost(), run=run)
    return {
        short(each.rule.id): (each.result.value, dict(each.imports).get("stdout", ""))
        for each in evaluation.results()
    }


def test_every_script_comes_to_what_oscap_says(theirs: Outcomes, ours: Outcomes) -> None:
    """By exit status, signal, missing interpreter and missing script."""
    assert {name: result for name, (result, _) in ours.items()} == {
        name: result for name, (result, _) in theirs.items()
    }


@pytest.mark.parametrize("name", ["environment", "input", "errors"])
def test_scripts_see_and_say_the_same(theirs: Outcomes, ours: Outcomes, name: str) -> None:
    """The whole environment but the working directory, and standard output alone."""
    assert ours[name][1].split("\n") == theirs[name][1].split("\n")
    assert os.environ.keys() & {line.partition("=")[0] for line in ours[name][1].split("\n")} <= {
        "PATH"
    }
