"""Sources added to a config.yaml that people wrote: every line and comment of theirs stays as it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from khabardar.config.loader import parse_config
from khabardar.errors import ConfigError, ConfigFault


def add_sources(path: Path, declarations: Sequence[str]) -> None:
    """Put them at the end of `sources:`. Raises ConfigError, and leaves the file alone, where the whole would be wrong.

    `declarations`: lines as `declaring.declaration` gives them.
    """
    text = path.read_text(encoding="utf-8")
    parse_config(text, path)
    new = with_sources(text, declarations)
    parse_config(new, path)
    _replace(path, new)


def with_sources(text: str, declarations: Sequence[str]) -> str:
    """The text with the declarations in its list of sources, at the place and indentation that the list has."""
    lines = text.splitlines()
    data: Any = YAML(typ="rt").load(text) or {}
    block = "\n\n".join(declaration.rstrip("\n") for declaration in declarations)
    if not data.get("sources"):
        lines = [line for line in lines if line.split("#")[0].replace(" ", "") not in ("sources:", "sources:[]")]
        return "\n".join([*lines, "", "sources:", "", block, ""]).lstrip("\n")
    if data["sources"].fa.flow_style():
        message = "is written on one line, as [ … ]; write it as a list with dashes, so that sources can be added"
        raise ConfigError("config", [ConfigFault(data.lc.key("sources")[0] + 1, "sources", message)])
    end = _end_of_list(lines, data)
    shifted = _indented(block, data["sources"].lc.item(0)[1] - 2)
    return "\n".join([*lines[:end], "", shifted, *lines[end:]]) + "\n"


def _end_of_list(lines: list[str], data: Any) -> int:
    """The line behind the last line of the last source; blank lines and comments behind it are not its."""
    start = data.lc.key("sources")[0]
    below = [row for row in (data.lc.key(key)[0] for key in data if key != "sources") if row > start]
    end = min(below, default=len(lines))
    while end > start and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _indented(block: str, column: int) -> str:
    """`column`: where the list has its dashes; declarations have them at the third character."""
    shift = column - 2
    if shift >= 0:
        return "\n".join(f"{' ' * shift}{line}" if line else line for line in block.splitlines())
    return "\n".join(line[min(-shift, len(line) - len(line.lstrip())) :] for line in block.splitlines())


def _replace(path: Path, text: str) -> None:
    """All or nothing, with the rights that the file had."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    temporary = Path(name)
    temporary.chmod(path.stat().st_mode & 0o777)
    temporary.replace(path)
