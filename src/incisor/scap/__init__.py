"""Front end for SCAP content: data streams, XCCDF, CPE and OVAL XML become the evaluator's model.

It knows nothing of Inspector, and evaluates nothing: `incisor.oval` does.
"""
