"""An identity provider that is found and asked, and lets nobody in."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Provider(ThreadingHTTPServer):
    """`shown` keeps what clients showed to be let in, as it came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.shown: list[str] = []


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        pages = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        issuer = self.server.issuer
        self._answer(200, {"issuer": issuer} | {page: f"{issuer}/{page}" for page in pages})

    def do_POST(self) -> None:
        self.server.shown.append(self.headers["authorization"])
        self._answer(400, {"error": "invalid_grant"})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def running_provider() -> Iterator[Provider]:
    with Provider() as provider:
        thread = Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
