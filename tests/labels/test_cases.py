"""Labels written for this project, with the reading they must give."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.label import Label
from magwise.labels.read import read_label

FOLDER = Path(__file__).parents[1] / "cases" / "labels"
CASES = [
    pytest.param(case, id=f"{path.parent.name}-{name}")
    for path in sorted(FOLDER.glob("*/*.toml"))
    for name, case in tomllib.loads(path.read_text(encoding="utf-8")).items()
]


def read(text: str, locale: str = "en") -> Label:
    return read_label(text, knowledge=load_knowledge(), locale=locale)


def test_there_are_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    label = read(case["text"])
    assert label.verdict == case["verdict"]
    amount = label.elemental_mg_per_serving
    mg = case.get("mg")
    if mg == "none":
        assert amount is None
    elif isinstance(mg, list):
        assert amount is not None
        assert amount.best is None
        assert [amount.low, amount.high] == pytest.approx(mg, abs=0.1)
    elif mg is not None:
        assert amount is not None
        assert amount.best == pytest.approx(mg, abs=0.1)
    if "per_unit" in case:
        assert label.elemental_mg_per_unit is not None
        assert label.elemental_mg_per_unit.best == pytest.approx(case["per_unit"])
    if "serving" in case:
        assert label.serving is not None
        assert f"{label.serving.count:g} {label.serving.unit}" == case["serving"]
    if "forms" in case:
        assert [compound.form for compound in label.compounds] == case["forms"]
    if "masses" in case:
        assert {item.form: item.compound_mg for item in label.compounds if item.compound_mg} == case["masses"]
    if "percent" in case:
        assert label.reference is not None
        assert [label.reference.percent, label.reference.base_mg] == case["percent"]
        assert label.reference.consistent
    assert set(case.get("findings", [])) <= {finding.id for finding in label.findings}
    assert label.route == case.get("route", "oral")
    assert label.may_hold_magnesium == case.get("may_hold", label.may_hold_magnesium)
    if "b6" in case:
        assert label.vitamin_b6_mg == case["b6"]


@pytest.mark.parametrize("case", CASES)
def test_every_reading_explains_itself_in_both_languages(case: dict[str, Any]) -> None:
    for locale in ("nl", "en"):
        findings = read(case["text"], locale).findings
        assert findings
        for finding in findings:
            assert finding.text.endswith(".")
            assert "{" not in finding.text
            assert all(len(sentence.split()) <= 16 for sentence in finding.text.split(". "))
