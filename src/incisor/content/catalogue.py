"""The benchmarks that are known here, found by name or by platform."""

from collections.abc import Iterable

from incisor.benchmark import Benchmark
from incisor.content.files import bundled


class Catalogue:
    """Benchmarks in memory. Of several versions the newest is the one meant by default."""

    def __init__(self, benchmarks: Iterable[Benchmark]) -> None:
        self._benchmarks = tuple(sorted(benchmarks, key=_age))

    @classmethod
    def bundled(cls) -> "Catalogue":
        """What comes with the package; read anew at each call, in about a tenth of a second."""
        return cls(bundled())

    def list(self) -> tuple[Benchmark, ...]:
        """All of them, by id, newest version first."""
        return self._benchmarks

    def get(self, benchmark_id: str | None, version: str | None = None) -> Benchmark | None:
        """The benchmark of that id, in that version or the newest."""
        for benchmark in self._benchmarks:
            if benchmark.id == benchmark_id and version in (None, benchmark.version):
                return benchmark
        return None

    def for_platform(self, platform: str | None) -> Benchmark | None:
        """The newest benchmark for a platform such as DEBIAN_12."""
        for benchmark in self._benchmarks:
            if benchmark.platform == platform:
                return benchmark
        return None


def _age(benchmark: Benchmark) -> tuple[str, list[tuple[int, str]]]:
    """Versions sort part by part, as numbers where they are numbers, newest first."""
    parts = benchmark.version.split(".")
    return benchmark.id, [(-int(part) if part.isdigit() else 0, part) for part in parts]
