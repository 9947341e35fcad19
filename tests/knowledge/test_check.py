"""The records fit together, and each way in which they would not is reported with file, id and remedy."""

import re
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from magwise.knowledge import check_rules
from magwise.knowledge.check import check_data, check_knowledge, data_of, overdue
from magwise.knowledge.check_words import check_words
from magwise.knowledge.load import Knowledge
from magwise.knowledge.read import Files, read_data

SOURCE = Path(check_rules.__file__).parents[1]


@pytest.fixture(scope="module")
def data(files: Files) -> dict[str, Any]:
    return read_data(files)


def changed(data: dict[str, Any], table: str, row_id: str, **values: Any) -> dict[str, Any]:
    rows = {**data["tables"][table]}
    rows[row_id] = msgspec.structs.replace(rows[row_id], **values)
    return {**data, "tables": {**data["tables"], table: rows}}


def without(data: dict[str, Any], table: str, row_id: str) -> dict[str, Any]:
    rows = {name: row for name, row in data["tables"][table].items() if name != row_id}
    return {**data, "tables": {**data["tables"], table: rows}}


def test_the_knowledge_base_is_sound(knowledge: Knowledge) -> None:
    assert check_knowledge(knowledge) == []


def test_checking_a_loaded_base_equals_checking_its_files(knowledge: Knowledge, data: dict[str, Any]) -> None:
    loaded = data_of(knowledge)
    assert loaded["rules"] == data["rules"]
    assert loaded["tables"] == data["tables"]
    assert loaded["cases"] == data["cases"]
    assert loaded["wording"] == data["wording"]


ROWS = [
    ("forms", "oxide", {"family": "oxyde"}, "tables/forms.csv (oxide): family: unknown family «oxyde»"),
    ("forms", "oxide", {"source": ("NOBODY",)}, "tables/forms.csv (oxide): source: unknown source «NOBODY»"),
    ("families", "citrate", {"gut_source": ("NOBODY",)}, "tables/families.csv (citrate): gut_source: unknown source"),
    ("families", "citrate", {"absorption": 4}, "tables/families.csv (citrate): absorption: 4 is not 1, 2 or 3"),
    ("form_goals", "sleep_citrate", {"form": "citrat"}, "(sleep_citrate): form: unknown family «citrat»"),
    ("form_goals", "sleep_citrate", {"goal": "sleeping"}, "(sleep_citrate): goal: unknown goal «sleeping»"),
    ("form_goals", "sleep_citrate", {"rank": 1}, "goal «sleep»: ranks [1, 1]"),
    ("form_goals", "sleep_citrate", {"fit": 0}, "(sleep_citrate): fit: 0 is not 1, 2 or 3"),
    ("complaint_goals", "fatigue", {"complaint": "tired"}, "the complaint «fatigue» has 0 rows"),
    ("complaint_goals", "fatigue", {"goal": "vigour"}, "(fatigue): goal: unknown goal «vigour»"),
    ("absorption", "A01", {"families": ("citrat",)}, "tables/absorption.csv (A01): families: unknown family «citrat»"),
    ("medicines", "doxycycline", {"components": ("doxy",)}, "(doxycycline): components: unknown substance «doxy»"),
    ("interactions", "I001", {"safe_medicine_after_h": None}, "(I001): safe_medicine_before_h, safe_medicine_after_h: one"),
    ("interactions", "I001", {"safe_medicine_after_h": Decimal(1)}, "(I001): safe_medicine_before_h, safe_medicine_after_h: the safe hours (1) are fewer than the label's"),
    ("kidney_risks", "nsaid", {"value": "painkillers"}, "(nsaid): value: unknown medicine class «painkillers»"),
    ("kidney_risks", "diabetes", {"value": "sugar"}, "(diabetes): value: unknown condition «sugar»"),
    ("kidney_risks", "age_65", {"value": "old"}, "(age_65): value: unknown age «old»"),
    ("authorities", "efsa", {"limit": "L999"}, "tables/authorities.csv (efsa): limit: unknown limit «L999»"),
    ("authorities", "efsa", {"limit": "L002"}, "(efsa): limit: «L002» has no value"),
    ("authorities", "efsa", {"jurisdiction": None}, "0 authorities set the level of EU"),
    ("authorities", "bfr", {"jurisdiction": "EU"}, "2 authorities set the level of EU"),
    ("authorities", "bfr", {"jurisdiction": "DE"}, "(bfr): jurisdiction: unknown «DE»"),
    ("blog_rules", "S02", {"claim_refs": ("B999",)}, "tables/blog_rules.csv (S02): claim_refs: unknown record «B999»"),
    ("claims", "B01", {"source": ("POLICY",)}, "tables/claims.csv (B01): grade: A rests on POLICY alone"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row_id", "values", "words"), ROWS)
def test_a_row_that_does_not_fit_is_reported(
    table: str, row_id: str, values: dict[str, Any], words: str, data: dict[str, Any]
) -> None:
    found = check_data(changed(data, table, row_id, **values))
    assert any(words in fault for fault in found), "\n".join(found)


@pytest.mark.parametrize(
    ("table", "row_id", "words"),
    [
        ("families", "oxide", "tables/forms.csv (oxide): family: unknown family «oxide»"),
        ("sources", "SCF2001", "unknown source «SCF2001»"),
        ("thresholds", "egfr_no_lift", "rules/safety/egfr_low.toml: when: unknown threshold «egfr_no_lift»"),
        ("complaint_goals", "headache", "the complaint «headache» has 0 rows: give it one"),
        ("limits", "L001", "unknown limit «L001»"),
        ("conditions", "CD25", "rules/safety/stoma.toml: facts: unknown record «CD25»"),
    ],
)
def test_a_row_that_is_gone_is_missed(table: str, row_id: str, words: str, data: dict[str, Any]) -> None:
    found = check_data(without(data, table, row_id))
    assert any(words in fault for fault in found), "\n".join(found[:20])


def test_a_family_without_a_compound_is_reported(data: dict[str, Any]) -> None:
    family = msgspec.structs.replace(data["tables"]["families"]["oxide"], id="unobtainate")
    rows = {**data["tables"]["families"], "unobtainate": family}
    found = check_data({**data, "tables": {**data["tables"], "families": rows}})
    assert found == ["tables/families.csv (unobtainate): no compound of tables/forms.csv belongs to it: remove it"]


def test_a_question_that_nobody_asks_is_reported(data: dict[str, Any]) -> None:
    fact = msgspec.structs.replace(data["case_fields"]["age"], asks=("person.years",))
    found = check_data({**data, "case_fields": {**data["case_fields"], "age": fact}})
    assert found == ["case_fields.toml (age): asks: unknown question «person.years»: see fields.toml"]


def test_other_blanks_in_the_other_language_are_reported(data: dict[str, Any]) -> None:
    wording = deepcopy(data["wording"])
    wording["nl"]["advice.lifted"] = "Je arts gaat akkoord ({over})."
    found = check_data({**data, "wording": wording})
    assert found == ["wording/nl/advice.toml: «advice.lifted»: other blanks than in en: over and about"]


@pytest.mark.parametrize("rule_id", check_rules.NAMED_BY_CODE)
def test_a_rule_that_the_advice_asks_for_by_name_must_exist(rule_id: str, data: dict[str, Any]) -> None:
    rest = {name: rule for name, rule in data["rules"].items() if name != rule_id}
    assert f"rules: the rule «{rule_id}» is missing: the advice asks for it by name" in check_data(
        {**data, "rules": rest}
    )


def _advice_code() -> str:
    files = [*sorted((SOURCE / "advice").glob("*.py")), *sorted((SOURCE / "schedule").glob("*.py"))]
    files += [SOURCE / "followup" / "titrate.py", SOURCE / "followup" / "today.py", SOURCE / "answer.py"]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_the_list_of_rules_named_by_code_is_the_code_s_own(data: dict[str, Any]) -> None:
    code = _advice_code()
    asked = set(re.findall(r'\brule\("(\w+)"\)', code)) | set(re.findall(r'Rung\([^)]*"(\w+)"\)', code))
    assert asked <= set(check_rules.NAMED_BY_CODE), asked - set(check_rules.NAMED_BY_CODE)
    assert [name for name in check_rules.NAMED_BY_CODE if f'"{name}"' not in code] == []


def test_numbers_and_rows_named_by_code_exist(data: dict[str, Any]) -> None:
    code = _advice_code()
    numbers = set(re.findall(r"""(?:numbers|masses)\[["'](\w+)["']\]""", code))
    assert len(numbers) > 10
    assert numbers <= set(data["tables"]["thresholds"])
    rows = set(re.findall(r'"((?:L|I|CD|LB)\d{2,3})"', code))
    known = {name for table in data["tables"].values() for name in table}
    assert rows
    assert rows <= known


def sentence(data: dict[str, Any], rule_id: str, **text: str) -> list[str]:
    rule = data["rules"][rule_id]
    other = msgspec.structs.replace(rule, text={**rule.text, **text})
    return check_words({**data, "rules": {**data["rules"], rule_id: other}})


def test_weak_evidence_is_not_worded_as_an_effect(data: dict[str, Any]) -> None:
    assert "worded as an effect («works»)" in sentence(data, "stoma", en="It works well.")[0]
    assert "worded as an effect («helpt»)" in sentence(data, "stoma", nl="Dit helpt.")[0]
    assert sentence(data, "stoma", nl="Dit helpt niet.", en="Nobody has shown that it helps.") == []
    assert sentence(data, "watery_stool", en="It works well.") == []  # grade A


def test_sentences_are_short_and_plain(data: dict[str, Any]) -> None:
    long = "Dit is een zin van precies zestien woorden en dat is er dus eentje meer dan mag."
    assert "a sentence of 17 words" in sentence(data, "stoma", nl=long)[0]
    assert sentence(data, "stoma", nl="Dit is een zin. Dit is nog een zin met een heel eigen punt.") == []
    assert "«uw»: say je" in sentence(data, "stoma", nl="Vraag het uw arts.")[0]
    assert sentence(data, "stoma", nl="Na een uur is het juist goed.") == []


def test_a_review_that_is_due_is_a_warning_and_names_the_rule(knowledge: Knowledge) -> None:
    first = min(rule.review.next for rule in knowledge.rules.values())
    assert overdue(knowledge, first) == []
    late = overdue(knowledge, date(2099, 1, 1))
    assert len(late) == len(knowledge.rules)
    assert any(line.startswith("rules/safety/stoma.toml: review.next 2027-11-24 has passed") for line in late)
    assert late == overdue(knowledge, date(2099, 1, 1))
