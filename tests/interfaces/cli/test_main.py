"""The command line as a process: exit statuses, streams, pipes, and the same bytes on every machine."""

import os
import signal
import subprocess
import sys
import time

import pytest

from interfaces.cli.processes import ROOT, environment, process, python, shell, start

PLAIN = b"person: {age: 42}\ngoals: [sleep]\n"


def test_an_answer_is_0_and_silent_on_stderr():
    done = process("medicine", "thyrax")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"levothyroxine" in done.stdout


def test_bad_input_is_2_with_one_line_and_nothing_else():
    done = process("advise", "-", stdin=b"person: {age: 42}\ngoals: [sleep]\nday: {wake: 07:00}\n", LC_ALL="C")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert b'Write the time in quotes: "07:00"' in done.stderr


def test_a_fault_of_its_own_is_1_without_traceback_or_values():
    code = (
        "import sys\n"
        "import magwise.interfaces.cli.label as label\n"
        "from magwise.interfaces.cli.main import main\n"
        "def run(given): raise KeyError('secret of the profile')\n"
        "label.run = run\n"
        "sys.argv = ['magwise', 'label', 'x']\n"
        "sys.exit(main())\n"
    )
    done = python(code)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"KeyError in main.py" in done.stderr
    assert b"secret" not in done.stderr
    told = python(code, MAGWISE_TRACEBACK="1")
    assert b"Traceback" in told.stderr


@pytest.mark.parametrize(
    "words", [("medicine", "thyrax", "--json"), ("advise", "-", "--on", "2026-11-24"), ("plan", "-")]
)
def test_the_same_bytes_whatever_the_machine(words):
    told = {
        process(*words, stdin=PLAIN, **machine).stdout
        for machine in (
            {"LC_ALL": "C", "PYTHONHASHSEED": "0", "TZ": "UTC"},
            {"LC_ALL": "nl_NL.UTF-8", "LANG": "nl_NL.UTF-8", "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
            {
                "LANG": "en_US.ISO-8859-1",
                "PYTHONHASHSEED": "2",
                "PYTHONUTF8": "0",
                "PYTHONCOERCECLOCALE": "0",
                "COLUMNS": "50",
            },
        )
    }
    assert len(told) == 1
    assert told.pop()


def test_typed_letters_survive_a_machine_without_utf8():
    done = process("medicine", "Theralène", "--json", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert "Theralène".encode() in done.stdout


def test_a_word_that_is_no_utf8_is_one_line():
    command = [sys.executable, "-m", "magwise", "medicine", b"thyra\xff"]
    done = start(command)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_a_reader_that_leaves_is_no_fault():
    line = 'MAGWISE knowledge sources | head -n 1; echo "${PIPESTATUS[0]}"'
    done = shell(line)
    assert done.stderr == b""
    assert done.stdout.splitlines()[-1] == b"0"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this machine has no /dev/full")
def test_a_full_disk_is_told():
    line = "MAGWISE medicine thyrax > /dev/full"
    done = shell(line)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)


def test_closed_streams_are_told():
    for redirect, status in ((">&-", 1), ("<&-", 2)):
        line = f"MAGWISE label - {redirect}"
        done = shell(line, b"Magnesium 100 mg")
        assert (done.returncode, done.stderr.count(b"\n")) == (status, 1), redirect


def test_interrupted_is_130_and_quiet():
    command = [sys.executable, "-m", "magwise", "label", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=ROOT
    ) as waiting:
        time.sleep(1.0)
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=30)
    assert (waiting.returncode, out, err) == (130, b"", b"")


def test_nothing_heavy_is_loaded_for_a_known_medicine():
    code = (
        "import sys\n"
        "from magwise.interfaces.cli.main import main\n"
        "main(['medicine', 'thyrax'])\n"
        "heavy = {'msgspec', 'rapidfuzz', 'argparse', 'dataclasses', 'yaml', 'shtab', 'textwrap', 'shutil', 'decimal'}\n"
        "print('magwise.knowledge.read' in sys.modules)\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = python(code)
    built, loaded = done.stdout.splitlines()[-2:]
    if built == b"True":
        pytest.skip("the compiled knowledge is not fresh: run `make knowledge`")
    assert loaded == b"[]"


def test_main_imports_only_sys_by_itself():
    code = "import magwise.interfaces.cli, sys; b = set(sys.modules); import magwise.interfaces.cli.main; print(set(sys.modules) - b)"
    done = python(code)
    assert done.stdout.strip() == b"{'magwise.interfaces.cli.main'}"
