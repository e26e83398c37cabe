"""Ports for servers that run in processes of their own."""

import random
import socket

_BELOW_THE_SYSTEMS = range(20_000, 30_000)  # Linux gives from 32768 on to whoever names no port


def free_port() -> int:
    """A port of 127.0.0.1 that is free, and stays so: no other program gets it by chance before the server takes it."""
    while True:
        port = random.SystemRandom().choice(_BELOW_THE_SYSTEMS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
