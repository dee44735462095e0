"""A file beside the database: answers that were paid for, and what each day has cost. Shared by all processes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from khabardar.errors import StorageError
from khabardar.interfaces import Prompt
from llm.client import Reply

_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    question TEXT PRIMARY KEY, model TEXT NOT NULL, prompt_version TEXT NOT NULL, text TEXT NOT NULL,
    tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS days (
    day TEXT PRIMARY KEY, questions INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
    money REAL NOT NULL
);
"""
_WAIT = 30  # seconds for another process to finish its write


@dataclass(frozen=True, slots=True)
class Spent:
    """What one day has cost so far."""

    questions: int = 0
    tokens: int = 0
    money: float = 0.0


def question_key(model: str, prompt: Prompt) -> str:
    """Same model, same version, same article: the same question."""
    parts = (model, prompt.version, prompt.system, prompt.user)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Ledger:
    """Opens the file for each call: calls are seconds apart, and no connection crosses threads or processes."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def answer(self, key: str) -> str | None:
        """The answer that this question got before."""
        with self._open() as connection:
            row = connection.execute("SELECT text FROM answers WHERE question = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def spent(self, day: date) -> Spent:
        """What this day has cost so far."""
        with self._open() as connection:
            row = connection.execute(
                "SELECT questions, tokens_in + tokens_out, money FROM days WHERE day = ?", (day.isoformat(),)
            ).fetchone()
        return Spent(*row) if row else Spent()

    def add(self, key: str, model: str, version: str, reply: Reply, money: float, at: datetime) -> None:
        """Keep an answer, and put its cost on the day of `at`, in one transaction."""
        day = (at.date().isoformat(), reply.tokens_in, reply.tokens_out, money)
        with self._open() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
                (key, model, version, reply.text, reply.tokens_in, reply.tokens_out, at.isoformat()),
            )
            connection.execute(
                "INSERT INTO days VALUES (?, 1, ?, ?, ?) ON CONFLICT (day) DO UPDATE SET questions = questions + 1,"
                " tokens_in = tokens_in + excluded.tokens_in, tokens_out = tokens_out + excluded.tokens_out,"
                " money = money + excluded.money",
                day,
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self._file, timeout=_WAIT)
            try:
                with connection:
                    connection.executescript(_TABLES)
                    yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise StorageError(f"{self._file}, the ledger of the model's answers: {error}; delete it") from error
