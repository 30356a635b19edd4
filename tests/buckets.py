"""Services that have buckets, for tests, and a gate before them that holds requests or loses answers."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Protocol

import pytest

from govnews.demo.mengjin import MengjinSite
from tests.crawling import UNPACED, environment
from tests.gcs import GoogleReplica
from tests.places import PROJECT
from tests.processes import start

BUCKET = "news"
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION_NAME": "us-east-1"}
START_SECONDS = 60.0
_HOP = {"connection", "expect", "transfer-encoding", "keep-alive"}

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""


class Store(Protocol):
    """A service that has buckets, as a consumer and a run see it."""

    scheme: str
    endpoint: str
    upload_method: str
    look_method: str

    def new_bucket(self) -> str:
        """A bucket that has nothing in it."""

    def objects(self, bucket: str) -> dict[str, bytes]:
        """All objects of a bucket, by key."""

    def metadata(self, bucket: str, key: str) -> dict[str, str]: ...

    def put(self, bucket: str, key: str, content: bytes) -> None:
        """Another one's object."""

    def settings(self, endpoint: str) -> dict[str, str]:
        """Settings of a run that reaches it at ``endpoint``."""

    def variables(self, endpoint: str) -> dict[str, str]:
        """Variables of the environment of such a run."""


class S3Store:
    """A server that speaks the protocol of S3."""

    scheme, upload_method, look_method = "s3", "PUT", "HEAD"

    def __init__(self, port: int) -> None:
        boto3 = pytest.importorskip("boto3", reason="boto3 is not installed: pip install '.[s3]'")
        self.endpoint = f"http://127.0.0.1:{port}"
        names = {"AWS_REGION_NAME": "region_name"}
        keys = {names.get(name, name.lower()): value for name, value in KEYS.items()}
        self.client: Any = boto3.client("s3", endpoint_url=self.endpoint, **keys)

    def new_bucket(self) -> str:
        name = f"{BUCKET}-{time.monotonic_ns()}"
        self.client.create_bucket(Bucket=name)
        return name

    def objects(self, bucket: str) -> dict[str, bytes]:
        listed = self.client.list_objects_v2(Bucket=bucket).get("Contents", [])
        return {
            one["Key"]: self.client.get_object(Bucket=bucket, Key=one["Key"])["Body"].read() for one in listed
        }

    def metadata(self, bucket: str, key: str) -> dict[str, str]:
        return dict(self.client.head_object(Bucket=bucket, Key=key)["Metadata"])

    def put(self, bucket: str, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=bucket, Key=key, Body=content)

    def settings(self, endpoint: str) -> dict[str, str]:
        return {**KEYS, "AWS_ENDPOINT_URL": endpoint}

    def variables(self, endpoint: str) -> dict[str, str]:
        return {}


class GoogleStore:
    """The replica of Google Cloud Storage."""

    scheme, upload_method, look_method = "gs", "POST", "GET"

    def __init__(self, google: GoogleReplica, endpoint: str) -> None:
        pytest.importorskip("google.cloud.storage", reason="install it: pip install '.[gcs]'")
        self._google = google
        self.endpoint = endpoint

    def new_bucket(self) -> str:
        name = f"{BUCKET}-{time.monotonic_ns()}"
        self._google.buckets[name] = {}
        return name

    def objects(self, bucket: str) -> dict[str, bytes]:
        return {key: blob.content for key, blob in sorted(self._google.buckets[bucket].items())}

    def metadata(self, bucket: str, key: str) -> dict[str, str]:
        return self._google.buckets[bucket][key].metadata

    def put(self, bucket: str, key: str, content: bytes) -> None:
        self._google.make(bucket, {"name": key}, {}, content)

    def settings(self, endpoint: str) -> dict[str, str]:
        return {"GCS_PROJECT_ID": "news"}

    def variables(self, endpoint: str) -> dict[str, str]:
        # Else the client asks for the bucket, too, in a thread that goes on doing so when its test is over.
        return {"STORAGE_EMULATOR_HOST": endpoint, "DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA": "true"}


@contextmanager
def running_s3() -> Iterator[S3Store]:
    """An S3 server that runs until the block ends."""
    pytest.importorskip("moto.server", reason="moto is not installed: pip install '.[dev]'")
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            assert server.poll() is None, "the S3 server has ended"
            assert time.monotonic() < until, "the S3 server does not answer"
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield S3Store(port)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Gate:
    """A server before a store: passes everything on, but for what ``on`` says of a method.

    ``on[method]`` is called with the number of the request of that method, from 1 on, and a function that passes it on and
    gives status, headers and body of the answer; what it gives is the answer, None: the connection ends without one.
    """

    def __init__(self, store: Store) -> None:
        self.on: dict[str, Callable[[int, Callable[[], Answer]], Answer | None]] = {}
        self.asked: list[tuple[str, str]] = []
        """Method and path of every request, in the order in which they were whole."""
        self.begun = threading.Event()
        """Set when a request that is held has come."""
        self.go = threading.Event()
        """What lets it go on."""
        self.half = threading.Event()
        """Where it is set, of a body no more than the half is read, and the request is never passed on."""
        self.store = store
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Gate:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.go.set()
        self._server.shutdown()
        self._server.server_close()

    def settings(self) -> list[str]:
        """What a command is told of it."""
        told = self.store.settings(self.endpoint)
        return [word for name, value in told.items() for word in ("-s", f"{name}={value}")]

    def hold(self) -> None:
        """Wait until the test says go."""
        self.begun.set()
        assert self.go.wait(60)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

            def handle_one_request(self) -> None:
                with suppress(ConnectionError):
                    super().handle_one_request()

            def do_any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                if gate.half.is_set() and self.command == gate.store.upload_method:
                    self.rfile.read(length // 2)
                    gate.hold()
                    self.close_connection = True
                    return
                body = self.rfile.read(length)

                def pass_on() -> Answer:
                    return gate._ask(self.command, self.path, dict(self.headers), body)

                gate.asked.append((self.command, self.path))
                special = gate.on.get(self.command)
                number = sum(method == self.command for method, _ in gate.asked)
                answer = special(number, pass_on) if special else pass_on()
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response_only(answer[0])
                for name, value in answer[1].items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer[2])

            do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = do_any

        return Handler

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", int(self.store.endpoint.rpartition(":")[2]))
        try:
            kept = {name: value for name, value in headers.items() if name.lower() not in _HOP}
            connection.request(method, path, body, kept)
            answer = connection.getresponse()
            content = answer.read()
            told = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}
            if method != "HEAD":
                told["Content-Length"] = str(len(content))
            return answer.status, told, content
        finally:
            connection.close()


class Crawls:
    """Runs of one site that feed a bucket."""

    def __init__(self, output: Path, gate: Gate, bucket: str, proxy: str) -> None:
        self.output, self.gate, self.bucket, self.proxy = output, gate, bucket, proxy
        self.log = output.with_name("log")
        self.log.parent.mkdir(parents=True, exist_ok=True)

    def said(self) -> str:
        """What the runs have logged."""
        return self.log.read_text("utf-8")

    def begin(self, *more: str) -> BaseProcess:
        feeds = {
            f"{self.gate.store.scheme}://{self.bucket}/%(site)s/%(label)s.jsonl": {
                "format": "jsonlines",
                "store_empty": False,
            }
        }
        arguments = [
            "crawl",
            "mengjin",
            "-s",
            f"GOVNEWS_OUTPUT={self.output}",
            "-s",
            f"FEEDS={json.dumps(feeds)}",
        ]
        variables = {"no_proxy": "127.0.0.1"} | self.gate.store.variables(self.gate.endpoint)
        return start(
            [*arguments, *UNPACED, *self.gate.settings(), *more],
            environment(self.proxy) | variables, PROJECT, out=self.log,
        )  # fmt: skip

    def to_its_end(self, *more: str) -> int | None:
        run = self.begin(*more)
        run.join(90)
        return run.exitcode

    def killed_when(self, begun: Any) -> None:
        run = self.begin()
        assert begun.wait(60), self.said()
        run.kill()
        run.join()


def published(store: Store, bucket: str) -> Counter[str]:
    """How often each article stands in the bucket's objects."""
    lines = (line for content in store.objects(bucket).values() for line in content.splitlines())
    return Counter(json.loads(line)["url"] for line in lines)


def once_each(site: MengjinSite) -> dict[str, int]:
    return dict.fromkeys((one.url for one in site.articles), 1)
