"""What the README shows is what happens."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import magwise

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n(.*?)```", TEXT, re.S)


def commands():
    for block in CONSOLE:
        for part in block.split("$ ")[1:]:
            command, _, shown = part.partition("\n")
            yield command.split("#")[0].strip(), shown.strip()


@pytest.mark.parametrize(("command", "shown"), list(commands()))
def test_a_command_prints_what_the_readme_shows(command, shown, tmp_path):
    words = shlex.split(command)
    assert words[0] == "magwise"
    words = [str(tmp_path / word) if word in ("day.svg", "day.ics") else word for word in words[1:]]
    done = subprocess.run(
        [sys.executable, "-m", "magwise", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    for line in shown.splitlines():
        if line != "...":
            assert line in done.stdout.splitlines()


def test_the_python_of_the_readme_gives_what_it_says():
    block = re.search(r"```python\n(.*?)```", TEXT, re.S).group(1)
    names: dict[str, object] = {}
    checked = 0
    for line in block.splitlines():
        code, _, said = line.partition("#")
        if said.strip():
            assert eval(code, names) == eval(said), line
            checked += 1
        elif code.strip():
            exec(code, names)
    assert checked == 5


def test_every_name_of_the_front_door_stands_in_the_readme():
    missing = [name for name in magwise.__all__ if f"`{name}`" not in TEXT]
    assert not missing


def test_both_commands_and_the_picture_are_there():
    assert "make run" in TEXT
    assert "make test" in TEXT
    assert (ROOT / "docs/pictures/day.svg").read_text(encoding="utf-8").startswith("<svg")


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target
