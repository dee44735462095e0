"""Text compared as people compare it, without regard to case: SQLite and PostgreSQL say it in different words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, false
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.columns import storable

_ESCAPE = "/"
_LONGEST = 10_000  # bytes of UTF-8 are at most four times as many, and SQLite takes 50,000


class _Contains(FunctionElement[Any]):
    inherit_cache = True


class _Equals(FunctionElement[Any]):
    inherit_cache = True


def contains(cell: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """The cell holds these words."""
    for special in (_ESCAPE, "%", "_"):
        words = words.replace(special, _ESCAPE + special)
    if len(words) > _LONGEST:
        return false()
    return _Contains(cell, bindparam(None, storable(f"%{words}%"), Text()))


def equals(cell: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """The cell is these words."""
    return _Equals(cell, bindparam(None, storable(words), Text()))


# SQLite's LIKE and NOCASE pass over the case of A to Z, as its lower() does, and take half as long without it.
@compiles(_Contains, "sqlite")
def _contains_in_sqlite(element: _Contains, compiler: SQLCompiler, **how: Any) -> str:
    cell, words = (compiler.process(part, **how) for part in element.clauses)
    return f"{cell} LIKE {words} ESCAPE '{_ESCAPE}'"


@compiles(_Contains, "postgresql")
def _contains_in_postgresql(element: _Contains, compiler: SQLCompiler, **how: Any) -> str:
    cell, words = (compiler.process(part, **how) for part in element.clauses)
    return f"{cell} ILIKE {words} ESCAPE '{_ESCAPE}'"


@compiles(_Equals, "sqlite")
def _equals_in_sqlite(element: _Equals, compiler: SQLCompiler, **how: Any) -> str:
    cell, words = (compiler.process(part, **how) for part in element.clauses)
    return f"{cell} = {words} COLLATE NOCASE"


@compiles(_Equals, "postgresql")
def _equals_in_postgresql(element: _Equals, compiler: SQLCompiler, **how: Any) -> str:
    cell, words = (compiler.process(part, **how) for part in element.clauses)
    return f"lower({cell}) = lower({words})"
