"""incisor.settings: each setting is declared once, read from variables and options, checked."""

import dataclasses
from pathlib import Path

import pytest

from incisor import settings
from incisor.settings import Settings, SettingsError


def test_defaults_are_those_that_the_protocol_page_promises() -> None:
    """Without any variable the service runs with the documented times and limits."""
    loaded = settings.load({})
    assert loaded == Settings()
    assert (loaded.port, loaded.region, loaded.max_configurations) == (8080, "us-east-1", 500)
    assert (loaded.session_timeout, loaded.lease, loaded.tick) == (900, 300, 1)
    assert (loaded.job_lifetime, loaded.late_results) == (86400, 86400)
    assert (loaded.results_retention, loaded.body_limit) == (90 * 86400, 1024 * 1024)


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("INCISOR_HOST", "::1", "::1"),
        ("INCISOR_PORT", "0", 0),
        ("INCISOR_DATA_DIR", "/srv/incisor", Path("/srv/incisor")),
        ("INCISOR_DATABASE", "postgresql://scan@db/incisor", "postgresql://scan@db/incisor"),
        ("INCISOR_DATABASE", "sqlite:////srv/x.db", "sqlite:////srv/x.db"),
        ("INCISOR_REGION", "us-gov-west-1", "us-gov-west-1"),
        ("INCISOR_SESSION_TIMEOUT", "90", 90.0),
        ("INCISOR_TICK", "500ms", 0.5),
        ("INCISOR_LEASE", "2.5 m", 150.0),
        ("INCISOR_RESULTS_RETENTION", "30d", 30 * 86400.0),
        ("INCISOR_BODY_LIMIT", "512KiB", 512 * 1024),
    ],
)
def test_a_variable_sets_its_setting(variable: str, text: str, value: object) -> None:
    """Each kind of value can be written in a variable."""
    name = variable.removeprefix("INCISOR_").lower()
    assert getattr(settings.load({variable: text}), name) == value


def test_an_option_beats_the_variable_and_none_means_not_given() -> None:
    """Options of the command line come first; those that were not given change nothing."""
    loaded = settings.load({"INCISOR_PORT": "1", "INCISOR_HOST": "a"}, port=2, host=None)
    assert (loaded.port, loaded.host) == (2, "a")


def test_an_option_may_be_text_as_in_its_variable() -> None:
    """Commands hand options on as they were typed."""
    loaded = settings.load({}, session_timeout="2h", data_dir="~/x")
    assert loaded.session_timeout == 7200
    assert loaded.data_dir == Path("~/x").expanduser()


def test_an_empty_variable_means_the_default() -> None:
    """An empty line in a unit file or a compose file sets nothing."""
    assert settings.load({"INCISOR_PORT": "", "INCISOR_DATABASE": ""}) == Settings()


@pytest.mark.parametrize(
    ("variable", "text", "advice"),
    [
        ("INCISOR_PORT", "eighty", "write a whole number"),
        ("INCISOR_PORT", "65536", "write at most 65535"),
        ("INCISOR_TICK", "soon", "for example 15m"),
        ("INCISOR_TICK", "5 weeks", "for example 15m"),
        ("INCISOR_TICK", "0", "write at least 0.01"),
        ("INCISOR_BODY_LIMIT", "1MB", "for example 1MiB"),
        ("INCISOR_REGION", "mars", "for example us-east-1"),
        ("INCISOR_DATABASE", "mysql://x/y", "write sqlite:////path/to/file or postgresql://"),
    ],
)
def test_a_fault_names_setting_value_and_next_step(variable: str, text: str, advice: str) -> None:
    """A value that cannot be used is answered with what to write instead."""
    with pytest.raises(SettingsError) as caught:
        settings.load({variable: text})
    [fault] = caught.value.faults
    assert fault.variable == variable
    assert repr(text) in fault.message
    assert advice in fault.message
    assert str(caught.value).startswith(f"{variable} ")


def test_all_faults_are_told_at_once() -> None:
    """Whoever mends the settings needs to start the service only once more."""
    environ = {"INCISOR_PORT": "x", "INCISOR_LEASE": "y", "INCISOR_TLS_KEY": "/key.pem"}
    with pytest.raises(SettingsError) as caught:
        settings.load(environ)
    named = {fault.variable for fault in caught.value.faults}
    assert named == {"INCISOR_PORT", "INCISOR_LEASE", "INCISOR_TLS_CERTIFICATE"}


def test_a_certificate_needs_its_key() -> None:
    """Half of the pair is refused, naming the other half."""
    with pytest.raises(SettingsError, match="INCISOR_TLS_KEY is needed too"):
        settings.load({"INCISOR_TLS_CERTIFICATE": "/cert.pem"})


def test_a_misspelt_variable_is_not_ignored() -> None:
    """A typing error in a name is found, not silently answered with the default."""
    with pytest.raises(SettingsError, match="did you mean INCISOR_SESSION_TIMEOUT"):
        settings.load({"INCISOR_SESION_TIMEOUT": "1m"})


def test_variables_of_others_are_left_alone() -> None:
    """The demo's and the agent's variables, and those of other programs, are no faults."""
    assert settings.load({"INCISOR_DEMO_COLOURS": "1", "PATH": "/bin"}) == Settings()


def test_the_database_is_in_the_data_directory_unless_named() -> None:
    """SQLite in the data directory is the default; a URL replaces it."""
    assert settings.load({}, data_dir="/srv/d").database_url == "sqlite:////srv/d/incisor.db"
    assert settings.load({}, database="postgresql://h/d").database_url == "postgresql://h/d"


def test_the_table_shows_every_setting_with_default_and_meaning() -> None:
    """The reference table is made from the declarations, so it cannot go stale."""
    table = settings.as_markdown().splitlines()
    fields = dataclasses.fields(Settings)
    assert len(table) == 2 + len(fields)
    for row, field in zip(table[2:], fields, strict=True):
        assert row.startswith(f"| `{settings.variable(field.name)}` | ")
        assert row.endswith(f" | {field.metadata['meaning']} |")
    assert "| `INCISOR_SESSION_TIMEOUT` | 15m |" in settings.as_markdown()
    assert "| `INCISOR_BODY_LIMIT` | 1MiB |" in settings.as_markdown()


@pytest.mark.parametrize("field", dataclasses.fields(Settings), ids=lambda field: field.name)
def test_the_table_shows_defaults_as_they_can_be_written(
    field: "dataclasses.Field[object]",
) -> None:
    """What the table shows as a default is the default when it is written in the variable."""
    row = next(
        row
        for row in settings.as_markdown().splitlines()
        if row.startswith(f"| `{settings.variable(field.name)}` |")
    )
    shown = row.split(" | ")[1]
    if shown == "none" or " in the " in shown:
        assert getattr(Settings(), field.name) in (None, "")
    else:
        environ = {settings.variable(field.name): shown}
        assert settings.load(environ) == Settings()
