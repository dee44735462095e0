"""What a model may answer, and how its text is read. Lists instead of nulls: a gap is an empty list."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from khabardar.errors import InputError

_MOST_EVENTS = 60
_MOST_QUOTES = 40
_MOST_WORDS = 600  # characters of one quote: longer ones point at nothing


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Quote(_Part):
    """Words of the article, and the number of the sentence that they are said to stand in."""

    sentence: int
    words: str = Field(min_length=1, max_length=_MOST_WORDS)


class People(_Part):
    """So many came to this, and the words that say it."""

    number: int = Field(ge=0, le=1_000_000)
    became: Literal["killed", "injured", "abducted", "freed", "arrested"]
    quote: Quote


class Event(_Part):
    """One incident as the model marks it up: nothing but quotes and the numbers in them."""

    act: list[Quote] = Field(min_length=1, max_length=_MOST_QUOTES)
    place: list[Quote] = Field(default=[], max_length=_MOST_QUOTES)
    date: list[Quote] = Field(default=[], max_length=_MOST_QUOTES)
    by: list[Quote] = Field(default=[], max_length=_MOST_QUOTES)
    claim: list[Quote] = Field(default=[], max_length=_MOST_QUOTES)
    people: list[People] = Field(default=[], max_length=_MOST_QUOTES)
    earlier: bool = False
    part_of: int = 0


class Answer(_Part):
    """All incidents that a model saw in one article."""

    incidents: list[Event] = Field(max_length=_MOST_EVENTS)


def schema() -> dict[str, Any]:
    """The answer's JSON schema, in the strict form that servers enforce: every key required, none beyond."""
    made = Answer.model_json_schema()
    for part in [made, *made.get("$defs", {}).values()]:
        part["required"] = list(part["properties"])
        part["additionalProperties"] = False
        for entry in part["properties"].values():
            entry.pop("default", None)
    return made


def parse(text: str) -> Answer:
    """The answer in a model's text, fences and pleasantries around it forgiven.

    Raises InputError that says what is wrong, in words that the model can be given to mend it.
    """
    first, last = text.find("{"), text.rfind("}")
    if first < 0 or last < first:
        raise InputError("there is no JSON object in the answer")
    try:
        return Answer.model_validate(json.loads(text[first : last + 1]))
    except json.JSONDecodeError as error:
        raise InputError(f"the JSON breaks off or is broken: {error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise InputError("the JSON is nested too deeply") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()[:5]]
        raise InputError("; ".join(faults)) from error
