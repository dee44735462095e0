"""The page on a real server in a thread, and a plain browser that keeps cookies and fills in forms."""

from __future__ import annotations

import http.client
import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

import uvicorn

from dashboard import make_app
from khabardar.config import Config
from storage import open_storage


@contextmanager
def serving(config: Config, now):
    """The port of a dashboard over the config's database; `now` is its clock."""
    storage = open_storage(config.storage.url)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(make_app(config, storage, now), log_config=None, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        storage.close()


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def header(self, name: str) -> str:
        return "; ".join(value for key, value in self.headers if key.lower() == name)

    @property
    def form_token(self) -> str:
        found = re.search(r'name="form_token" value="([^"]+)"', self.text)
        assert found, "the page has no form"
        return unescape(found[1])


@dataclass
class PlainBrowser:
    """No JavaScript: what a page gives without it."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    last: Answer | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        connection.request(method, path, body, sent | (headers or {}))
        got = connection.getresponse()
        answer = Answer(got.status, got.getheaders(), got.read())
        connection.close()
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        self.last = self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        return self.last

    def post(self, path: str, fields: dict[str, object], **headers: str) -> Answer:
        """A form of the last page, with the token that it had."""
        assert self.last is not None
        whole = {"form_token": self.last.form_token} | fields
        return self.send(path, whole, **headers)

    def send(self, path: str, fields: dict[str, object], **headers: str) -> Answer:
        kind = {"content-type": "application/x-www-form-urlencoded"}
        given = {k.replace("_", "-"): v for k, v in headers.items()}
        return self.ask("POST", path, urlencode(fields, doseq=True).encode(), kind | given)

    def followed(self, answer: Answer) -> Answer:
        assert answer.status == 303, answer.text
        return self.get(answer.header("location"))
