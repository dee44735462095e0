"""`khabardar cron`: the right crontab line for this installation."""

from __future__ import annotations

import shlex
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, load, note
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from khabardar.config import Config

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MARGIN = timedelta(minutes=1)  # that a run ends before the next


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("cron", short_help="Print the right crontab line.")(cron)


def cron(
    config: ConfigOption = DEFAULT_CONFIG,
    print_: Annotated[bool, typer.Option("--print", help="Print it on stdout (nothing else is done).")] = False,
    every: Annotated[str, typer.Option("--every", help="How often: 5m to 12h.")] = "15m",
    daemon: Annotated[
        bool, typer.Option("--daemon", help="A line that keeps the daemon running, in place of single cycles.")
    ] = False,
) -> None:
    """khabardar cron --print >> mycrontab

    Print a crontab line that needs nothing of cron's environment: whole paths, no PATH, no HOME, no terminal. It
    visits the sources that are due, and makes up for runs that were missed. A run that finds another one at work
    says so in the log and ends (exit code 75).
    """
    if not print_:
        raise UsageError("say --print: `khabardar cron --print` writes the line, and `crontab -e` is where it goes")
    settings = load(config)
    when = fields(_interval(every))
    print(f"# Khabardar, {config.resolve()}")
    print(f"{when} {_daemon_line(config) if daemon else _run_line(settings, config, _interval(every))}")
    note("next: `crontab -e`, and put it there")


def fields(interval: timedelta) -> str:
    """Cron's five fields for an interval. Raises UsageError for one that no cron expression has."""
    minutes = int(interval.total_seconds()) // 60
    if timedelta(minutes=minutes) == interval and interval < _HOUR and minutes and 60 % minutes == 0:
        return f"*/{minutes} * * * *" if minutes > 1 else "* * * * *"
    if minutes % 60 == 0 and interval < _DAY and 24 % (minutes // 60 or 1) == 0 and minutes:
        hours = minutes // 60
        return f"7 */{hours} * * *" if hours > 1 else "7 * * * *"
    raise UsageError(f"--every: cron can't say {interval}; it can 5m, 10m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h")


def _interval(text: str) -> timedelta:
    from khabardar.config.durations import parse_duration

    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"--every: {error}") from error


def _run_line(settings: Config, config: Path, interval: timedelta) -> str:
    from khabardar.config.durations import format_duration

    log = settings.data_folder / f"{settings.storage.stem}.log"
    longest = max(interval - settings.schedule.grace - _MARGIN, _MARGIN)
    words = [*_program(), "run", "--due", "--max-time", format_duration(longest), "--config", str(config.resolve())]
    return f"{_escaped(words)} >> {_escaped([str(log)])} 2>&1"


def _daemon_line(config: Path) -> str:
    return _escaped([*_program(), "daemon", "--ensure", "--config", str(config.resolve())])


def _program() -> list[str]:
    """The console script beside this interpreter; where there is none, the module."""
    script = Path(sys.executable).with_name("khabardar")
    return [str(script)] if script.exists() else [sys.executable, "-m", "cli.main"]


def _escaped(words: list[str]) -> str:
    """For a shell, and for cron, to which a percent sign is a new line."""
    return shlex.join(words).replace("%", r"\%")
