"""What can be wrong with the database, one class for each thing that someone must do about it.

StoreError
├── DirectoryUnusableError   the data directory cannot be made, read or written
├── ReadOnlyDatabaseError    the database file may not be written
├── DiskFullError            no space left; nothing was acknowledged that is not on disk
├── BusyDatabaseError        another process holds the write lock for too long
├── DamagedDatabaseError     the file is not a database, or it is corrupt
├── DamagedSecretError       secret.key is gone or not what was written there
├── UnservedDatabaseError    the URL names a database that is not SQLite
├── NewerDatabaseError       a later version of incisor has migrated it
└── ClosedStoreError         the service is shutting down

Each message is one sentence on what is wrong and one on what to do next.
"""


class StoreError(Exception):
    """The database could not do what was asked; nothing of the unit was written."""


class DirectoryUnusableError(StoreError):
    """The data directory cannot be made, read or written by this user."""


class ReadOnlyDatabaseError(StoreError):
    """The database file, or the file system that it is on, may not be written."""


class DiskFullError(StoreError):
    """There is no space left for the write."""


class BusyDatabaseError(StoreError):
    """Another process held the write lock for longer than we wait."""


class DamagedDatabaseError(StoreError):
    """The file is not a SQLite database, or parts of it cannot be read."""


class DamagedSecretError(StoreError):
    """The service's secret has another length than it was made with."""


class UnservedDatabaseError(StoreError):
    """The database URL names a kind of database that this version cannot use."""


class NewerDatabaseError(StoreError):
    """The database has a migration that this version does not know."""


class ClosedStoreError(StoreError):
    """The store was closed before the unit ran."""
