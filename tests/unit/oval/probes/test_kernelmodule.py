"""incisor.oval.probes.kernelmodule: what may be loaded."""

from typing import Any

import pytest

from incisor.oval.tables import Flag
from support.content import collected, fields
from support.fakehost import FakeHost

KEYS = ("available", "builtin", "loaded", "denied", "install_disabled", "loadable")


def facts(name: str, **spec: Any) -> set[str]:
    """The names of the facts that are true."""
    (found,) = fields(FakeHost.from_spec(spec), "kernelmodule", {"name": name})
    return {key for key in KEYS if found[key]}


def conf(text: str, path: str = "/etc/modprobe.d/x.conf") -> dict[str, Any]:
    return {"files": {path: text}, "modules": {"available": ["usb-storage"]}}


@pytest.mark.parametrize(
    ("name", "spec", "expected"),
    [
        ("cramfs", {}, set()),
        ("cramfs", {"modules": {"available": ["cramfs"]}}, {"available", "loadable"}),
        ("cramfs", {"modules": {"builtin": ["cramfs"]}}, {"builtin"}),
        ("cramfs", {"modules": {"loaded": ["cramfs"]}}, {"loaded"}),
        ("usb-storage", conf("blacklist usb_storage"), {"available", "denied", "loadable"}),
        ("usb_storage", conf("blacklist usb-storage"), {"available", "denied", "loadable"}),
        ("usb-storage", conf("install usb-storage /bin/false"), {"available", "install_disabled"}),
        ("usb-storage", conf("install usb-storage /bin/true"), {"available", "install_disabled"}),
        ("usb-storage", conf("install usb* /usr/bin/false"), {"available", "install_disabled"}),
        ("usb-storage", conf("install usb-storage /sbin/x"), {"available", "loadable"}),
        ("usb-storage", conf("install usb-storage /bin/falsework"), {"available", "loadable"}),
        ("usb-storage", conf("#install usb-storage /bin/false"), {"available", "loadable"}),
        ("usb-storage", conf("install other /bin/false"), {"available", "loadable"}),
        (
            "usb-storage",
            conf("install usb-storage \\\n /bin/false"),
            {"available", "install_disabled"},
        ),
        (
            "usb-storage",
            conf("install usb-storage /sbin/x\ninstall usb-storage /bin/false"),
            {"available", "loadable"},
        ),
        (
            "usb-storage",
            conf("install usb-storage /bin/false", "/lib/modprobe.d/x.conf"),
            {"available", "install_disabled"},
        ),
        (
            "usb-storage",
            conf("install usb-storage /bin/false", "/etc/modprobe.d/x.txt"),
            {"available", "loadable"},
        ),
    ],
)
def test_a_modules_facts_are_joined(name: str, spec: dict[str, Any], expected: set[str]) -> None:
    """Lists of the running kernel, what is loaded, and modprobe's configuration."""
    assert facts(name, **spec) == expected


def test_a_file_hides_one_of_the_same_name_in_a_later_directory() -> None:
    """An empty file in /etc takes the distribution's back."""
    spec = conf("", "/etc/modprobe.d/x.conf")
    spec["files"]["/usr/lib/modprobe.d/x.conf"] = "install usb-storage /bin/false"
    assert facts("usb-storage", **spec) == {"available", "loadable"}


@pytest.mark.parametrize("suffix", [".ko.xz", ".ko.zst", ".ko.gz", ".ko"])
def test_compressed_modules_are_available_too(suffix: str) -> None:
    """Whatever the distribution packs them with."""
    path = "/usr/lib/modules/6.1/modules.dep"
    spec = {"kernel": "6.1", "files": {path: f"kernel/fs/x-y{suffix}: kernel/z.ko\n"}}
    assert facts("x_y", **spec) == {"available", "loadable"}


def test_a_kernel_without_modules_has_none() -> None:
    """No list, nothing loaded: an item all the same."""
    assert facts("x", files={"/proc/modules": None, "/usr/lib/modules": None}) == set()


def test_modules_are_asked_by_name() -> None:
    """A pattern would have to list them all."""
    found = collected(FakeHost(), "kernelmodule", {"name": ("pattern", "x")})
    assert found.flag is Flag.ERROR
