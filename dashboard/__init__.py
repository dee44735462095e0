"""The page: see, check, review. Server-made HTML over the same storage and the same decisions as the command line."""

from dashboard.app import make_app
from dashboard.hosts import is_loopback

__all__ = ["is_loopback", "make_app"]
