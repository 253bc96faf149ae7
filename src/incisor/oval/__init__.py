"""The one evaluator: OVAL's definitions, tests, objects, states and variables over a host.

    from incisor.oval.evaluate import Evaluator

    evaluator = Evaluator(host, definitions)
    evaluator.prepare(ids)              # plans and makes the one shared walk
    for id in ids: evaluator.verdict(id)

Front ends bring content into `model`; only `incisor.host` touches the machine.
Reading content needs `model` only, so nothing is imported here.
"""
