"""The guard of the suite refuses what it should, and only that."""

import os
import socket
import subprocess
import sys

import pytest

from offline.guard import ReachesOut

OUT = [
    lambda: socket.getaddrinfo("example.org", 443),
    lambda: socket.gethostbyname("example.org"),
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
    lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM).connect(("2001:db8::1", 80)),
]


@pytest.mark.parametrize("reach", OUT)
def test_nobody_else_is_reached(reach):
    with pytest.raises(ReachesOut):
        reach()


def test_this_computer_is():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]) as client:
        client.sendall(b"x")
    assert socket.getaddrinfo("localhost", 80)


def test_the_runtime_of_the_models_is_told_to_keep_silent_before_it_is_imported():
    code = "import magwise.photos.extra, os, sys; print(os.environ.get('ORT_DISABLE_TELEMETRY'), 'onnxruntime' in sys.modules)"
    clean = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=clean)
    assert done.stdout.split() == ["1", "False"]
