"""tools.rpm_root: a database of RPM packages."""

import rpm_root


def test_every_package_has_a_stanza_and_its_files() -> None:
    """Files of configuration are marked."""
    spec = rpm_root.spec()
    for nevr, files in rpm_root.PACKAGES.items():
        assert f"%package -n {nevr.rsplit('-', 2)[0]}\n" in spec
        assert all(f"\n{'%config ' * path.startswith('/etc')}{path}\n" in spec for path in files)


def test_a_seed_always_takes_out_the_same_packages() -> None:
    """And another seed others."""
    assert rpm_root.forgetting(1) == rpm_root.forgetting(1)
    assert rpm_root.forgetting(1) != rpm_root.forgetting(2)
