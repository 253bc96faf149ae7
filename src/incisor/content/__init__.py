"""Which benchmarks exist: those that come with the package, and those in a user's files."""

from incisor.content.catalogue import Catalogue
from incisor.content.files import read

__all__ = ["Catalogue", "read"]
