#!/usr/bin/env python3
"""A worker for `cpr spawn --stdio ...,ipc`, or for a Node parent: the message channel in Python.

Messages are lines of JSON on the socket NODE_CHANNEL_FD. The worker exits when the channel is closed.
"""
import json
import os
import socket

channel = socket.socket(fileno=int(os.environ.pop("NODE_CHANNEL_FD")))
if os.environ.pop("NODE_CHANNEL_SERIALIZATION_MODE", "json") != "json":
    raise SystemExit("worker.py supports only the serialization json")
os.set_inheritable(channel.fileno(), False)


def send(message):
    channel.sendall(json.dumps(message).encode() + b"\n")


def receive():
    """All messages until the channel is closed, each with the file descriptor that came with it."""
    rest, received = b"", None
    while True:
        data, fds, _, _ = socket.recv_fds(channel, 65536, 8)
        received = fds[-1] if fds else received
        *lines, rest = (rest + data).split(b"\n")
        for message in map(json.loads, lines):
            if isinstance(message, dict) and message.get("cmd") == "NODE_HANDLE":
                # The other end sends nothing more before this answer.
                send({"cmd": "NODE_HANDLE_NACK" if received is None else "NODE_HANDLE_ACK"})
                if received is not None:
                    yield message.get("msg"), received
                received = None
            else:
                yield message, None
        if not data:
            return


for message, fd in receive():
    if fd is None:
        send({"echo": message})
    else:
        with socket.socket(fileno=fd) as server:
            send({"message": message, "listens": server.getsockname()})
