"""All exceptions of ours.

KhabardarError                  base: the command line prints it without a traceback and exits with `exit_code`
├── UsageError          (2)     the words of a call make no sense together
├── ConfigError         (3)     config.yaml is refused; carries every fault with its line
├── StorageError        (5)     the database can't be reached, is locked or of an unknown version
│   └── Outdated        (5)     a person decided something since the verdict was made; match again
├── ReviewError         (1)     a row can't be decided on as asked
├── LockHeld            (75)    another process works on this database
├── InputError          (1)     a line or file handed in is not what it should be; the rest goes on
├── LexiconError        (1)     a data file of the reader has a bad line
├── ModelUnavailable    (1)     the language model gave no answer: down, refused, over budget, outside its hours
└── NotFound            (1)     no article or incident has this id
"""

from __future__ import annotations

from dataclasses import dataclass


class KhabardarError(Exception):
    """Anything that a user can mend; the message names the thing and the way out."""

    exit_code = 1


class UsageError(KhabardarError):
    exit_code = 2


@dataclass(frozen=True, slots=True)
class ConfigFault:
    """One fault of a config file: `path` is dotted (`sources.3.url`), `line` counts from 1, 0 where unknown."""

    line: int
    path: str
    message: str


class ConfigError(KhabardarError):
    """Raised once with *all* faults, so that nobody mends them one run at a time."""

    exit_code = 3

    def __init__(self, file: str, faults: list[ConfigFault]) -> None:
        self.file = file
        self.faults = faults
        super().__init__("\n".join(f"{file}:{f.line}: {f.path}: {f.message}" for f in faults))


class StorageError(KhabardarError):
    exit_code = 5


class Unstorable(StorageError):
    """The database refuses these values, whenever it is asked: what is wrong is what was to be stored."""


class Outdated(StorageError):
    """Not shown to anybody: whoever applies a verdict makes it anew, with the decision in it."""


class ReviewError(KhabardarError):
    pass


class LockHeld(KhabardarError):
    """`exit_code` is EX_TEMPFAIL: cron and systemd know it as "try again later"."""

    exit_code = 75


class InputError(KhabardarError):
    pass


class LexiconError(KhabardarError):
    pass


class ModelUnavailable(KhabardarError):
    """Not the article's fault: it waits, and is read when the model answers again."""


class NotFound(KhabardarError):
    pass
