"""Our own benchmark language: YAML files of checks → the evaluator's model.

The language is described in docs/benchmark-language.md. It has no commands: a check says what must
be true of a host, and built-in probes find out. Files are read from disk by `incisor.content`.
"""

from incisor.benchmark.compile import applies_id, definitions
from incisor.benchmark.faults import BenchmarkError, Fault
from incisor.benchmark.loader import Source, load, load_files
from incisor.benchmark.records import Benchmark, Recommendation, order

__all__ = [
    "Benchmark",
    "BenchmarkError",
    "Fault",
    "Recommendation",
    "Source",
    "applies_id",
    "definitions",
    "load",
    "load_files",
    "order",
]
