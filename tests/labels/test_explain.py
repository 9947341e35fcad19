"""The explanation shows the reading itself: places, meanings, what ruled them out, what is left."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.errors import InputError
from magwise.knowledge.load import load_knowledge
from magwise.labels.explain import Explanation, explain_label, render_explanation
from magwise.labels.read import read_label

TAURATE = "Samenstelling per 2 capsules: magnesiumtauraat 1.200 mg, waarvan 105 mg magnesium (28% RI)"
PIECES = st.sampled_from(
    ["magnesium", "citraat", "(", ")", "als", "100 mg", "1.000 mg", "53%", "RI", "per", "2", "tabletten", "½", "dont",
     "Mg", "oxide", "ǅ", "™", "\n", "|", ",", "0 mg", "10 mmol", "magnesiumstearaat", "neem 1 tablet per dag"]
)  # fmt: skip


def explain(text: str, locale: str = "en") -> Explanation:
    return explain_label(text, knowledge=load_knowledge(), locale=locale)


def test_statements_stand_where_they_say() -> None:
    text = f"  Œuvre™ {TAURATE}"
    seen = explain(text).statements
    assert [(one.kind, one.quote) for one in seen] == [
        ("compound", "magnesiumtauraat 1.200 mg"),
        ("element", "105 mg magnesium"),
        ("serving", "per 2 capsules"),
    ]
    assert all(text[one.start : one.end].strip() == one.quote for one in seen)


def test_the_percent_rules_the_compound_out() -> None:
    element, compound = explain("Per capsule\nMagnesiumtauraat 75 mg 20% RI").candidates
    assert (element.meaning, element.kept, element.low_mg) == ("element", True, 75)
    assert (compound.meaning, compound.kept, compound.high_mg) == ("compound", False, pytest.approx(6.7, abs=0.05))
    assert compound.reason == "20 % of 375 mg is 75 mg. So the number is the magnesium."


def test_the_masses_rule_the_element_out() -> None:
    explanation = explain("Per tablet: magnesiumbisglycinaat 400 mg, waarvan 100 mg magnesium")
    assert not any(candidate.kept for candidate in explanation.candidates)
    assert explanation.candidates[-1].reason == "The printed compounds hold at most 56.4 mg of magnesium."
    assert "inconsistent" not in explanation.left[0]


def test_a_front_keeps_both_meanings() -> None:
    assert [one.kept for one in explain("MAGNESIUM CITRAAT 300 MG 90 CAPSULES").candidates] == [True, True]


def test_a_compound_alone_is_the_compound() -> None:
    element, compound = explain("Magnesiumoxide 500 mg per tablet").candidates
    assert not element.kept
    assert compound.kept
    assert compound.low_mg == compound.high_mg == pytest.approx(301.5, abs=0.1)


def test_text_is_rendered_within_its_width_in_both_languages() -> None:
    for locale, heading in (("nl", "Wat overblijft"), ("en", "What is left")):
        shown = render_explanation(explain(TAURATE, locale), width=60)
        assert heading in shown
        assert all(len(line) <= 60 for line in shown.splitlines())
        assert "{" not in shown


def test_a_label_without_magnesium_has_nothing_to_weigh() -> None:
    explanation = explain("Zink 15 mg per tablet. Antiklontermiddel: magnesiumstearaat.")
    assert explanation.candidates == ()
    assert [one.kind for one in explanation.statements] == ["serving", "additive"]


def test_a_bracket_that_never_closes_is_explained() -> None:
    assert explain("Magnesium (als chloride) 50 mg, 13% RI. Per 20 druppels (1 ml").label.serving is not None


def test_an_empty_text_is_bad_input() -> None:
    with pytest.raises(InputError, match="label"):
        explain("  ")


@settings(max_examples=150)
@given(st.lists(PIECES, min_size=1, max_size=25).map(" ".join))
def test_every_reading_can_be_explained(text: str) -> None:
    if not text.strip():
        return
    explanation = explain(text, "nl")
    assert explanation.label == read_label(text, knowledge=load_knowledge(), locale="nl")
    for seen in explanation.statements:
        assert 0 <= seen.start < seen.end <= len(text)
    for candidate in explanation.candidates:
        assert candidate.reason.endswith(".")
        assert candidate.statement < len(explanation.statements)
    if explanation.label.verdict == "ok":
        assert any(candidate.kept and candidate.meaning == "element" for candidate in explanation.candidates) or any(
            finding.id == "name_shows_element" for finding in explanation.label.findings
        )
    assert render_explanation(explanation)
