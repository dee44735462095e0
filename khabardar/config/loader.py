"""config.yaml to a Config, or to *all* its faults at once, each with its line and a guess at what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import MarkedYAMLError

from khabardar.config.models import Config, StorageConfig
from khabardar.errors import ConfigError, ConfigFault

Location = tuple[int | str, ...]


def load_config(path: Path) -> Config:
    """Read and check `path`. Raises ConfigError with every fault found."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _single(path, 0, "no such file; `khabardar init` writes one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _single(path, 0, f"can't be read: {error}") from error
    return _anchored(parse_config(text, path), path.resolve().parent)


def _anchored(config: Config, folder: Path) -> Config:
    """A relative path counts from the config file: cron's working directory is nobody's choice."""
    file = config.storage.file
    storage = config.storage if file is None else StorageConfig(url=f"sqlite:///{folder / file}")
    key_file = config.llm.api_key_file
    files = {"ledger": folder / config.llm.ledger, "api_key_file": folder / key_file if key_file else None}
    return config.model_copy(
        update={
            "storage": storage,
            "llm": config.llm.model_copy(update=files),
            "alerts": config.alerts.anchored(folder),
        }
    )


def parse_config(text: str, path: Path) -> Config:
    """`path` only names the file in errors."""
    try:
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        raise _single(path, mark.line + 1 if mark else 0, f"not YAML: {error.problem}") from error
    data = {} if data is None else data
    if not isinstance(data, dict):
        raise _single(path, 1, "the file is not a list of `option: value` lines")
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        # Faults without a location are those of the whole file, which are told here, each at its line.
        faults = [_fault(data, dict(item)) for item in error.errors() if item["loc"]]
        faults += _repeated_ids(data) + _model_not_named(data)
        raise ConfigError(str(path), sorted(faults, key=lambda fault: fault.line)) from error


def url_lines(path: Path) -> dict[str, int]:
    """The line of each source's `url`, to be named where it should be changed; empty where the file can't be read."""
    try:
        sources = YAML(typ="rt").load(path.read_text(encoding="utf-8"))["sources"]
        return {source["id"]: _line_of(sources, (index, "url")) for index, source in enumerate(sources)}
    except (OSError, UnicodeDecodeError, MarkedYAMLError, KeyError, TypeError):
        return {}


def _repeated_ids(data: Any) -> list[ConfigFault]:
    """Found in the raw file: the model looks at ids only when nothing else is wrong, and gives no line."""
    first: dict[str, int] = {}
    faults = []
    sources = data.get("sources")
    for index, source in enumerate(sources if isinstance(sources, list) else ()):
        name = source.get("id") if isinstance(source, dict) else None
        if not isinstance(name, str):
            continue
        line = _line_of(data, ("sources", index, "id"))
        if first.setdefault(name, line) != line:
            message = f"line {first[name]} has the id {name!r} already; give each source its own"
            faults.append(ConfigFault(line, f"sources.{index}.id", message))
    return faults


def _model_not_named(data: Any) -> list[ConfigFault]:
    """Engines that need a model, where `llm` names none."""
    llm = data.get("llm")
    if isinstance(llm, dict) and llm.get("base_url") and llm.get("model"):
        return []
    listed = data.get("sources")
    places: list[Location] = [("extraction", "engine")]
    places += [("sources", index, "engine") for index in range(len(listed) if isinstance(listed, list) else 0)]
    return [
        ConfigFault(_line_of(data, place), ".".join(map(str, place)), "needs llm.base_url and llm.model")
        for place in places
        if _at(data, place) in ("llm", "both")
    ]


def _at(data: Any, location: Location) -> Any:
    """What the file has at this place; None where it has nothing."""
    for step in location:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _single(path: Path, line: int, message: str) -> ConfigError:
    return ConfigError(str(path), [ConfigFault(line, "config", message)])


def _fault(data: Any, item: dict[str, Any]) -> ConfigFault:
    location: Location = item["loc"]
    return ConfigFault(_line_of(data, location), ".".join(map(str, location)) or "config", _message(location, item))


def _message(location: Location, item: dict[str, Any]) -> str:
    if item["type"] == "extra_forbidden":
        return "unknown option" + _did_you_mean(str(location[-1]), _options_at(location[:-1]))
    if item["type"] in ("enum", "literal_error"):
        choices = [choice.strip("' ") for choice in item["ctx"]["expected"].replace(" or ", ", ").split(",")]
        return f"{item['input']!r} is not one of {', '.join(choices)}" + _did_you_mean(str(item["input"]), choices)
    if item["type"] == "missing":
        return "is missing"
    if item["type"] == "value_error":
        return str(item["ctx"]["error"])
    return f"{item['msg']} (here: {item['input']!r})"


def _did_you_mean(word: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _options_at(location: Location) -> list[str]:
    """The options that the model at this place of the file knows."""
    model: type[BaseModel] = Config
    for step in location:
        if isinstance(step, str) and step in model.model_fields:
            inner = _model_in(model.model_fields[step].annotation)
            if inner is None:
                return []
            model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model), None)


def _line_of(data: Any, location: Location) -> int:
    """The line of the deepest part of `location` that the file has; 1 where it has none."""
    line = 1
    node = data
    for step in location:
        if not isinstance(node, CommentedBase):
            break
        try:
            # ruamel has the key's own position for maps and the item's for lists
            line = (node.lc.key(step) if isinstance(step, str) else node.lc.item(step))[0] + 1
            node = node[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line
