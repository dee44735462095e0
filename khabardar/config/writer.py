"""A Config back to YAML, for configs that are made and not written: the demo's."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from khabardar.config.models import Config


def write_config(config: Config, path: Path) -> None:
    """Write what differs from the defaults; `load_config` gives an equal Config."""
    yaml = YAML(typ="safe")
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    with path.open("w", encoding="utf-8") as out:
        yaml.dump(config.model_dump(mode="json", exclude_defaults=True), out)
