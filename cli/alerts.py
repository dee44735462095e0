"""`khabardar alerts`: messages to people, tried, listed, sent, and sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    LimitOption,
    load,
    note,
    now,
    opened,
    print_json,
    print_table,
)
from khabardar.alerting import AlertState
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from khabardar.alerting import Alert
    from khabardar.config import Config
    from khabardar.config.alerts import ChannelConfig

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    short_help="Messages: test, list, send, retry.",
    help="khabardar alerts test\n\nMessages to people: whether the channels work, what was sent, what could not be.",
)
_FAILED = 1


@app.command("test", short_help="Send one message to each channel, now.")
def send_test(
    channel: Annotated[
        list[str] | None, typer.Option("--channel", help="Only this one; may be repeated.", metavar="ID")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """khabardar alerts test --channel ops

    Sends a message that says it is a test, to every channel or those that are named, quiet hours or not. Exit code 1
    where one did not take it, with what it said.
    """
    from alerts.channels import DeliveryError, open_channel
    from alerts.sample import sample_alert

    failed = 0
    for each in _channels(load(config), channel or []):
        try:
            open_channel(each).send(sample_alert(each.id, now()), now())
            print(f"{each.id}: sent")
        except DeliveryError as error:
            failed += 1
            note(f"{each.id}: {error}")
    if failed:
        raise typer.Exit(_FAILED)


@app.command("list", short_help="Messages, newest first.")
def list_alerts(
    state: Annotated[
        AlertState | None, typer.Option("--state", help="Only these; dead: given up, `alerts retry` sends them again.")
    ] = None,
    limit: LimitOption = 50,
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar alerts list --state dead

    What was decided, newest first: for which channel, whether it was sent, and where not, why.
    """
    with opened(load(config).storage.url) as storage:
        found = storage.alerts(state, limit)
    if json:
        return print_json([_as_dict(alert) for alert in found])
    if not found:
        return note("no message; `khabardar alerts test` sends one")
    return print_table(
        ("id", "decided", "channel", "kind", "state", "tries", "message", "failure"),
        [
            (a.id, str(a.created_at)[:16], a.channel, a.kind.value, a.state.value, a.tries, a.title, a.failure)
            for a in found
        ],
    )


@app.command(short_help="Decide on what changed and send what is due, once.")
def send(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be decided now.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """khabardar alerts send --dry-run

    What `run` and the daemon do after each cycle. From cron, beside a daemon, it also tells that the daemon is gone.
    Exit code 1 where a message could not be sent; it is tried again the next time.
    """
    from alerts.step import decision_on, do_alerts

    settings = load(config)
    _channels(settings, [])
    with opened(settings.storage.url) as storage:
        if dry_run:
            news = storage.alert_news(1_000_000)
            for message in decision_on(settings, storage, news, now()).messages:
                print(f"{message.channel}: {message.title}")
            return
        done = do_alerts(settings, storage, now)
    note(f"{done.sent} sent, {done.failed} to be tried again, {done.dead} given up")
    if done.failed or done.dead:
        raise typer.Exit(_FAILED)


@app.command(short_help="Send again what was given up.")
def retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="Of `alerts list`. Default: all.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """khabardar alerts retry

    Dead letters, all or those that are named, wait again with all their tries, and are sent now. They keep their
    names, so that a receiver that has one already knows it.
    """
    from alerts.delivery import deliver

    settings = load(config)
    with opened(settings.storage.url) as storage:
        number = storage.retry_alerts(ids or None, now())
        if ids and number < len(set(ids)):
            note(
                f"{len(set(ids)) - number} of these are no dead letters; `khabardar alerts list --state dead` has them"
            )
        done = deliver(storage, settings.alerts.channels, settings.timezone, now)
    note(f"{number} taken up; {done.sent} sent, {done.failed} to be tried again, {done.dead} given up")
    if done.failed or done.dead:
        raise typer.Exit(_FAILED)


def _channels(config: Config, wanted: list[str]) -> list[ChannelConfig]:
    channels = config.alerts.channels
    if not channels:
        raise UsageError("the config names no channel: add some under `alerts.channels:`; docs/alerts.md shows how")
    if unknown := sorted(set(wanted) - {channel.id for channel in channels}):
        raise UsageError(f"no channel {unknown[0]!r} in the config; one of: {', '.join(c.id for c in channels)}")
    return [channel for channel in channels if not wanted or channel.id in wanted]


def _as_dict(alert: Alert) -> dict[str, object]:
    return {
        "id": alert.id,
        "key": alert.key,
        "channel": alert.channel,
        "thread": alert.subject,
        "kind": alert.kind.value,
        "title": alert.title,
        "text": alert.body,
        "state": alert.state.value,
        "tries": alert.tries,
        "created_at": alert.created_at,
        "not_before": alert.not_before,
        "settled_at": alert.settled_at,
        "failure": alert.failure,
    }
