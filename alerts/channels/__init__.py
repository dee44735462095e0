"""Where messages go: one module a kind of channel."""

from __future__ import annotations

from alerts.channels.apprise import AppriseChannel
from alerts.channels.channel import Channel, DeliveryError, secret_of, url_of
from alerts.channels.webhook import Webhook
from khabardar.config.alerts import ChannelConfig

__all__ = ["Channel", "DeliveryError", "open_channel"]


def open_channel(config: ChannelConfig) -> Channel:
    """The channel of this config. Raises DeliveryError where its address or secret is not to be had."""
    url = url_of(config)
    kind = config.kind or ("webhook" if url.startswith(("http://", "https://")) else "apprise")
    if kind == "webhook":
        return Webhook(url, secret_of(config), config.timeout)
    return AppriseChannel(url)
