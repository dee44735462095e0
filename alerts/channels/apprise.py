"""Some hundred messengers by their url, through apprise (the extra `alerts`)."""

from __future__ import annotations

import logging
from datetime import datetime
from importlib import import_module
from io import StringIO

from alerts.channels.channel import DeliveryError
from khabardar.alerting import Alert, AlertKind

_SORTS = {AlertKind.FAULT: "failure", AlertKind.RECOVERED: "success", AlertKind.ENDED: "warning"}


class AppriseChannel:
    """One address, such as `ntfy://topic` or `mailto://…`. Apprise knows no names of messages: a send that was cut
    off may come twice."""

    def __init__(self, url: str) -> None:
        try:
            apprise = import_module("apprise")
        except ImportError as error:
            raise DeliveryError(
                "this channel needs apprise, which is not installed; pip install 'khabardar[alerts]'"
            ) from error
        self._notifier = apprise.Apprise()
        if not self._notifier.add(url):
            # The address may hold a password: only what stands before the colon is shown.
            raise DeliveryError(f"apprise knows no channel {url.split(':')[0]}://… of this form", permanent=True)

    def send(self, alert: Alert, at: datetime) -> None:
        """Raises DeliveryError with what apprise logged."""
        said = StringIO()
        handler = logging.StreamHandler(said)
        logger = logging.getLogger("apprise")
        logger.addHandler(handler)
        try:
            taken = self._notifier.notify(
                title=alert.title, body=alert.body or alert.title, notify_type=_SORTS.get(alert.kind, "info")
            )
        finally:
            logger.removeHandler(handler)
        if not taken:
            lines = said.getvalue().strip().splitlines()
            raise DeliveryError(lines[-1] if lines else "the service did not take the message")
