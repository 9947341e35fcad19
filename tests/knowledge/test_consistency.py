"""The tables were carried over whole, and a compiled copy is the same knowledge or is not used."""

import csv
import os
import shutil
from pathlib import Path

import pytest

from knowledge.conftest import SHARED
from magwise.knowledge import load
from magwise.knowledge.load import COMPILED, DATA, Knowledge, build, compile_knowledge
from magwise.knowledge.read import TABLES, Files, data_files

CARRIED = {
    "absorption": "absorption", "claims": "claims", "conditions": "conditions", "eu_health_claims": "health_claims",
    "foods": "foods", "forms": "forms", "interactions": "interactions", "labs": "labs", "limits": "limits",
    "seed_rules": "blog_rules", "sources": "sources",
}  # fmt: skip
RENAMED = {"how_verified": "verified"}
DROPPED = {"seq"}


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", CARRIED)
def test_every_fact_was_carried_over_unchanged(name: str) -> None:
    theirs_path = SHARED / "facts" / f"{name}.csv"
    if not theirs_path.exists():
        pytest.skip("../shared/facts is not there: the fact tables of the design cannot be compared")
    theirs, ours = rows(theirs_path), rows(Path(DATA) / "tables" / f"{CARRIED[name]}.csv")
    assert set(theirs) <= set(ours), sorted(set(theirs) - set(ours))
    different = [
        f"{row_id}.{key}: {ours[row_id].get(RENAMED.get(key, key))!r} instead of {value!r}"
        for row_id, row in theirs.items()
        for key, value in row.items()
        if key not in DROPPED and ours[row_id].get(RENAMED.get(key, key), "").strip() != value.strip()
    ]
    assert different == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    shutil.copytree(DATA, root, ignore=shutil.ignore_patterns(COMPILED))
    return root


def everything(knowledge: Knowledge) -> dict[str, object]:
    names = [name for name in vars(Knowledge) if not name.startswith("_") and name not in ("say", "version")]
    return {name: getattr(knowledge, name) for name in names}


def test_the_compiled_copy_is_the_same_knowledge(copy: Path, files: Files) -> None:
    compile_knowledge(copy)
    load.load_knowledge.cache_clear()
    compiled, plain = load.load_knowledge(copy), build(files)
    assert compiled.version == plain.version
    assert compiled._parts == plain._parts
    assert everything(compiled) == everything(plain)
    assert set(TABLES) <= set(compiled._parts)


@pytest.mark.parametrize(
    "path", ["rules/safety/stoma.toml", "tables/thresholds.csv", "wording/nl/advice.toml", "cases/safety/stoma.toml"]
)
def test_a_changed_file_makes_the_compiled_copy_stale(copy: Path, path: str) -> None:
    compile_knowledge(copy)
    before = load.load_knowledge(copy).version
    file = copy / path
    old, new = (b"Mag dat", b"Mag dit") if b"Mag dat" in file.read_bytes() else (b"", b"")
    text = (
        file.read_bytes().replace(old, new) if old else file.read_bytes() + (b"\n" if path.endswith(".toml") else b"")
    )
    file.write_bytes(text)
    os.utime(file, ns=(1, 1))
    load.load_knowledge.cache_clear()
    broken = copy / COMPILED / "rules.json"
    broken.write_bytes(b"not json at all")
    after = load.load_knowledge(copy)
    assert after.rules, "the stale copy must not be read"
    assert (after.version == before) == (path.startswith("cases/") or not path.endswith(".toml"))


def test_a_removed_file_makes_the_compiled_copy_stale(copy: Path) -> None:
    compile_knowledge(copy)
    (copy / "rules/safety/older_age.toml").unlink()
    (copy / "cases/safety/older_age.toml").unlink()
    load.load_knowledge.cache_clear()
    assert "older_age" not in load.load_knowledge(copy).rules


def test_a_released_copy_is_used_without_looking_at_the_files(copy: Path) -> None:
    compile_knowledge(copy, released=True)
    (copy / "rules/safety/older_age.toml").unlink()
    load.load_knowledge.cache_clear()
    assert "older_age" in load.load_knowledge(copy).rules


def test_the_order_of_files_does_not_matter(files: Files) -> None:
    backwards = dict(reversed(files.items()))
    one, other = build(files), build(backwards)
    assert one.version == other.version
    assert one.rules == other.rules


def test_data_files_are_found_with_forward_slashes_and_in_order(files: Files) -> None:
    assert list(files) == sorted(files)
    assert all("\\" not in name for name in files)
    assert list(data_files(DATA)) == list(files)
