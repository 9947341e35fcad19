"""One text is a list: where it is split, and that each entry has its own route, hours and denial."""

import pytest

from magwise.errors import InputError
from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import LONGEST, MOST_ENTRIES, find_medicine
from magwise.medicines.records import MedicineMatch

KNOWLEDGE = load_knowledge()


def read(text: str) -> MedicineMatch:
    return find_medicine(text, knowledge=KNOWLEDGE)


def typed(text: str) -> list[str]:
    return [entry.typed for entry in read(text).entries]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Thyrax 100\nmetformine 500", ["Thyrax 100", "metformine 500"]),
        ("1. Thyrax 100\n2. metformine 500 (bij het eten)", ["Thyrax 100", "metformine 500 (bij het eten)"]),
        ("• Thyrax • metformine", ["Thyrax", "metformine"]),
        ("Thyrax; metformine\tomeprazol | lisinopril", ["Thyrax", "metformine", "omeprazol", "lisinopril"]),
        ("Thyrax, metformine en omeprazol", ["Thyrax", "metformine", "en omeprazol"]),
        ("Thyrax 100 mcg metformine 500 mg", ["Thyrax 100 mcg", "metformine 500 mg"]),
        ("Thyrax + metformine & omeprazol / lisinopril", ["Thyrax", "metformine", "omeprazol", "lisinopril"]),
        # never inside a combination product, a dose, brackets or a remark
        ("levodopa/carbidopa 100/25 mg", ["levodopa/carbidopa 100/25 mg"]),
        ("losartan + hydrochloorthiazide", ["losartan + hydrochloorthiazide"]),
        ("amoxicilline met clavulaanzuur 500/125", ["amoxicilline met clavulaanzuur 500/125"]),
        ("Thyrax 0,125 mg, 1x daags, nuchter", ["Thyrax 0,125 mg, 1x daags, nuchter"]),
        ("Thyrax (levothyroxine, 100 mcg)", ["Thyrax (levothyroxine, 100 mcg)"]),
        ("Losec / omeprazol 20", ["Losec / omeprazol 20"]),
        ("maagbeschermer pantoprazol", ["maagbeschermer pantoprazol"]),
        ("omeprazol 20, voor mijn maag en tegen brandend maagzuur", ["omeprazol 20, voor mijn maag en tegen brandend maagzuur"]),
        ("mijn medicijnen: Thyrax", ["mijn medicijnen: Thyrax"]),
        # a name that nobody knows is an entry of its own
        ("Thyrax, gorbatril 10", ["Thyrax", "gorbatril 10"]),
        ("Thyrax 100 gorbatril 10 mg", ["Thyrax 100", "gorbatril 10 mg"]),
        ("Thyrax gorbatril lisinopril", ["Thyrax", "gorbatril", "lisinopril"]),
        ("Co-Q 10.\nIJzer.", ["Co-Q 10.", "IJzer."]),
    ],
)  # fmt: skip
def test_where_a_text_is_split(text: str, entries: list[str]) -> None:
    assert typed(text) == entries


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("Euthyrox 50\nneusspray met zout", ["oral"]),
        ("Isentress, Flixotide inhaler", ["oral", "inhaled"]),
        ("Cosopt oogdruppels, Thyrax 100", ["eye", "oral"]),
        ("ciprofloxacine oogdruppels; ciprofloxacine 500", ["eye", "oral"]),
        ("minocycline voor mijn huid", ["oral"]),
        ("doxycycline vanwege mijn ogen", ["oral"]),
        ("ciprofloxacin suspension, use an oral syringe", ["oral"]),
        ("ciprofloxacine tabletten en oogdruppels", ["oral"]),
        ("doxycycline prik", ["oral"]),
        ("methotrexaat prik 15 mg", ["injected"]),
        ("ciprofloxacine infuus", ["injected"]),
        ("nitroglycerin Transdermal System", ["other"]),
        ("diclofenac suppository", ["rectal"]),
        ("metronidazol ovule", ["vaginal"]),
        ("tobramycine oordruppels", ["ear"]),
        ("doxycycline rectal", ["oral"]),
    ],
)
def test_a_route_word_touches_its_own_entry_where_the_substance_is_given_so(text: str, routes: list[str]) -> None:
    assert [entry.route for entry in read(text).entries] == routes


def test_a_told_route_goes_before_the_words() -> None:
    assert find_medicine("ciprofloxacine", knowledge=KNOWLEDGE, route="eye").interactions == ()
    assert find_medicine("ciprofloxacine prik", knowledge=KNOWLEDGE, route="oral").interactions


def test_one_unknown_entry_leaves_the_others() -> None:
    found = read("Thyrax 100, gorbatril 10, Prograf 1 mg")
    assert not found.recognised
    assert [entry.recognised for entry in found.entries] == [True, False, True]
    assert "gorbatril 10" in found.entries[1].interaction.text
    assert {answer.id for answer in found.interactions} == {"I017", "I104", "I137", "transplant_team"}


def test_minerals_that_stack_do_so_across_entries() -> None:
    assert "I136" in {answer.id for answer in read("levothyroxine\nijzer\ncalcium").interactions}
    assert "I136" not in {answer.id for answer in read("levothyroxine\nijzer").interactions}


def test_limits_are_named() -> None:
    with pytest.raises(InputError, match=str(LONGEST)):
        read("x" * (LONGEST + 1))
    with pytest.raises(InputError, match=str(MOST_ENTRIES)):
        read("\n".join(["Thyrax"] * (MOST_ENTRIES + 1)))
    assert len(read("\n".join(["Thyrax"] * MOST_ENTRIES)).entries) == MOST_ENTRIES
