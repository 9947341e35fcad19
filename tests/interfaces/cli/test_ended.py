"""A command that is ended from outside leaves nothing half made behind, and no process."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from interfaces.cli.processes import ROOT, environment

ROWS = b"".join(b'{"id": "%d", "text": "Magnesium 100 mg per tablet"}\n' % number for number in range(4_000))
pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are told apart by /proc")


def until(what):
    """What it gives once that is true."""
    for _ in range(600):
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


def children(pid):
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    return []


def lives(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    return False


@contextlib.contextmanager
def batch(target, workers):
    """A batch whose input goes on for ever."""
    words = ["batch", "labels", "-", str(target), "--workers", str(workers)]
    command = [sys.executable, "-m", "magwise", *words]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=ROOT
    ) as running:
        running.stdin.write(ROWS)
        running.stdin.flush()
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_nothing_half_made_stays(tmp_path, number):
    with batch(tmp_path / "out.jsonl", 1) as running:
        until(lambda: os.listdir(tmp_path))
        running.send_signal(number)
        assert running.wait(timeout=30) == 128 + number
        assert running.stderr.read() == b""
    assert os.listdir(tmp_path) == []


def test_no_worker_outlives_a_batch_that_is_killed(tmp_path):
    with batch(tmp_path / "out.jsonl", 2) as running:
        workers = until(lambda: len(children(running.pid)) == 2 and children(running.pid))
        running.kill()
        running.wait()
        until(lambda: not any(map(lives, workers)))
