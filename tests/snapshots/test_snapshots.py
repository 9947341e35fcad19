"""The advice for forty people. A difference shows who hears something new; the commit says why that is right."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from snapshots.write import HERE, advice_text, persons, snapshot_of

PERSONS = persons()


def test_there_are_forty():
    assert len(PERSONS) == 40


@pytest.mark.parametrize("person", PERSONS, ids=lambda path: path.stem)
def test_the_advice_is_as_it_stands_in_git(person: Path):
    kept = snapshot_of(person)
    assert kept.exists(), "no snapshot: run `make snapshots`"
    assert json.loads(advice_text(person)) == json.loads(kept.read_text(encoding="utf-8")), (
        "run `make snapshots` and read the difference"
    )


def test_no_snapshot_without_a_person():
    assert {path.stem for path in (HERE / "advices").glob("*.json")} == {path.stem for path in PERSONS}


PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from snapshots.write import advice_text, persons
sys.stdout.buffer.write("".join(advice_text(person) for person in persons()).encode())
"""


def bytes_under(**environment: str) -> bytes:
    program = PROGRAM.format(tests=str(HERE.parent))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env={**os.environ, **environment}
    )
    return done.stdout


def test_same_bytes_under_other_hash_seeds_locales_and_time_zones():
    first = bytes_under(PYTHONHASHSEED="0", LC_ALL="C", TZ="UTC")
    assert first
    assert first == bytes_under(PYTHONHASHSEED="4242", LC_ALL="C.UTF-8", TZ="Pacific/Auckland")
    assert first == bytes_under(PYTHONHASHSEED="17", LANG="nl_NL.UTF-8", TZ="America/Los_Angeles")


def test_same_bytes_whatever_the_order_of_the_directory(tmp_path: Path):
    """The data files are copied in another order, so the directory lists them in another order."""
    import shutil

    from magwise.answer import answer
    from magwise.knowledge.load import DATA, load_knowledge
    from magwise.knowledge.read import data_files
    from magwise.profiles.text import parse_text

    for name in sorted(data_files(DATA), reverse=True):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(DATA) / name, tmp_path / name)
    here, there = load_knowledge(), load_knowledge(tmp_path)
    assert here.version == there.version
    for person in PERSONS[:10]:
        profile = parse_text(person.read_bytes(), where=person.name)
        assert answer(profile, knowledge=here).to_dict() == answer(profile, knowledge=there).to_dict()
