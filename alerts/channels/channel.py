"""What a channel is: it takes a message, or says why not and whether another try can help."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Protocol

from khabardar.alerting import Alert
from khabardar.config.alerts import ChannelConfig
from khabardar.errors import KhabardarError


class DeliveryError(KhabardarError):
    """`permanent`: the same message will never be taken. `wait`: the receiver's own wish."""

    def __init__(self, why: str, *, permanent: bool = False, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.wait = wait


class Channel(Protocol):
    """Blocks until the receiver took the message; DeliveryError where it did not."""

    def send(self, alert: Alert, at: datetime) -> None: ...


def url_of(config: ChannelConfig) -> str:
    """The address, from the environment where the config says so."""
    if config.url is not None:
        return config.url
    url = os.environ.get(config.url_env or "", "").strip()
    if not url:
        raise DeliveryError(f"the channel {config.id} has its address in ${config.url_env}, which is not set")
    return url


def secret_of(config: ChannelConfig) -> bytes | None:
    """What the webhook signs with; None: it does not sign."""
    if config.secret_env:
        secret = os.environ.get(config.secret_env, "").strip()
        if not secret:
            raise DeliveryError(f"the channel {config.id} has its secret in ${config.secret_env}, which is not set")
        return secret.encode()
    if config.secret_file:
        try:
            return config.secret_file.read_bytes().strip()
        except OSError as error:
            raise DeliveryError(
                f"the secret of the channel {config.id} can't be read from {config.secret_file}: {error.strerror}"
            ) from error
    return None
