"""From a job to results."""

import json

import msgspec
import pytest

from incisor.agent import evaluate, facts
from incisor.agent.assignment import UnsuitableError, UnsupportedError
from incisor.agent.spool import Benchmark as Meant
from incisor.benchmark import load
from incisor.content import Catalogue
from incisor.oval.evaluate import Evaluator
from incisor.wire.shapes import CisRuleStatus, CisSecurityLevel, CisSessionMessage
from support.fakehost import FakeHost
from support.sessions import JOB

TEXTS = """
  title: A title
  description: What is asked.
  rationale: Why.
  remediation: Do it.
"""
BENCHMARK = load(
    f"""
benchmark:
  id: small
  version: "1.0"
  title: Small
  platform: DEBIAN_12
  profiles: {{LEVEL_1: "Level 1 - Server", LEVEL_2: "Level 2 - Server"}}
chapters: {{"1": One}}
checks:
- id: "1.1"
  level: 1{TEXTS}
  assess: [{{test: file, object: {{filepath: /etc/motd}}, state: {{mode: "0o644"}}}}]
- id: "1.2"
  level: 1{TEXTS}
  manual: only people can tell
- id: "1.3"
  level: 1{TEXTS}
  applies: [{{test: file, object: {{filepath: /etc/gdm3}}}}]
  assess: [{{test: file, object: {{filepath: /etc/gdm3/greeter}}}}]
- id: "1.4"
  level: 1{TEXTS}
  assess: [{{test: file, object: {{filepath: /root/secret/key}}}}]
- id: "1.10"
  level: 2{TEXTS}
  assess: [{{test: file, object: {{filepath: /etc/motd}}}}]
""".encode(),
    "small.yaml",
)
CATALOGUE = Catalogue([BENCHMARK])
FILES = {
    "/etc/motd": {"content": "hello", "mode": "0666"},
    "/root/secret": {"type": "directory", "mode": "0700"},
    "/root/secret/key": "x",
}
MEANT = Meant(BENCHMARK.id, BENCHMARK.version, BENCHMARK.sha256)


def host(**spec: object) -> FakeHost:
    """A bare Debian 12 with a few files."""
    return FakeHost.from_spec({"files": FILES, **spec})


def evaluated(
    on: FakeHost, level: CisSecurityLevel = CisSecurityLevel.LEVEL_1
) -> dict[str, CisSessionMessage]:
    """The results of a whole job, by rule."""
    job = msgspec.structs.replace(JOB, benchmark=MEANT, security_level=level)
    given = evaluate.assign(job, facts.gather(on), on, CATALOGUE)
    return {each.rule_id: each for each in given.results(frozenset())}


def reason(message: CisSessionMessage) -> str:
    """Why a check was not decided."""
    said = json.loads(message.cis_rule_details)["reason"]
    assert isinstance(said, str)
    return said


def test_every_check_of_the_level_has_a_result_in_order() -> None:
    """Level 1 leaves out what is only of level 2, and nothing else."""
    assert list(evaluated(host())) == ["1.1", "1.2", "1.3", "1.4"]
    assert list(evaluated(host(), CisSecurityLevel.LEVEL_2)) == ["1.1", "1.2", "1.3", "1.4", "1.10"]


def test_a_failed_check_shows_this_hosts_evidence() -> None:
    """What was found is what the host has."""
    failed = evaluated(host())["1.1"]
    assert failed.status is CisRuleStatus.FAILED
    assert "666" in json.loads(failed.cis_rule_details)["found"]


def test_a_manual_check_is_reported_with_its_reason() -> None:
    """What no program can decide is not left out."""
    manual = evaluated(host())["1.2"]
    assert (manual.status, reason(manual)) == (
        CisRuleStatus.NOT_EVALUATED,
        "only people can tell",
    )


def test_a_check_for_something_else_does_not_apply() -> None:
    """Where the condition is not met the check is not assessed."""
    assert evaluated(host())["1.3"].status is CisRuleStatus.NOT_APPLICABLE
    there = {**FILES, "/etc/gdm3/greeter": "x"}
    assert evaluated(host(files=there))["1.3"].status is CisRuleStatus.PASSED


def test_without_root_what_cannot_be_seen_is_not_evaluated() -> None:
    """No guess: the check says that it needs root, the others are decided, and the scan says so."""
    on = host(root=False)
    hidden = evaluated(on)["1.4"]
    assert hidden.status is CisRuleStatus.NOT_EVALUATED
    assert "root" in reason(hidden)
    assert evaluated(on)["1.1"].status is CisRuleStatus.FAILED
    job = msgspec.structs.replace(JOB, benchmark=MEANT)
    caveat = evaluate.assign(job, facts.gather(on), on, CATALOGUE).caveat
    assert caveat is not None
    assert "root" in caveat


def test_with_root_there_is_no_caveat() -> None:
    """A complete scan needs no footnote."""
    job = msgspec.structs.replace(JOB, benchmark=MEANT)
    assert evaluate.assign(job, facts.gather(host()), host(), CATALOGUE).caveat is None


def test_known_results_are_not_evaluated_again() -> None:
    """A resumed session evaluates what is missing."""
    job = msgspec.structs.replace(JOB, benchmark=MEANT)
    given = evaluate.assign(job, facts.gather(host()), host(), CATALOGUE)
    assert [each.rule_id for each in given.results({"1.1", "1.3"})] == ["1.2", "1.4"]
    assert given.total == 4


def test_an_assignment_names_benchmark_and_profile() -> None:
    """What Stop says of the benchmark is the benchmark's own word."""
    job = msgspec.structs.replace(JOB, benchmark=MEANT, security_level=CisSecurityLevel.LEVEL_2)
    given = evaluate.assign(job, facts.gather(host()), host(), CATALOGUE)
    assert (given.benchmark_version, given.profile) == ("1.0", "Level 2 - Server")


def test_a_platform_without_benchmark_is_unsupported() -> None:
    """The reason names the platform."""
    plan_9 = host(files={"/etc/os-release": "ID=plan9\nVERSION_ID=4\n"})
    with pytest.raises(UnsupportedError, match="PLAN9_4"):
        evaluate.assign(JOB, facts.gather(plan_9), plan_9, CATALOGUE)


@pytest.mark.parametrize(
    "meant", [Meant("small", "2.0", "f" * 64), Meant("large", "1.0", BENCHMARK.sha256)]
)
def test_other_content_than_the_service_means_is_not_evaluated(meant: Meant) -> None:
    """Results are never reported under another benchmark's titles."""
    job = msgspec.structs.replace(JOB, benchmark=meant)
    with pytest.raises(UnsuitableError, match=r"small 1\.0"):
        evaluate.assign(job, facts.gather(host()), host(), CATALOGUE)


def test_a_service_without_an_opinion_gets_the_platforms_benchmark() -> None:
    """No benchmark in the job leaves the choice to the agent."""
    job = msgspec.structs.replace(JOB, benchmark=None)
    given = evaluate.assign(job, facts.gather(host()), host(), CATALOGUE)
    assert given.benchmark_version == "1.0"


def test_a_check_that_breaks_is_an_error_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One broken check costs one result, with its reason in the evidence and in the log."""
    whole = Evaluator.verdict

    def breaking(self: Evaluator, definition_id: str) -> object:
        if definition_id == "1.1":
            raise ZeroDivisionError("by nothing")
        return whole(self, definition_id)

    monkeypatch.setattr(Evaluator, "verdict", breaking)
    results = evaluated(host())
    assert results["1.1"].status is CisRuleStatus.ERROR
    assert reason(results["1.1"]) == "ZeroDivisionError: by nothing"
    assert results["1.4"].status is CisRuleStatus.PASSED
    assert "check.broke" in caplog.text


def test_no_check_at_all_is_no_crash() -> None:
    """A selection may be empty."""
    given = evaluate.assignment(BENCHMARK, [], CisSecurityLevel.LEVEL_1, host())
    assert (given.total, list(given.results(frozenset()))) == (0, [])


@pytest.mark.parametrize("test", ["shadow", "password"])
def test_a_password_never_leaves_the_host(test: str) -> None:
    """What the evaluator masks is masked in what is sent, whether the check failed or passed."""
    secret = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0.WiB9W.zEaKlOBL35rC"
    benchmark = load(
        f"""
benchmark: {{id: masked, version: "1.0", title: Masked, platform: DEBIAN_12,
  profiles: {{LEVEL_1: One, LEVEL_2: Two}}}}
chapters: {{"1": One}}
checks:
- id: "1.1"
  level: 1{TEXTS}
  assess: [{{test: {test}, object: {{username: alice}}, state: {{password: never}}}}]
- id: "1.2"
  level: 1{TEXTS}
  assess: [{{test: {test}, object: {{username: alice}}, state: {{password: {{not: never}}}}}}]
""".encode(),
        "masked.yaml",
    )
    on = FakeHost.from_spec({"users": [{"name": "alice", "uid": 1000, "password": secret}]})
    checks = list(benchmark.select(1))
    results = list(
        evaluate.assignment(benchmark, checks, CisSecurityLevel.LEVEL_1, on).results(frozenset())
    )
    assert [each.status for each in results] == [CisRuleStatus.FAILED, CisRuleStatus.PASSED]
    assert not any(
        part.encode() in each.cis_rule_details
        for each in results
        for part in (secret, secret[3:40])
    )
