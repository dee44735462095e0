"""Readers that worker processes can be given: they do what the article's text says."""

import os
import signal
from pathlib import Path

from review_workers import report

from khabardar.records import Reading


def read_as_told(_choice, article, _hints):
    """`die`: the process is killed in mid-article; `die once FILE`: only while there is no such file; `raise`: …

    `double`: two reports of one key, which no database takes.
    """
    words = article.text.split()
    if words[0] == "die" and not (words[1:2] == ["once"] and Path(words[2]).exists()):
        if words[1:2] == ["once"]:
            Path(words[2]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if words[0] == "hang":
        while True:
            pass
    if words[0] == "raise":
        raise ValueError("no such verb")
    told = [report(), report()] if words[0] == "double" else []
    return Reading(tuple(told), engine="told", engine_version="1"), b""
