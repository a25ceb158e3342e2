"""What stands in the box's network: `python3 lan.py RESOLVER HOOK PRESS` (addresses).

A resolver that knows one answer, PRESS, and a webhook that writes each body it takes to standard output.
"""

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOOK_PORT = 8098


class Hook(BaseHTTPRequestHandler):
    """Takes every alert."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        sys.stdout.write(body.decode() + "\n")
        sys.stdout.flush()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def answered(query: bytes, address: str) -> bytes:
    """Return the answer to a DNS query (RFC 1035, 4.1): the address to an A, nothing to all else."""
    question = query[12 : query.index(b"\0", 12) + 5]
    is_a = question[-4:-2] == b"\0\1"
    counts = b"\0\1" + (b"\0\1" if is_a else b"\0\0") + b"\0\0\0\0"
    record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(address)
    return query[:2] + b"\x81\x80" + counts + question + (record if is_a else b"")


def resolve(resolver: str, address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind((resolver, 53))
        while True:
            query, asker = listening.recvfrom(512)
            listening.sendto(answered(query, address), asker)


if __name__ == "__main__":
    threading.Thread(target=resolve, args=(sys.argv[1], sys.argv[3]), daemon=True).start()
    ThreadingHTTPServer((sys.argv[2], HOOK_PORT), Hook).serve_forever()
