"""Stage 4, keep: tables, migrations and queries behind `khabardar.interfaces.Storage`."""

from storage.advisory import advisory_holder, advisory_lock
from storage.opening import Migrated, copy_database, migrate, open_storage, verify_file

__all__ = ["Migrated", "advisory_holder", "advisory_lock", "copy_database", "migrate", "open_storage", "verify_file"]
