"""Databases that are not there, to compile statements for."""

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql

_make: type[Dialect] = postgresql.dialect

POSTGRESQL: Dialect = _make()
