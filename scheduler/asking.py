"""Models are asked before the reading begins, outside the worker processes: an answer takes minutes, a reading
milliseconds, and only readings are to be timed, capped and killed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from threading import Thread

from khabardar.errors import KhabardarError, ModelUnavailable
from khabardar.records import Article
from scheduler.engines import EngineChoice, asker_of

_FAILURES = 3  # in a row, then the rest of the batch is not tried: a server that is down costs its timeout each time


def unanswered(
    choice: EngineChoice,
    articles: Sequence[Article],
    *,
    stopping: Callable[[], bool] = lambda: False,
    on_asked: Callable[[], None] = lambda: None,
) -> dict[str, str]:
    """Have a model's answers to these articles in the ledger; why there is none, by article id.

    As many questions at once as the settings allow, in threads that do not keep the program from ending.
    """
    asker = asker_of(choice)
    if asker is None or choice.model is None or not articles:
        return {}
    waiting, faults, in_a_row = deque(articles), dict[str, str](), deque[str](maxlen=_FAILURES)

    def work() -> None:
        while not stopping():
            try:
                article = waiting.popleft()
            except IndexError:
                return
            if len(in_a_row) == _FAILURES:
                faults[article.id] = in_a_row[-1]
                continue
            try:
                asker.ask_about(article)
                in_a_row.clear()
            except ModelUnavailable as error:
                faults[article.id] = str(error)
                in_a_row.append(str(error))
            except KhabardarError as error:  # no openai package, no key file, a broken ledger: nothing will get better
                faults[article.id] = str(error)
                in_a_row.extend([str(error)] * _FAILURES)
            on_asked()

    threads = [Thread(target=work, name="model", daemon=True) for _ in range(choice.model.concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


async def unanswered_meanwhile(
    choice: EngineChoice, articles: Sequence[Article], stopping: Callable[[], bool], on_asked: Callable[[], None]
) -> dict[str, str]:
    """The same, while the loop goes on; cancelled, or at the end of the process, questions in flight are let go."""
    if choice.model is None:
        return {}
    loop = asyncio.get_running_loop()
    done: asyncio.Future[dict[str, str]] = loop.create_future()

    def finish(faults: dict[str, str]) -> None:
        if not done.done():
            done.set_result(faults)

    def work() -> None:
        faults = unanswered(choice, articles, stopping=stopping, on_asked=lambda: _soon(loop, on_asked))
        _soon(loop, lambda: finish(faults))

    Thread(target=work, name="models", daemon=True).start()
    return await done


def _soon(loop: asyncio.AbstractEventLoop, action: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(action)
