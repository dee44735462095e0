"""A fresh SQLite database as a copy of one that was made once by this process: ten migrations a test add up."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from storage import open_storage


def fresh_file(folder: Path) -> str:
    """The url of a database with all tables in this folder, and nothing in them."""
    return f"sqlite:///{shutil.copy(_made(), folder / 'khabardar.db')}"


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="khabardar-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_storage(f"sqlite:///{folder / 'made.db'}").close()
    return folder / "made.db"
