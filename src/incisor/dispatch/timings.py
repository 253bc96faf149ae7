"""How long things may take, as the settings say; all in seconds."""

from typing import NamedTuple


class Timings(NamedTuple):
    """The times that jobs live by; `incisor.settings` holds their defaults and meaning."""

    session_timeout: float
    job_lifetime: float
    late_results: float
    lease: float
    results_retention: float
