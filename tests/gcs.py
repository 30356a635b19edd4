"""What Google Cloud Storage answers, as its JSON API is documented: as much of it as uploads and their readers ask for.

No emulator that installs here knows ``ifGenerationMatch``. An object is made when its upload has come whole; where it is to be
the first of its name, that is looked at then, in one step with making it.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

UPLOAD, OBJECTS = "/upload/storage/v1/b/", "/storage/v1/b/"


@dataclass
class Blob:
    content: bytes
    metadata: dict[str, str]
    generation: int


@dataclass
class Session:
    """A resumable upload: what was said of it when it began, and the bytes that have come."""

    bucket: str
    query: dict[str, str]
    said: dict[str, Any]
    content: bytes = b""


@dataclass
class GoogleReplica:
    """The buckets and what is in them."""

    buckets: dict[str, dict[str, Blob]] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    generations: int = 0

    def make(
        self, bucket: str, query: dict[str, str], said: dict[str, Any], content: bytes
    ) -> tuple[int, Any]:
        """Status and answer to an upload that has come whole."""
        name = query.get("name") or said["name"]
        with self.lock:
            there = self.buckets.get(bucket)
            if there is None:
                return 404, error(404, "The specified bucket does not exist.")
            if said.get("crc32c") not in (None, crc32c(content)):
                return 400, error(400, "Provided CRC32C does not match the calculated one.", "invalid")
            wanted = query.get("ifGenerationMatch")
            if wanted is not None and int(wanted) != (there[name].generation if name in there else 0):
                return 412, error(
                    412, "At least one of the pre-conditions you specified did not hold.", "conditionNotMet"
                )
            self.generations += 1
            there[name] = Blob(content, said.get("metadata", {}), self.generations)
            return 200, self.resource(bucket, name)

    def resource(self, bucket: str, name: str) -> dict[str, Any]:
        blob = self.buckets[bucket][name]
        return {
            "kind": "storage#object", "bucket": bucket, "name": name, "generation": str(blob.generation),
            "metageneration": "1", "size": str(len(blob.content)), "metadata": blob.metadata,
            "crc32c": crc32c(blob.content),
        }  # fmt: skip


def crc32c(content: bytes) -> str:
    import google_crc32c  # of the extra, without which nobody comes here

    return base64.b64encode(google_crc32c.value(content).to_bytes(4, "big")).decode()


def error(code: int, message: str, reason: str = "notFound") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "errors": [{"message": message, "reason": reason}]}}


def parts_of(kind: str, body: bytes) -> tuple[dict[str, Any], bytes]:
    """What is said of an object, and its content, of a ``multipart/related`` upload."""
    parser = BytesParser(policy=HTTP)
    message = parser.parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    boundary = b"--" + str(message.get_boundary()).encode()
    _, said, content, _ = body.split(boundary)
    return json.loads(said.partition(b"\r\n\r\n")[2]), content.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")


def handler(google: GoogleReplica) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            bucket = parts.path.removeprefix(UPLOAD).partition("/")[0]
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if query["uploadType"] == "multipart":
                self.answer(*google.make(bucket, query, *parts_of(self.headers["Content-Type"], body)))
                return
            if bucket not in google.buckets:
                self.answer(404, error(404, "The specified bucket does not exist."))
                return
            number = secrets.token_hex(8)
            google.sessions[number] = Session(bucket, query, json.loads(body))
            self.answer(
                200, {}, Location=f"http://{self.headers['Host']}{UPLOAD}{bucket}/o?upload_id={number}"
            )

        def do_PUT(self) -> None:
            session = google.sessions[parse_qs(urlsplit(self.path).query)["upload_id"][0]]
            session.content += self.rfile.read(int(self.headers["Content-Length"]))
            whole = self.headers["Content-Range"].rpartition("/")[2]
            if whole == str(len(session.content)):
                self.answer(*google.make(session.bucket, session.query, session.said, session.content))
            else:
                self.answer(308, {}, Range=f"bytes=0-{len(session.content) - 1}")

        def do_GET(self) -> None:
            bucket, _, name = urlsplit(self.path).path.removeprefix(OBJECTS).partition("/o/")
            name = unquote(name)
            if name in google.buckets.get(bucket, {}):
                self.answer(200, google.resource(bucket, name))
            else:
                self.answer(404, error(404, f"No such object: {bucket}/{name}"))

        def answer(self, status: int, said: Any, **headers: str) -> None:
            content = json.dumps(said).encode()
            self.send_response_only(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(content)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    return Handler


@contextmanager
def running_google() -> Iterator[tuple[GoogleReplica, str]]:
    """The replica, and its address, until the block ends."""
    google = GoogleReplica()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(google))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield google, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
