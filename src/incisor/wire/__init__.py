"""Inspector's protocol as bytes and as typed requests and answers.

Pure: no I/O, no clock, no decision. `route` finds the operation of a path, `decode` makes a typed
request of a body (or says every fault), `encode` makes bytes of answers and errors. All of them are
driven by the service model in `inspector2-2020-06-08.json`; `shapes` is generated from it.
"""
