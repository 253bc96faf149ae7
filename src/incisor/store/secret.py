"""The service's secret: 32 random bytes beside the database, from which keys and tokens derive."""

from pathlib import Path


def load(data_dir: Path) -> bytes:
    """The secret in `data_dir`/secret.key, made on first use (file 0600, directory 0700).

    Raises DirectoryUnusableError, with what to do, if it cannot be read or made.
    """
    raise NotImplementedError
