"""The child's side of the pool: takes one task after the other from a pipe until the pipe or the parent is gone."""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import multiprocessing.connection
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from crawler.frames import framed, read_message

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_STATM = Path("/proc/self/statm")  # its second number: resident pages
_BUFFER = 256 * 1024  # bytes


class Task(NamedTuple):
    """`alarm` in seconds: the kernel ends the process then, whatever it is doing."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    alarm: float


class Answer(NamedTuple):
    """`fault` is what the function raised, in words; None where `value` is its result."""

    value: Any = None
    fault: str | None = None
    resident_megabytes: int = 0  # of the process, after the task; 0 where the system does not tell
    seconds: float = 0.0  # that the task took


def work(line: socket.socket, memory_megabytes: int) -> None:
    """The child's main function; the first message says that it is ready."""
    _end_with_parent()
    _limit(memory_megabytes)
    logging.disable()  # the readers' libraries complain of every odd page; what counts comes back as a value
    threading.Thread(target=_die_with_parent, daemon=True).start()
    line.sendall(framed(Answer("ready")))
    with line.makefile("rb", buffering=_BUFFER) as tasks:
        while True:
            try:
                task: Task = read_message(tasks)
            except EOFError:
                return
            line.sendall(framed(_answer(task)))


def _answer(task: Task) -> Answer:
    # SIGALRM keeps its default action, which needs no interpreter: it ends even a loop inside a C library.
    signal.setitimer(signal.ITIMER_REAL, task.alarm)
    value, fault, began = None, None, perf_counter()
    try:
        value = task.function(*task.arguments)
    except Exception as error:  # the border of the process: whatever a hostile page provokes becomes a value
        fault = f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return Answer(value, fault, _resident_megabytes(), perf_counter() - began)


def _limit(memory_megabytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS knows the name and refuses the value
        resource.setrlimit(resource.RLIMIT_AS, (memory_megabytes << 20, memory_megabytes << 20))


def _resident_megabytes() -> int:
    try:
        with _STATM.open("rb", buffering=0) as statm:
            pages = int(statm.read().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize() >> 20


def _end_with_parent() -> None:
    """Linux ends us when the parent's thread that started us ends, even in a loop that lets no other thread run."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:  # it went before the call above
        os._exit(1)


def _die_with_parent() -> None:
    """Where there is no such call: the parent's end of this pipe closes, however the parent ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
