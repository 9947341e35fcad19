"""The help fits, its examples run as they stand, and the completion scripts complete."""

import shutil
import subprocess
import sys
from datetime import date, timedelta

import pytest

from interfaces.cli.processes import ROOT, environment, width_of
from magwise.interfaces.cli.commands import ALWAYS, COMMANDS

EXAMPLES = [example for command in COMMANDS if command.name != "serve" for example in command.examples]
BASH = shutil.which("bash")


@pytest.fixture
def shell(tmp_path):
    """A folder with `magwise` as a program, and a way to run a line of the shell there."""
    if BASH is None:
        pytest.skip("this machine has no bash")
    programs = tmp_path / "programs"
    programs.mkdir()
    program = programs / "magwise"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m magwise "$@"\n')
    program.chmod(0o755)
    place = environment()
    place["XDG_DATA_HOME"] = str(tmp_path / "data")
    place["PATH"] = f"{programs}:{place['PATH']}"

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BASH, "-o", "pipefail", "-c", line],
            check=False,
            cwd=tmp_path,
            env=place,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_help_with_an_example(cli, command):
    done = cli(*command.name.split(), "--help")
    assert (done.status, done.err) == (0, "")
    assert all(width_of(line) <= 80 for line in done.out.splitlines())
    assert command.examples
    for told in (*command.examples, *(option.flag for option in (*command.options, *ALWAYS))):
        assert told in done.out
    assert cli("help", *command.name.split()).out == done.out


def test_the_overview_names_every_command(cli):
    told = cli().out
    assert told == cli("--help").out == cli("-h").out == cli("help").out
    assert all(command.name in told for command in COMMANDS)
    assert all(width_of(line) <= 80 for line in told.splitlines())
    group = cli("knowledge", "--help").out
    assert "knowledge sources" in group
    assert "serve" not in group


def settle(shell, folder, *, running):
    """A diary whose dose is settled, a plan beside it and, where asked for, its trial begun."""
    days = [date.today() - timedelta(number) for number in range(40, 0, -1)]
    (folder / "days.csv").write_text("date,taken,bristol\n" + "".join(f"{day},taken,4\n" for day in days))
    lines = [
        f"echo '{{person: {{age: 42}}, goals: [sleep]}}' | magwise diary begin - --start {days[0]}",
        "magwise diary import days.csv",
        "magwise trial design --outcome sleep --minimal-effect 1 --out plan.json",
        *(["magwise trial begin plan.json"] if running else []),
    ]
    for line in lines:
        assert shell(line).returncode == 0


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(shell, tmp_path, example):
    if example.startswith(("magwise trial begin", "magwise trial stop")):
        settle(shell, tmp_path, running=example.endswith("stop"))
    done = shell(example)
    assert (done.returncode, done.stderr) == (0, "")


def test_bash_completes_commands_options_and_words(shell):
    def complete(*words: str) -> list[str]:
        typed = " ".join(f"'{word}'" for word in ("magwise", *words))
        line = (
            'eval "$(magwise completion bash)"; '
            f"COMP_WORDS=({typed}); COMP_CWORD={len(words)}; _shtab_magwise; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        )
        done = shell(line)
        assert done.returncode == 0, done.stderr
        return [word.strip() for word in done.stdout.split()]

    assert complete("med") == ["medicine"]
    assert complete("knowledge", "so") == ["sources"]
    assert "--locale" in complete("advise", "--lo")
    assert complete("completion", "z") == ["zsh"]


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_is_static_and_the_same_each_time(cli, name):
    first = cli("completion", name)
    assert first.status == 0
    assert first.out == cli("completion", name).out
    assert all(command.name.split()[-1] in first.out for command in COMMANDS)
    assert str(ROOT) not in first.out
