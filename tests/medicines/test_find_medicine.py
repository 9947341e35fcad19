"""What `find_medicine` promises, whatever is typed."""

import json
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.errors import InputError
from magwise.knowledge.load import load_knowledge
from magwise.knowledge.vocabulary import fold
from magwise.medicines.match import find_medicine
from magwise.medicines.names import word_lists

KNOWLEDGE = load_knowledge()
NAMES = sorted(KNOWLEDGE.medicine_names)
KEYS = ["typed", "matches", "interaction", "interactions", "recognised", "route", "kind", "entries", "implies"]


def inns(text: str) -> set[str]:
    return {match.inn for match in find_medicine(text, knowledge=KNOWLEDGE).matches}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=520))
def test_any_text_is_answered_or_refused_as_input(text: str) -> None:
    if not text.strip():
        with pytest.raises(InputError, match="medicine"):
            find_medicine(text, knowledge=KNOWLEDGE)
        return
    plain = find_medicine(text, knowledge=KNOWLEDGE).to_dict()
    assert list(plain) == KEYS
    assert json.loads(json.dumps(plain)) == plain
    assert plain["typed"] == text


words = st.sampled_from(sorted({*NAMES, "mg", "500", "2dd", "+", "/", ",", "en", "met", "geen", "zalf", "kaas", "xyz"}))


@settings(max_examples=200, deadline=None)
@given(st.lists(words, min_size=1, max_size=6).map(" ".join).filter(lambda text: len(text) <= 500))
def test_interactions_are_ordered_and_agree_with_the_first(text: str) -> None:
    found = find_medicine(text, knowledge=KNOWLEDGE)
    assert found.interaction == (found.interactions[0] if found.interactions else None)
    order = ["avoid", "consult", "space", "monitor", "note"]
    ranks = [order.index(answer.action) for answer in found.interactions if not answer.of_class]
    assert ranks == sorted(ranks)
    assert (found.kind == "none") == (not found.recognised or found.taken == "no")
    assert found.matches or not found.recognised
    assert all(answer.sources and answer.text for answer in found.interactions)


@pytest.mark.parametrize("around", ["{}", "{} 20 mg 1x daags", "2dd1 {} tablet"])
def test_every_name_of_the_table_leads_to_its_own_row(around: str) -> None:
    for name in NAMES:
        found = find_medicine(around.format(name), knowledge=KNOWLEDGE)
        rows = [KNOWLEDGE.medicines[row] for row in KNOWLEDGE.medicine_names[name]]
        carried = {part for row in rows for part in (row.id, *row.components)}
        if rows[0].kind == "group":
            assert not found.recognised, name
            assert set(rows[0].components) <= set(found.ids), name
            continue
        assert found.recognised, name
        assert {match.score for match in found.matches} == {1.0}, name
        assert found.ids[0] in carried or around != "{}", name
        assert {row.name_en for row in rows} & {KNOWLEDGE.medicines[row].name_en for row in found.ids}, name


def test_a_name_belongs_to_one_substance_only() -> None:
    several = {
        name: ids
        for name, ids in KNOWLEDGE.medicine_names.items()
        if len({KNOWLEDGE.medicines[row].name_en for row in ids}) > 1
    }
    assert several == {}


def test_a_group_asks_and_a_name_beside_it_answers() -> None:
    asked = find_medicine("mijn bloedverdunner", knowledge=KNOWLEDGE)
    assert not asked.recognised
    assert {match.via for match in asked.matches} == {"group"}
    assert "apixaban" in {match.inn for match in asked.matches}
    assert asked.interaction is not None
    assert asked.interaction.id == "I137"
    assert "bloedverdunner" in asked.interaction.text
    assert inns("bloedverdunner (apixaban)") == {"apixaban"}
    assert inns("maagbeschermer pantoprazol") == {"pantoprazole"}


def test_what_stands_behind_a_joiner_is_never_passed_over() -> None:
    for typed in ("metformine en foobarcilline", "enalapril met foobarcilline", "metformin and foobarcillin"):
        found = find_medicine(typed, knowledge=KNOWLEDGE)
        assert not found.recognised, typed
        assert found.interactions[0].id == "I137", typed
    assert find_medicine("metformine met gereguleerde afgifte", knowledge=KNOWLEDGE).recognised
    assert find_medicine("omeprazol tegen brandend maagzuur", knowledge=KNOWLEDGE).recognised


def test_a_slip_beside_a_name_is_asked_about() -> None:
    found = find_medicine("oxyycldon naloxon", knowledge=KNOWLEDGE)
    assert not found.recognised
    assert "oxycodone" in {match.inn for match in found.matches}


@pytest.mark.parametrize("joint", [" + ", "/", ", ", " en ", " and ", " & "])
def test_order_within_an_entry_does_not_matter(joint: str) -> None:
    for pair in (("thyrax", "metformine"), ("levodopa", "carbidopa"), ("ciprofloxacine", "rennie")):
        forth = find_medicine(joint.join(pair), knowledge=KNOWLEDGE)
        back = find_medicine(joint.join(reversed(pair)), knowledge=KNOWLEDGE)
        assert forth.recognised
        assert back.recognised
        assert {match.inn for match in forth.matches} == {match.inn for match in back.matches}
        assert [answer.id for answer in forth.interactions] == [answer.id for answer in back.interactions]


def test_same_text_same_answer_whatever_came_before() -> None:
    once = find_medicine("losartan/hct 50", knowledge=KNOWLEDGE).to_dict()
    find_medicine("iets anders", knowledge=KNOWLEDGE)
    assert find_medicine("losartan/hct 50", knowledge=KNOWLEDGE).to_dict() == once


@pytest.mark.parametrize(
    ("typed", "never"),
    [
        ("levofloxacine", "levothyroxine"),
        ("levothyroxine", "levofloxacin"),
        ("losec", "furosemide"),
        ("lasix", "omeprazole"),
        ("hydroxyzine", "hydralazine"),
        ("clonidine", "clonazepam"),
        ("prednison", "prednisolone"),
        ("quinine", "quinidine"),
        ("chloorpropamide", "chlorpromazine"),
        ("sulfasalazine", "sulfadiazine"),
    ],
)
def test_look_alikes_are_kept_apart(typed: str, never: str) -> None:
    assert never not in inns(typed)


def test_short_words_are_never_guessed() -> None:
    for typed in ("azor", "cipr", "lasi", "adv"):
        found = find_medicine(typed, knowledge=KNOWLEDGE)
        assert all(match.via != "typo" for match in found.matches)


def test_a_slip_of_the_finger_never_becomes_another_medicine() -> None:
    chance = random.Random(20261124)
    names = [name for name in NAMES if name.isalpha() and len(name) >= 7]
    wrong = right = asked = 0
    for name in chance.sample(names, 600):
        place = chance.randrange(1, len(name) - 1)
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        slip = chance.choice(
            [
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + name[place + 1] + name[place] + name[place + 2 :],
                name[:place] + letter + name[place + 1 :],
            ]
        )
        if slip in KNOWLEDGE.medicine_names:
            continue
        rows = [KNOWLEDGE.medicines[row] for row in KNOWLEDGE.medicine_names[name]]
        meant = {row.name_en for row in rows}
        meant |= {KNOWLEDGE.medicines[part].name_en for row in rows for part in row.components}
        found = find_medicine(slip, knowledge=KNOWLEDGE)
        hit = meant & {match.inn for match in found.matches}
        right += bool(found.recognised and hit)
        asked += bool(not found.recognised and hit)
        wrong += bool(found.recognised and not hit)
    assert wrong == 0
    assert right >= 400
    assert right + asked >= 560


def test_a_doubtful_name_asks_and_keeps_the_general_distance() -> None:
    found = find_medicine("losex", knowledge=KNOWLEDGE, locale="nl")
    assert not found.recognised
    assert found.interaction is not None
    assert (found.interaction.id, found.interaction.hours_before, found.interaction.hours_after) == ("I137", 2, 2)
    assert "Losec" in found.interaction.text
    assert found.codes == ()


def test_an_unread_part_surfaces_beside_what_was_found() -> None:
    found = find_medicine("ciprofloxacine + foobarcilline", knowledge=KNOWLEDGE)
    assert not found.recognised
    assert "foobarcilline" in found.unread
    assert [answer.id for answer in found.interactions] == ["I137", "I008"]


def test_lists_of_words_are_folded_single_words_in_both_languages() -> None:
    for language in ("nl", "en"):
        lists = {key: value for key, value in KNOWLEDGE.wording[language].items() if key.startswith("medicines.strip.")}
        assert lists
        for key, value in lists.items():
            for word in value:
                assert fold(word) == word, (language, key, word)
                assert " " not in word or key.endswith("stopped"), (language, key, word)


def test_no_name_is_hidden_by_the_words_that_are_set_aside() -> None:
    lists = word_lists(KNOWLEDGE)
    hidden = [name for name in NAMES if name in lists.not_medicines or name in lists.negations]
    assert hidden == []


def test_the_way_to_a_known_name_loads_no_heavy_library() -> None:
    code = (
        "import sys, magwise.medicines.match\n"
        "heavy = {'msgspec', 'rapidfuzz', 'click', 'dataclasses', 'enum', 'yaml'} & set(sys.modules)\n"
        "print(sorted(heavy - {'enum'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
