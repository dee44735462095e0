"""Whose turn it is to ask a web host, over all machines: one row a host, by the server's clock."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from storage import postgresql
from storage.faults import translated

_PATIENCE = timedelta(seconds=5)
_NOW = "extract(epoch FROM clock_timestamp())"
# In one statement, so that of two who ask at one moment one gets the row and the other its wait.
_TAKE = text(
    f"INSERT INTO host_turns AS t (host, free_at, holder) VALUES (:host, {_NOW} + :lease, :holder) "
    f"ON CONFLICT (host) DO UPDATE SET free_at = {_NOW} + :lease, holder = :holder WHERE t.free_at <= {_NOW}"
)
_WAIT = text(f"SELECT free_at - {_NOW} FROM host_turns WHERE host = :host")
# Only by who has it: whoever was taken for dead, and comes back late, has no say any more.
_END = text(f"UPDATE host_turns SET free_at = {_NOW} + :pause WHERE host = :host AND holder = :holder")


class HostTurns:
    """Turns of one worker. Each call is one short transaction that waits for no writer. May be used from threads."""

    def __init__(self, url: str, holder: str) -> None:
        """`holder` is the worker's name, of which there must not be two. `url`: of a PostgreSQL."""
        self._holder = holder
        engine, self._name = postgresql.engine_at(url, _PATIENCE)
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    def take(self, host: str, request: str, lease: float) -> float:
        """0: the turn is ours, for `lease` seconds at most. Else the seconds after which to ask again."""
        with translated(self._name), self._engine.connect() as conn:
            cells = {"host": host, "lease": lease, "holder": f"{self._holder} {request}"}
            if conn.execute(_TAKE, cells).rowcount:
                return 0.0
            wait: float | None = conn.scalar(_WAIT, {"host": host})
            return max(float(wait or 0.0), 0.001)

    def end(self, host: str, request: str, pause: float) -> bool:
        """It is nobody's for `pause` seconds, then anybody's. False: the lease had ended, and another one has it."""
        with translated(self._name), self._engine.connect() as conn:
            cells = {"host": host, "pause": pause, "holder": f"{self._holder} {request}"}
            return bool(conn.execute(_END, cells).rowcount)

    def close(self) -> None:
        self._engine.dispose()
