"""Inspector's CIS operations and our own few, served: from ASGI to the store and back.

`gateway` is the path of every request; `operations` and `extensions` are the tables of what can be
asked; the other modules hold one noun each. No module here knows SQL or how shapes become bytes.
"""
