"""One faulty file per kind of fault: the message names file, place and remedy, and all faults come at once."""

import tomllib
from pathlib import Path

import pytest

from magwise.errors import KnowledgeError
from magwise.knowledge.load import build
from magwise.knowledge.read import Files

BROKEN = Path(__file__).parent / "broken"
EXPECTED = tomllib.loads((BROKEN / "expected.toml").read_text(encoding="utf-8"))
READ_FIRST = ("the file name", "not valid TOML", "not UTF-8")


def faults_of(files: Files) -> tuple[str, ...]:
    with pytest.raises(KnowledgeError) as caught:
        build(files)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def test_every_broken_file_is_expected() -> None:
    assert {path.name for path in BROKEN.iterdir()} - {"expected.toml"} == set(EXPECTED)
    assert len(EXPECTED) >= 20


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file_does_not_load_and_says_why(name: str, files: Files) -> None:
    entry = EXPECTED[name]
    found = faults_of({**files, entry["takes"]: (BROKEN / name).read_bytes()})
    assert any(all(words in fault for words in entry["says"]) for fault in found), "\n".join(found)
    assert all("\n" not in fault for fault in found)
    folder = entry["takes"].partition("/")[0]
    assert any(folder in fault for fault in found)


def test_faults_of_several_files_are_reported_at_once(files: Files) -> None:
    names = ["bad_grade.toml", "missing_dutch.toml", "not_toml.toml", "not_utf8.toml", "no_number.csv"]
    together = {EXPECTED[name]["takes"]: (BROKEN / name).read_bytes() for name in names}
    found = "\n".join(faults_of({**files, **together}))
    for name in names:
        assert all(words in found for words in EXPECTED[name]["says"]), name


def test_faults_between_records_are_reported_at_once(files: Files) -> None:
    names = ["missing_source.toml", "unknown_threshold.toml", "unknown_decision.toml", "policy_alone.toml"]
    together = {EXPECTED[name]["takes"]: (BROKEN / name).read_bytes() for name in names}
    found = "\n".join(faults_of({**files, **together}))
    for name in names:
        assert all(words in found for words in EXPECTED[name]["says"]), name


def test_a_missing_table_and_a_missing_file_are_faults(files: Files) -> None:
    fewer = {name: text for name, text in files.items() if name not in ("tables/limits.csv", "fields.toml")}
    found = faults_of(fewer)
    assert "tables/limits.csv: the table is missing" in found
    assert "fields.toml: the file is missing" in found
