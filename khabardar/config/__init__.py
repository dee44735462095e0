"""config.yaml: its models, its loading with line numbers, and where it lies."""

from khabardar.config.loader import load_config
from khabardar.config.models import Config

__all__ = ["Config", "load_config"]
