"""incisor: a self-hosted CIS scanning system that speaks Amazon Inspector's CIS API."""

__version__ = "0.1.0"
