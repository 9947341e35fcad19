"""Workers: what they do is what we do, and nothing that happens to one reaches the server."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

pytest.importorskip("starlette", reason="The web extra is not installed: pip install 'magwise[web]'")

from magwise.interfaces.rest.operations import run
from magwise.interfaces.work import pool as pools
from magwise.interfaces.work.frames import Frame, pack
from magwise.interfaces.work.pool import BusyError, Pool, TooHeavyError, WorkerFaultError
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()


@pytest.fixture
def pool():
    found = Pool(KNOWLEDGE.version, workers=1, waiting=1)
    yield found
    found.close()


def medicine(pool, names, **head):
    return pool.do(json.dumps({"texts": names}).encode(), task="rest", operation="medicine", locale="en", **head)


def workers(pool):
    return pool.pids()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("label", {"text": "Magnesium 100 mg per tablet"}),
        ("medicine", {"texts": ["Thyrax", "Zorbaxolin"]}),
        ("advise", {"person": {"age": 42}, "goals": ["sleep"]}),
        ("ask", {"person": {"age": 42}, "goals": ["sleep"]}),
        ("plan", {"medicines": [{"name": "Thyrax", "times": ["07:00"]}]}),
        ("advise", {"person": {"age": "old"}}),
        ("label", {}),
    ],
)
def test_a_worker_answers_as_the_server_does(pool, name, body):
    data = json.dumps(body).encode()
    for locale in ("nl", "en", None):
        done = pool.do(data, task="rest", operation=name, locale=locale)
        assert (done.head["status"], done.body, done.head["kind"]) == run(name, data, KNOWLEDGE, locale)


def test_one_worker_is_used_again(pool):
    for _ in range(3):
        medicine(pool, ["Thyrax"])
    assert len(workers(pool)) == 1


@contextlib.contextmanager
def held(pool):
    """The one worker of a pool stands still, so that its task takes as long as we like."""
    medicine(pool, ["Thyrax"])
    [pid] = workers(pool)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def test_who_comes_when_the_queue_is_full_is_told_so_at_once(pool):
    with held(pool):
        busy = [threading.Thread(target=medicine, args=(pool, ["Thyrax"])) for _ in range(2)]
        for thread in busy:
            thread.start()
        time.sleep(0.2)
        began = time.monotonic()
        with pytest.raises(BusyError):
            medicine(pool, ["Thyrax"])
        assert time.monotonic() - began < 0.1
    for thread in busy:
        thread.join()
    assert medicine(pool, ["Thyrax"]).head["status"] == 200


def test_a_task_that_takes_too_long_is_stopped():
    pool = Pool(KNOWLEDGE.version, workers=1, waiting=1, seconds=5.0)
    with held(pool):
        began = time.monotonic()
        with pytest.raises(TooHeavyError):
            medicine(pool, ["Thyrax"])
        assert time.monotonic() - began < 10
    assert workers(pool) == []
    pool.close()


def test_a_worker_that_is_killed_takes_only_its_own_task_along(pool):
    medicine(pool, ["Thyrax"])
    [victim] = workers(pool)
    os.kill(victim, signal.SIGKILL)
    with pytest.raises(TooHeavyError):
        medicine(pool, ["Thyrax"])
    assert medicine(pool, ["Thyrax"]).head["status"] == 200


def test_a_worker_that_runs_out_of_memory_takes_only_its_own_task_along():
    pool = Pool(KNOWLEDGE.version, workers=1, waiting=1)
    medicine(pool, ["Thyrax"])
    [pid] = workers(pool)
    import resource

    resource.prlimit(pid, resource.RLIMIT_AS, (1, 1))
    with pytest.raises(TooHeavyError):
        pool.do(bytes(9_000_000), task="photo", locale="nl")
    assert medicine(pool, ["Thyrax"]).head["status"] == 200
    pool.close()


def test_a_fault_of_ours_comes_back_by_its_kind_and_place_alone(pool):
    with pytest.raises(WorkerFaultError) as told:
        pool.do(b"secret words", task="nothing of the kind")
    assert told.value.kind == "KeyError"
    assert told.value.place.startswith("magwise.interfaces.work.tasks:")
    assert "secret" not in str(told.value)


def test_other_knowledge_on_disk_gives_no_answer():
    pool = Pool("0" * 12, workers=1, waiting=1)
    with pytest.raises(RuntimeError, match="start the server again"):
        medicine(pool, ["Thyrax"])
    pool.close()


def test_workers_without_work_are_let_go(monkeypatch):
    monkeypatch.setattr(pools, "IDLE_SECONDS", 0.4)
    pool = Pool(KNOWLEDGE.version, workers=1, waiting=1)
    medicine(pool, ["Thyrax"])
    assert len(workers(pool)) == 1
    for _ in range(40):
        time.sleep(0.1)
        if not workers(pool):
            break
    assert workers(pool) == []
    assert medicine(pool, ["Thyrax"]).head["status"] == 200
    pool.close()


def test_a_worker_that_holds_much_memory_makes_way(monkeypatch):
    monkeypatch.setattr(pools, "MOST_RESIDENT", 1)
    pool = Pool(KNOWLEDGE.version, workers=1, waiting=1)
    medicine(pool, ["Thyrax"])
    assert workers(pool) == []
    pool.close()


def test_no_worker_outlives_its_pool(pool):
    medicine(pool, ["Thyrax"])
    [pid] = workers(pool)
    pool.close()
    assert workers(pool) == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(BusyError):
        medicine(pool, ["Thyrax"])


ENDLESS = """
import sys, time
from magwise.interfaces.work import tasks, worker
tasks.do = lambda task, knowledge: time.sleep(600)
sys.exit(worker.main())
"""


def test_a_worker_at_work_ends_when_its_server_is_gone():
    words = [sys.executable, "-c", ENDLESS, KNOWLEDGE.version]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        worker.stdin.write(pack(Frame({"task": "rest"}, b"")))
        worker.stdin.close()
        try:
            worker.wait(timeout=30)
        finally:
            worker.kill()
