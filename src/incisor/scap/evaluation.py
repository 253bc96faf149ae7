"""A benchmark's rules on a host: XCCDF rule results, one by one as they are known.

NISTIR 7275r4, 7.2.3.3 (whether a rule is evaluated) and 7.2.3.5 (which of its checks counts, and
what comes of it); where it leaves a choice, oscap's is ours. Rules that are not selected have a
result too.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from incisor.host import Host
from incisor.oval.evaluate import Evaluator
from incisor.oval.model import Definition, Definitions
from incisor.oval.model import Result as OvalResult
from incisor.oval.verdict import Verdict
from incisor.scap import cpe, native, outcome, sce, xccdf
from incisor.scap.bindings import Evaluators
from incisor.scap.content import OVAL, Content
from incisor.scap.outcome import Result
from incisor.scap.resolve import Resolution, Selected

ENGINES: Final = frozenset({OVAL})
"""Check systems that are always evaluated here."""

WITH_SCRIPTS: Final = ENGINES | {sce.SYSTEM}
"""Those that are if scripts are allowed."""

NO_CHECK: Final = "the rule has no check that can be evaluated here"
SCRIPT: Final = "the rule is checked by a script only, and scripts are not run"
NOT_THERE: Final = "what the check refers to is not in the content"


class RuleResult(Struct, frozen=True):
    """xccdf:rule-result. `check` and `ref` say what was evaluated, `verdicts` what it said;
    `imports` are a script's outputs by name."""

    entry: Selected
    result: Result
    reason: str = ""
    check: xccdf.Check | xccdf.ComplexCheck | None = None
    ref: xccdf.ContentRef | None = None
    verdicts: tuple[Verdict, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()

    @property
    def native(self) -> bool:
        """Whether a definition of our own stood in for the content's script."""
        return self.ref is not None and self.ref.href == native.HREF

    @property
    def rule(self) -> xccdf.Rule:
        """The rule, as the profile refines it."""
        return self.entry.rule


class _Checked(Struct, frozen=True):
    """What came of one check or complex check."""

    result: Result
    reason: str = ""
    ref: xccdf.ContentRef | None = None
    verdicts: tuple[Verdict, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()


class Evaluation:
    """A resolved benchmark on one host. With `rules` only those are evaluated, selected or not;
    without `evidence` the verdicts say nothing but their results and reasons. `run` runs scripts,
    if they are allowed."""

    def __init__(
        self,
        content: Content,
        resolution: Resolution,
        host: Host,
        rules: Collection[str] = (),
        *,
        evidence: bool = True,
        run: sce.Run | None = None,
    ) -> None:
        self.content = content
        self.resolution = resolution
        self._only = frozenset(rules)
        self._evidence = evidence
        self._run = run
        self._documents = {**content.documents, **self._own_documents()}
        self._evaluators = Evaluators(host, self._documents, resolution.values)
        self._platforms = Evaluators(host, content.documents, {})
        self._applicability = cpe.Applicability(content, self._platform)

    @property
    def total(self) -> int:
        """How many rules are evaluated."""
        return sum(map(self._is_wanted, self.resolution.rules))

    def results(self) -> Iterator[RuleResult]:
        """Every rule's result in document order; a multi-check gives one for each definition."""
        entries = [entry for entry in self.resolution.rules if self._is_wanted(entry)]
        for ref in cpe.deciding(self.content, entries):
            self._platforms.announce(_of_platform(ref))
        self._platforms.prepare()
        for entry in entries:
            for check in self._to_evaluate(entry):
                self._evaluators.announce(check)
        self._evaluators.prepare()
        for entry in self.resolution.rules:
            yield from self._rule(entry)

    def evaluators(self) -> Iterator[tuple[str, Evaluator]]:
        """Those that were used, with their document's name: what detailed reports read."""
        yield from self._evaluators.all()
        yield from self._platforms.all()

    def _is_wanted(self, entry: Selected) -> bool:
        return entry.rule.id in self._only if self._only else entry.selected

    def _to_evaluate(self, entry: Selected) -> Iterator[xccdf.Check]:
        if entry.rule.role is not xccdf.Role.UNCHECKED and self._applicability.applies(entry):
            chosen = self._chosen(entry)
            if chosen is not None:
                yield from leaves(chosen)

    def _own_documents(self) -> Mapping[str, Definitions]:
        """Our own definitions, if a rule is decided by one."""
        wanted = (self._chosen(entry) for entry in self.resolution.rules if self._is_wanted(entry))
        native_ones = (check for check in wanted if isinstance(check, xccdf.Check))
        if any(ref.href == native.HREF for check in native_ones for ref in check.refs):
            return {native.HREF: native.definitions()}
        return {}

    def _chosen(self, entry: Selected) -> xccdf.Check | xccdf.ComplexCheck | None:
        """The check that counts; one of our own in place of a script that is not to be run."""
        engines = ENGINES if self._run is None else WITH_SCRIPTS
        return chosen_check(entry, engines) or native.check(entry.rule)

    def _platform(self, ref: xccdf.ContentRef) -> bool:
        names = self._platforms.names(ref)
        if not names:
            return False
        evaluator = self._platforms.of(ref, _of_platform(ref))
        return all(
            evaluator.verdict(name, evidence=False).result is OvalResult.TRUE for name in names
        )

    def _rule(self, entry: Selected) -> Iterator[RuleResult]:
        for decide in (self._before_checks, self._simple, self._complex):
            results = decide(entry)
            if results:
                yield from results
                return

    def _before_checks(self, entry: Selected) -> Sequence[RuleResult]:
        if not self._is_wanted(entry):
            return [RuleResult(entry, Result.NOT_SELECTED)]
        if entry.rule.role is xccdf.Role.UNCHECKED:
            return [RuleResult(entry, Result.NOT_CHECKED, "its role is unchecked")]
        if not self._applicability.applies(entry):
            return [RuleResult(entry, Result.NOT_APPLICABLE)]
        if self._chosen(entry) is None:
            return [RuleResult(entry, Result.NOT_CHECKED, _why_no_check(entry.rule))]
        return ()

    def _simple(self, entry: Selected) -> Sequence[RuleResult]:
        check = self._chosen(entry)
        if not isinstance(check, xccdf.Check):
            return ()
        refs = [ref for ref in check.refs if self._evaluators.names(ref)]
        if check.multi_check and refs and not refs[0].name:
            named = [
                xccdf.ContentRef(refs[0].href, name) for name in self._evaluators.names(refs[0])
            ]
            return [_told(entry, check, self._evaluated(check, ref)) for ref in named]
        return [_told(entry, check, self._check(check))]

    def _complex(self, entry: Selected) -> Sequence[RuleResult]:
        check = self._chosen(entry)
        assert isinstance(check, xccdf.ComplexCheck)
        return [_told(entry, check, self._joined(check))]

    def _joined(self, check: xccdf.ComplexCheck) -> _Checked:
        parts = [
            self._check(operand) if isinstance(operand, xccdf.Check) else self._joined(operand)
            for operand in check.operands
        ]
        result = outcome.join(check.operator, (part.result for part in parts))
        verdicts = tuple(verdict for part in parts for verdict in part.verdicts)
        reasons = dict.fromkeys(part.reason for part in parts if part.reason)
        negated = outcome.negate(result) if check.negate else result
        return _Checked(negated, "; ".join(reasons), None, verdicts)

    def _check(self, check: xccdf.Check) -> _Checked:
        """The first reference that leads somewhere counts; the others are alternatives."""
        if check.system == sce.SYSTEM:
            return self._script(check)
        for ref in check.refs:
            if self._evaluators.names(ref):
                decide = self._stood_in if ref.href == native.HREF else self._evaluated
                return decide(check, ref)
        return _Checked(Result.NOT_CHECKED, NOT_THERE)

    def _script(self, check: xccdf.Check) -> _Checked:
        """What the first script says that is in the content."""
        ref = next((ref for ref in check.refs if ref.href in self.content.scripts), None)
        if self._run is None or ref is None:
            return _Checked(Result.NOT_CHECKED, NOT_THERE if self._run else SCRIPT)
        declared, values = self.content.benchmark.values, self.resolution.values
        environment = sce.environment(check.exports, declared, values)
        ran = self._run(self.content.scripts[ref.href], environment)
        result, reason = sce.result(ran)
        negated = outcome.negate(result) if check.negate else result
        return _Checked(negated, reason, ref, imports=sce.imports(check.imports, ran))

    def _stood_in(self, check: xccdf.Check, ref: xccdf.ContentRef) -> _Checked:
        """What our own definition says, unless one of the doubts about it holds."""
        for doubt in check.refs[1:]:
            if self._evaluated(check, doubt).result is not Result.FAIL:
                return _Checked(Result.NOT_CHECKED, f"{SCRIPT}: {native.DOUBTS[doubt.name]}")
        checked = self._evaluated(check, ref)
        said = f"{native.NOTE}: {checked.reason}" if checked.reason else native.NOTE
        return replace(checked, reason=said)

    def _evaluated(self, check: xccdf.Check, ref: xccdf.ContentRef) -> _Checked:
        unbound = [v for _, v in check.exports if not self.resolution.values.get(v)]
        if unbound:  # as in oscap: what cannot be handed over leaves the check undecided
            return _Checked(Result.UNKNOWN, f"{unbound[0]} has no value", ref)
        evaluator = self._evaluators.of(ref, check)
        definitions = self._documents[ref.href].definitions
        verdicts = tuple(
            evaluator.verdict(name, evidence=self._evidence) for name in self._evaluators.names(ref)
        )
        result = outcome.join(
            "AND", (_of_verdict(verdict, definitions[verdict.definition]) for verdict in verdicts)
        )
        reasons = dict.fromkeys(verdict.reason for verdict in verdicts if verdict.reason)
        negated = outcome.negate(result) if check.negate else result
        return _Checked(negated, "; ".join(reasons), ref, verdicts)


def chosen_check(
    entry: Selected, engines: Collection[str] = ENGINES
) -> xccdf.Check | xccdf.ComplexCheck | None:
    """A complex check; else of those with the profile's selector (or without one) the last whose
    system can be evaluated here. The specification has the first of them (Table 39); content is
    written for oscap, which has the last, and lists scripts first."""
    rule = entry.rule
    if rule.complex_check is not None:
        return rule.complex_check
    selected = [check for check in rule.checks if check.selector == entry.selector]
    plain = [check for check in rule.checks if not check.selector]
    able = [check for check in selected or plain if check.system in engines]
    return able[-1] if able else None


def can_check(entry: Selected) -> bool:
    """Whether something is evaluated for the rule, though no script is run."""
    return chosen_check(entry) is not None or native.check(entry.rule) is not None


def leaves(check: xccdf.Check | xccdf.ComplexCheck) -> Iterator[xccdf.Check]:
    """The checks in a complex check, or the check itself."""
    if isinstance(check, xccdf.Check):
        yield check
        return
    for operand in check.operands:
        yield from leaves(operand)


def _why_no_check(rule: xccdf.Rule) -> str:
    return SCRIPT if any(check.system == sce.SYSTEM for check in rule.checks) else NO_CHECK


def _of_platform(ref: xccdf.ContentRef) -> xccdf.Check:
    return xccdf.Check(OVAL, (ref,))


def _of_verdict(verdict: Verdict, definition: Definition) -> Result:
    table = outcome.OF_CLASS.get(definition.kind, outcome.COMPLIANCE)
    return table[verdict.result]


def _told(
    entry: Selected, check: xccdf.Check | xccdf.ComplexCheck, checked: _Checked
) -> RuleResult:
    """An unscored rule is informational whatever its check says (6.4.4.2, role)."""
    unscored = entry.rule.role is xccdf.Role.UNSCORED
    result = Result.INFORMATIONAL if unscored else checked.result
    return RuleResult(
        entry, result, checked.reason, check, checked.ref, checked.verdicts, checked.imports
    )
