"""The small words that join come from the term files of each language, never from the code."""

import re
from pathlib import Path

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.lexicon import EITHER, LIST, OF, RANGE, WITH
from magwise.labels.read import lexicon_of, read_label

KNOWLEDGE = load_knowledge()
LABELS = Path(__file__).parents[2] / "src" / "magwise" / "labels"


@pytest.mark.parametrize(
    ("word", "joins"),
    [
        ("en", LIST),
        ("und", LIST),
        ("met", WITH),
        ("avec", WITH),
        ("van", OF),
        ("oder", EITHER),
        ("of", OF | EITHER),
        ("tot", RANGE),
        ("bis", RANGE),
    ],
)
def test_a_small_word_joins(word: str, joins: int) -> None:
    assert lexicon_of(KNOWLEDGE).read_word(word).joins == joins


def test_no_module_holds_a_set_of_words() -> None:
    held = re.compile(r'frozenset\(\{[^}]*"(?:en|und|et|och|met|mit|avec|van|von|oder|tot|bis)"')
    assert [path.name for path in LABELS.glob("*.py") if held.search(path.read_text(encoding="utf-8"))] == []


def test_a_list_of_forms_is_joined() -> None:
    label = read_label("4 vormen (citraat, malaat en tauraat): 200 mg magnesium per tablet", knowledge=KNOWLEDGE)
    assert [compound.form for compound in label.compounds] == ["citrate", "malate", "taurate"]


@pytest.mark.parametrize("text", ["1 to 3 tablets", "1 tot 3 tabletten", "1 bis 3 Tabletten", "od 1 do 3 tabletek"])
def test_a_word_that_leads_to_a_higher_count_leaves_a_choice(text: str) -> None:
    label = read_label(f"Magnesium 100 mg per {text}", knowledge=KNOWLEDGE)
    assert (label.verdict, label.serving) == ("ambiguous", None)
