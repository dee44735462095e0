"""`khabardar worker`: one of many, on this machine or on others, over one PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, leave_quietly_when_told, load, now, opened
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from khabardar.config import Config


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("worker", short_help="One of many workers on a PostgreSQL, on any machine.")(worker)


def worker(
    config: ConfigOption = DEFAULT_CONFIG,
    stages: Annotated[
        str, typer.Option("--stages", help="What it does: some of fetch, read and match.")
    ] = "fetch,read,match",
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=64, help="Sources that it fetches at once.")
    ] = 8,
    host: Annotated[str | None, typer.Option("--host", help="What `doctor` calls this machine.")] = None,
) -> None:
    """khabardar worker --stages fetch,read --config /etc/khabardar/config.yaml

    Do what is due, beside any number of other workers on any number of machines, until SIGTERM. They share a
    PostgreSQL (storage.url) and a config. One of them, whichever, also gives out the work and does upkeep; when it dies
    another takes over within seconds. Articles are read in as many processes as fetch.workers says. `khabardar doctor`
    shows all workers. docs/scale.md says more.
    """
    settings = load(config)
    _work(settings, config, _stages(stages), concurrency, host)


def _stages(text: str) -> list[str]:
    from scheduler.fleet.deciding import STAGES

    wanted = [word.strip() for word in text.split(",") if word.strip()]
    if not wanted or (unknown := sorted(set(wanted) - set(STAGES))):
        name = unknown[0] if wanted else ""
        raise UsageError(f"--stages: {name!r} is no stage; write some of {', '.join(STAGES)}, with commas between")
    return [stage for stage in STAGES if stage in wanted]


def _work(config: Config, path: Path, stages: list[str], at_once: int, host: str | None) -> None:
    from scheduler.reactor import run_on_reactor

    if config.storage.file is not None:
        raise UsageError(
            f"workers share a PostgreSQL, and storage.url is the file {config.storage.file}: `khabardar db copy` moves "
            "it there; on one machine `khabardar daemon` does the same work"
        )
    try:
        import procrastinate  # noqa: F401
    except ImportError as error:
        raise UsageError("workers need the job queue: pip install 'khabardar[postgres]'") from error

    async def main() -> None:
        from scheduler.fleet.process import FleetWorker

        await FleetWorker(config, storage, stages, at_once, now, lambda: load(path), host).run()

    leave_quietly_when_told()
    with opened(config.storage.url, create=True) as storage:
        run_on_reactor(main)
