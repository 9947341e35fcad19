"""`magwise label --explain` draws the reading; it is for one label in text."""

import json

import pytest


@pytest.mark.parametrize(("locale", "headings"), [
    ("en", ("What the label says", "What each number may mean", "What is left")),
    ("nl", ("Wat het etiket zegt", "Wat elk getal kan betekenen", "Wat overblijft")),
])  # fmt: skip
def test_the_reading_is_drawn(cli, locale, headings):
    done = cli("label", "Magnesium oxide 250 mg 40% NRV", "--explain", "--locale", locale)
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert [line for line in lines if line in headings] == list(headings)
    assert "250 mg" in done.out
    assert all(len(line) <= 80 for line in lines)


def test_json_holds_the_label_and_its_explanation(cli):
    text = "Magnesium Bisglycinate 560 mg, waarvan elementair magnesium 101 mg"
    plain = json.loads(cli("label", text, "--json").out)
    told = json.loads(cli("label", text, "--explain", "--json").out)
    explanation = told.pop("explanation")
    assert told == plain
    assert {candidate["kept"] for candidate in explanation["candidates"]} == {False}
    for seen in explanation["statements"]:
        assert text[seen["start"] : seen["end"]] == seen["quote"]


@pytest.mark.parametrize("words", [["--file", "pots.csv"], ["--image", "pot.jpg"]])
def test_it_is_refused_where_there_is_nothing_to_explain(cli, words):
    done = cli("label", *words, "--explain")
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "--explain" in done.err
