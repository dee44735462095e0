"""A language model's server on loopback that speaks the OpenAI protocol, and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class Answering:
    """What one request gets: a status, a body, headers, and how long it takes."""

    def __init__(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None, wait: float = 0) -> None:
        self.body, self.status, self.headers, self.wait = body, status, headers or {}, wait


def says(content: str, tokens: tuple[int, int] | None = (100, 50), wait: float = 0) -> Answering:
    """A well-formed completion with this text."""
    done: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "toy",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
    }
    if tokens:
        done["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
    return Answering(json.dumps(done).encode(), wait=wait)


def refuses(status: int, message: str = "no", **headers: str) -> Answering:
    """An error as such servers put it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answering(json.dumps({"error": {"message": message}}).encode(), status, named)


Answerer = Callable[[dict[str, Any]], Answering]


class ModelServer:
    """Answers each question by `answer` (a function of the request), or by a list of answers, the last for ever."""

    def __init__(self, *answers: Answering | Answerer) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.most_at_once = 0
        self._now, self._lock = 0, threading.Lock()

    @property
    def url(self) -> str:
        """What goes into llm.base_url."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer._serve(self)

            def log_message(self, *words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        asked = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        with self._lock:
            self.asked.append(asked)
            self.keys.append(handler.headers["Authorization"])
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            chosen = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer = chosen if isinstance(chosen, Answering) else chosen(asked)
        time.sleep(answer.wait)
        with self._lock:
            self._now -= 1
        try:
            handler.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(answer.body)))
            handler.end_headers()
            handler.wfile.write(answer.body)
        except OSError:
            return  # who asked has gone: that is what some tests are about
