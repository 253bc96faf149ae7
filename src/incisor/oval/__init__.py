"""The one evaluator: OVAL's definitions, tests, objects, states and variables over a host.

    evaluator = Evaluator(host, definitions)
    evaluator.prepare(ids)              # plans and makes the one shared walk
    for id in ids: evaluator.verdict(id)

Front ends bring content into `model`; only `incisor.host` touches the machine.
"""

from incisor.oval.evaluate import Evaluator

__all__ = ["Evaluator"]
