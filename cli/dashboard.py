"""`khabardar dashboard`: the page, on this machine or behind a token."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, load, note, now, opened
from khabardar.errors import KhabardarError, UsageError

if TYPE_CHECKING:
    from khabardar.config import Config

_TOKEN_VARIABLE = "KHABARDAR_DASHBOARD_TOKEN"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("dashboard", short_help="The page: see, check, review.")(dashboard)


def dashboard(
    config: ConfigOption = DEFAULT_CONFIG,
    host: Annotated[
        str | None, typer.Option("--host", help="Listen on this address.", show_default="dashboard.host")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="And on this port; 0: a free one.", show_default="dashboard.port"
        ),
    ] = None,
) -> None:
    """khabardar dashboard --port 8480

    Serve the page with the incidents on a map and in a table, each with its evidence, the review queue, and the state
    of the sources. Only this machine can connect, unless the config names another address and a token. A daemon or a
    cycle may run meanwhile. Ctrl-C ends it.
    """
    settings = _settings(load(config), host, port)
    _refuse_open_door(settings, str(config))
    with opened(settings.storage.url) as storage:
        from dashboard import make_app

        _serve(make_app(settings, storage, now), settings.dashboard.host, settings.dashboard.port)


def _settings(config: Config, host: str | None, port: int | None) -> Config:
    """The config, with what the command line and the environment say instead."""
    from khabardar.config.dashboard import DashboardConfig

    given = {"host": host, "port": port, "token": os.environ.get(_TOKEN_VARIABLE) or None}
    known = config.dashboard.model_copy(update={name: value for name, value in given.items() if value is not None})
    try:
        DashboardConfig.model_validate(known.model_dump() | {"port": known.port or 1})
    except ValueError as error:
        raise UsageError(f"{_TOKEN_VARIABLE} can't be used: a token has 16 characters or more") from error
    return config.model_copy(update={"dashboard": known})


def _refuse_open_door(config: Config, path: str) -> None:
    from dashboard import is_loopback

    door = config.dashboard
    if door.token or is_loopback(door.host):
        return
    lines = f'  dashboard:\n    host: "{door.host}"\n    token: "{secrets.token_hex(16)}"'
    raise UsageError(
        f"dashboard.host {door.host} lets the network in, and there is no token, so anybody could read and change "
        f"every row.\nWrite into {path}:\n\n{lines}\n\nor set {_TOKEN_VARIABLE}; or leave the host at 127.0.0.1."
    )


def _serve(app: object, host: str, port: int) -> None:
    import signal
    import socket

    import uvicorn

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen()
    except OSError as error:
        raise KhabardarError(
            f"can't listen on {host} port {port}: {error.strerror}; another program may have it: try --port 0"
        ) from error
    shown = f"[{host}]" if ":" in host else host
    note(f"the page is at http://{shown}:{listener.getsockname()[1]}/ (Ctrl-C ends it)")
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, server_header=False, access_log=False, timeout_graceful_shutdown=5)  # type: ignore[arg-type]
    )
    # The server hands the signal that ended it on to whoever had it before; ending it is no failure.
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, lambda number, frame: None)
    server.run(sockets=[listener])
