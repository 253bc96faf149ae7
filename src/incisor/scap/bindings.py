"""Which evaluator answers which check: one for each document and binding of its variables.

XCCDF binds an OVAL document's external variables per check (check-export). Checks whose bindings do
not contradict each other share an evaluator, and with it all that was collected; in published
content that is one evaluator a document.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from incisor.host import Host
from incisor.oval.evaluate import Evaluator
from incisor.oval.model import Definitions
from incisor.oval.plan import walk_together
from incisor.scap import xccdf
from incisor.scap.probes import OVAL_PROBES

Binding = dict[str, tuple[str, ...]]


class Evaluators:
    """Evaluators of a benchmark's documents. Every check must be announced before the first is
    asked for."""

    def __init__(
        self,
        host: Host,
        documents: Mapping[str, Definitions],
        values: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._host = host
        self._documents = documents
        self._values = values
        self._bindings: dict[str, list[Binding]] = {}
        self._wanted: dict[tuple[str, int], dict[str, None]] = {}
        self._made: dict[tuple[str, int], Evaluator] = {}

    def announce(self, check: xccdf.Check) -> None:
        """Have the check's definitions prepared for."""
        for ref in check.refs:
            if ref.href in self._documents:
                place = ref.href, self._place(ref.href, self.binding(check))
                self._wanted.setdefault(place, {}).update(dict.fromkeys(self.names(ref)))

    def names(self, ref: xccdf.ContentRef) -> Sequence[str]:
        """The definition that is referred to, if it is there; without a name all of the
        document."""
        document = self._documents.get(ref.href)
        if document is None:
            return ()
        if not ref.name:
            return tuple(document.definitions)
        return (ref.name,) if ref.name in document.definitions else ()

    def binding(self, check: xccdf.Check) -> Binding:
        """The check's variables with the values that the profile gives them."""
        return {
            variable: self._values[value]
            for variable, value in check.exports
            if value in self._values
        }

    def prepare(self) -> None:
        """Make the walks that the announced definitions need, those of all documents at once."""
        walk_together(
            self._host,
            [self._evaluator(place).rounds(names) for place, names in self._wanted.items()],
        )

    def of(self, ref: xccdf.ContentRef, check: xccdf.Check) -> Evaluator:
        """The evaluator that answers this check."""
        return self._evaluator((ref.href, self._place(ref.href, self.binding(check))))

    def all(self) -> Iterator[tuple[str, Evaluator]]:
        """Every evaluator that was used, with its document's name."""
        return ((href, made) for (href, _), made in self._made.items())

    def _evaluator(self, place: tuple[str, int]) -> Evaluator:
        if place not in self._made:
            href, index = place
            self._made[place] = Evaluator(
                self._host,
                self._documents[href],
                external=self._bindings[href][index],
                probes=OVAL_PROBES,
            )
        return self._made[place]

    def _place(self, href: str, binding: Binding) -> int:
        """The first binding that agrees with this one, widened by it; a new one if none does."""
        known = self._bindings.setdefault(href, [])
        for index, other in enumerate(known):
            if _agree(other, binding.items()):
                other.update(binding)
                return index
        known.append(dict(binding))
        return len(known) - 1


def _agree(known: Binding, binding: Iterable[tuple[str, tuple[str, ...]]]) -> bool:
    return all(known.get(variable, values) == values for variable, values in binding)
