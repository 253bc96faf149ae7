"""Which benchmarks exist: those that come with the package, imported ones, and a user's files."""

from incisor.content.catalogue import Catalogue
from incisor.content.files import read
from incisor.content.library import Library

__all__ = ["Catalogue", "Library", "read"]
