"""A mail server and a web address on this machine that take messages, or refuse them as a script says."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from threading import Thread
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class MailSink:
    """Keeps every mail as its reader sees it. ``refusals`` are answers to the next mails instead of "OK"."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[Message] = []
        self.raw: list[bytes] = []
        self.refusals: list[str] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        self.raw.append(envelope.content)
        self.mails.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"sesame", handled=False)

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]


@contextmanager
def mail_sink(certificate: Path | None = None) -> Iterator[MailSink]:
    """Run a mail server; with a ``certificate``, its key in the same file, it wants TLS and a password."""
    sink = MailSink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    secured: dict[str, Any] = {}
    if certificate:
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        secured = {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": sink.authenticate,
        }
    controller = Controller(sink, hostname="127.0.0.1", port=port, **secured)
    controller.start()
    sink.port = port
    try:
        yield sink
    finally:
        controller.stop()


def write_certificate(path: Path) -> Path:
    """Write a certificate for this machine, signed by itself, with its key before it."""
    key = path.with_suffix(".key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", key, "-out", path, "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(key.read_text() + path.read_text())
    return path


class Posted(NamedTuple):
    """One request to the web address."""

    path: str
    headers: Message
    body: bytes


class WebSink:
    """Keeps every post; ``answers`` are the status codes of the next ones instead of 200."""

    def __init__(self) -> None:
        self.posts: list[Posted] = []
        self.answers: list[int] = []
        self.url = ""


@contextmanager
def web_sink() -> Iterator[WebSink]:
    """Run a web server that takes posts."""
    sink = WebSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sink.posts.append(Posted(self.path, self.headers, body))
            self.send_response(sink.answers.pop(0) if sink.answers else 200)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        sink.url = f"http://127.0.0.1:{server.server_port}/hook/s3cr3t"
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
