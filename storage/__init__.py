"""Stage 4, keep: tables, migrations and queries behind `khabardar.interfaces.Storage`."""

from storage.opening import open_storage

__all__ = ["open_storage"]
