"""The bundled news site over HTTP: `python -m demo.site_server [--port 0] [--day 1]` prints its base url first.

`POST /_control/day/N` shows what comes on day N; `GET /_control/requests` is the log, one object a request. The server
ends when its standard input does, so that it never outlives the process that started it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from demo.content import load_content
from demo.site import site_folder
from demo.site_process import SiteProcess
from demo.site_state import LAST_DAY, Answer, Request, Site

__all__ = ["SiteProcess", "SiteServer", "main"]

_GZIP_FROM_BYTES = 500


class SiteHandler(BaseHTTPRequestHandler):
    """Answers from the server's Site: conditions, compression and the log are here."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    server: SiteServer

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == "/_control/requests":
            self._send(Answer(_json(self.server.site.requests()), "application/json", validators=False))
            return
        answer = self.server.site.answer(path)
        time.sleep(answer.delay)
        # before the answer goes out: who has an answer finds it in the log
        self.server.site.record(Request("GET", self.path, self._status_of(answer)))
        self._send(answer)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        day = self.path.removeprefix("/_control/day/")
        if day in map(str, range(1, LAST_DAY + 1)):
            self.server.site.show_day(int(day))
            self._send(Answer(b"ok\n", "text/plain", validators=False))
        else:
            self._send(Answer(b"POST /_control/day/1 or /2\n", "text/plain", HTTPStatus.NOT_FOUND, validators=False))

    def log_message(self, *_: Any) -> None:
        """Silent: `/_control/requests` is the log."""

    def _status_of(self, answer: Answer) -> int:
        headers = self.headers
        if answer.unchanged_for(headers.get("If-None-Match"), headers.get("If-Modified-Since")):
            return int(HTTPStatus.NOT_MODIFIED)
        return int(answer.status)

    def _send(self, answer: Answer) -> None:
        status = self._status_of(answer)
        if status == HTTPStatus.NOT_MODIFIED:
            self._send_head(answer, status, {})
            return
        body = answer.body
        headers = {"Content-Type": answer.content_type}
        if len(body) > _GZIP_FROM_BYTES and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self._send_head(answer, status, headers | {"Content-Length": str(len(body))})
        self.wfile.write(body)

    def _send_head(self, answer: Answer, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        if answer.validators:
            headers = headers | {"ETag": answer.etag}
            if answer.last_modified:
                headers["Last-Modified"] = answer.last_modified
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


class SiteServer(ThreadingHTTPServer):
    daemon_threads = True
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away, as one does whose patience with the slow outlet is over, is no fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _server(port: int) -> SiteServer:
    try:
        return SiteServer(("127.0.0.1", port), SiteHandler)
    except OSError:  # somebody has it
        return SiteServer(("127.0.0.1", 0), SiteHandler)


def main(arguments: list[str] | None = None) -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m demo.site_server", description="Serve the bundled news site.")
    parser.add_argument("--port", type=int, default=0, help="taken where it is free, else another; 0 takes any")
    parser.add_argument("--day", type=int, default=1, choices=range(1, LAST_DAY + 1))
    parser.add_argument("--slow-seconds", type=float, default=2.0, help="how long the slow outlet takes")
    options = parser.parse_args(arguments)
    with _server(options.port) as server:
        base_url = f"http://127.0.0.1:{server.server_address[1]}"
        server.site = Site(load_content(site_folder()), base_url, options.day, options.slow_seconds)
        print(base_url, flush=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        with suppress(KeyboardInterrupt):
            sys.stdin.read()
        server.shutdown()


def _json(requests: list[Request]) -> bytes:
    return json.dumps([asdict(request) for request in requests]).encode()


if __name__ == "__main__":
    main()
