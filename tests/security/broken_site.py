"""A page with the faults that attacking tools look for: a tool that finds none here finds none anywhere."""

import sqlite3
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><title>Items</title><form action="/items/" method="get"><input name="q" value="one">
<button>Find</button></form><p>You looked for {asked}.</p><ul>{found}</ul>"""


class _Broken(BaseHTTPRequestHandler):
    """Puts what is asked into SQL and into HTML as it stands."""

    def do_GET(self) -> None:
        query = urllib.parse.urlsplit(self.path).query
        asked = urllib.parse.parse_qs(query).get("q", [""])[0]
        try:
            status, found = 200, "".join(f"<li>{name}</li>" for name in _rows(asked))
        except sqlite3.Error as error:
            status, found = 500, f"sqlite3.OperationalError: {error}"
        body = PAGE.format(asked=asked, found=found).encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


def _rows(asked: str) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE item (name TEXT)")
        database.executemany("INSERT INTO item VALUES (?)", [("one",), ("two",), ("three",)])
        found = database.execute(f"SELECT name FROM item WHERE name LIKE '%{asked}%' ORDER BY name")
        return [row[0] for row in found]


@contextmanager
def broken_site() -> Iterator[str]:
    """Serve it on a free port of this machine; give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Broken) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}/items/?q=one"
        finally:
            server.shutdown()
            thread.join(10)
