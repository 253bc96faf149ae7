"""What the documents say, held against the project."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def declared() -> set[str]:
    """Every package that pyproject.toml asks for, less the project itself."""
    read = project()
    lists = [
        read["project"]["dependencies"],
        *read["project"]["optional-dependencies"].values(),
        *read["dependency-groups"].values(),
    ]
    names = {re.split(r"[<>=\[~!]", entry, maxsplit=1)[0] for entries in lists for entry in entries}
    return names - {"incisor"}


def test_every_dependency_has_its_reason() -> None:
    """docs/dependencies.md has one line for each package that is asked for, and for no other."""
    page = (ROOT / "docs/dependencies.md").read_text()
    assert set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)) == declared()


def test_every_dependency_is_bounded() -> None:
    """Each package is asked for with a lower bound, so that an old one cannot slip in."""
    read = project()["project"]
    lists = [read["dependencies"], *read["optional-dependencies"].values()]
    assert [entry for entries in lists for entry in entries if ">=" not in entry] == []


def test_the_readme_names_only_targets_that_exist() -> None:
    """Each `make target` of the README and of CONTRIBUTING is in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    assert set(re.findall(r"`make ([a-z]+)", pages)) <= targets


def test_every_link_between_documents_leads_somewhere() -> None:
    """A relative link of a document names a file that is there."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    broken = [
        (page.name, link)
        for page in pages
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text())
        if not (page.parent / link).exists()
    ]
    assert broken == []
