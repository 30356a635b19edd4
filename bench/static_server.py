"""``python -m bench.static_server FOLDER PORT``: the folder's files over HTTP/1.1, a log line a request."""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Handler(SimpleHTTPRequestHandler):
    """Connections stay open, as with every real server."""

    protocol_version = "HTTP/1.1"


if __name__ == "__main__":
    ThreadingHTTPServer(
        ("127.0.0.1", int(sys.argv[2])), partial(Handler, directory=sys.argv[1])
    ).serve_forever()
