"""What is not taken, what is after all, and what is asked about."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("geen ibuprofen", "no"),
        ("ik gebruik geen ibuprofen meer", "no"),
        ("I don't take ibuprofen", "no"),
        ("gestopt met ibuprofen", "no"),
        ("stopped ibuprofen", "no"),
        ("ibuprofen gestopt in 2024", "no"),
        ("ibuprofen (niet meer)", "no"),
        ("ibuprofen: nee", "no"),
        ("vroeger ibuprofen", "no"),
        ("allergisch voor ibuprofen", "no"),
        ("allergic to ibuprofen", "no"),
        ("allergieën: ibuprofen", "no"),
        ("geen, behalve ibuprofen", "yes"),
        ("nee, alleen ibuprofen", "yes"),
        ("none except ibuprofen", "yes"),
        ("nothing but ibuprofen", "yes"),
        ("n.v.t. behalve ibuprofen", "yes"),
        ("geen last van mijn maag door ibuprofen", "yes"),
        ("geen allergieën, ik gebruik ibuprofen", "yes"),
        ("gestopt met roken, ibuprofen 400", "yes"),
        ("ibuprofen 400, gestopt met roken", "yes"),
        ("ibuprofen zonder recept", "yes"),
        ("ibuprofen niet op een lege maag", "yes"),
        ("ibuprofen 400 mg, verder geen medicijnen", "yes"),
        ("ibuprofen 400; geen allergieën", "yes"),
        ("ibuprofen, no known drug allergies", "yes"),
        ("Takes ibuprofen. Allergies: none", "yes"),
        ("ibuprofen. ALLERGIES: NO KNOWN ALLERGIES", "yes"),
        ("geen medicijnen behalve ibuprofen. Geen allergieën.", "yes"),
        ("ibuprofen tegen jicht, niet allergisch", "yes"),
        ("ibuprofen for allergic rosacea", "yes"),
        ("ibuprofen allergy: sulfa", "yes"),
        ("I used to be on ibuprofen", "no"),
        ("misschien ibuprofen", "doubtful"),
        ("nooit ibuprofen samen met alcohol", "doubtful"),
        ("gestopt met ibuprofen maar weer begonnen", "doubtful"),
    ],
)
def test_whether_an_entry_is_taken(text: str, taken: str) -> None:
    found = find_medicine(text, knowledge=KNOWLEDGE)
    entry = next(entry for entry in found.entries if entry.matches)
    assert entry.taken == taken
    assert bool(entry.interactions) == (taken != "no")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("stopped omeprazole, now Fosamax 70", ["no", "yes"]),
        ("gestopt met omeprazol en pantoprazol", ["no", "no"]),
        ("gestopt met omeprazol, begonnen met pantoprazol", ["no", "yes"]),
        ("geen ibuprofen of naproxen", ["no", "no"]),
        ("geen ibuprofen, wel naproxen", ["no", "yes"]),
        ("geen ibuprofen, naproxen", ["no", "doubtful"]),
        ("geen ibuprofen en naproxen", ["no", "doubtful"]),
        ("geen ibuprofen, naproxen 500 mg 2x daags", ["no", "yes"]),
        ("allergisch voor doxycycline en ciprofloxacine", ["no", "no"]),
        ("allergisch voor doxycycline, ciprofloxacine", ["no", "doubtful"]),
        ("allergieën: doxycycline, ciprofloxacine\nThyrax 100", ["no", "no", "yes"]),
        ("gestopt: omeprazol, pantoprazol\nmedicatie: Thyrax", ["no", "no", "yes"]),
        ("Thyrax 100, gestopt met metformine", ["yes", "no"]),
        ("geen\nThyrax 100", ["yes"]),
        ("furosemide, digoxin and warfarin, all stopped last year", ["no", "no", "no"]),
        ("furosemide 40 mg 1dd, digoxin and warfarin, both stopped", ["yes", "no", "no"]),
    ],
)
def test_how_far_a_denial_goes(text: str, taken: list[str]) -> None:
    assert [entry.taken for entry in find_medicine(text, knowledge=KNOWLEDGE).entries] == taken


@pytest.mark.parametrize("text", ["geen", "no medication", "niets", "n.v.t.", "nee, geen medicijnen"])
def test_nothing_is_nothing(text: str) -> None:
    found = find_medicine(text, knowledge=KNOWLEDGE)
    assert (found.taken, found.matches, found.interaction) == ("no", (), None)


@pytest.mark.parametrize("text", ["weet ik niet", "geen idee", "I don't know", "12345"])
def test_not_knowing_is_not_nothing(text: str) -> None:
    found = find_medicine(text, knowledge=KNOWLEDGE)
    assert found.taken != "no"
    assert found.interaction is not None


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        # what stopped after a list in the past stopped as a whole; without such words it is asked
        ("Gebruikte digoxine en bumetanide, nu gestaakt", "no no"),
        ("digoxine en bumetanide gestopt", "doubtful no"),
        ("digoxine 0,25, bumetanide gestopt", "yes no"),
        ("Staak digoxine, bumetanide en metformine", "no no no"),
        ("geen digoxine, bumetanide of metformine", "no no no"),
        # replaced, or taken instead
        ("bumetanide vervangen door furosemide", "no yes"),
        ("rivaroxaban ipv acenocoumarol", "yes no"),
        ("famotidine instead of omeprazole", "yes no"),
        ("ik ben van bumetanide overgestapt op furosemide", "no yes"),
        ("doxycycline was replaced with minocycline", "no yes"),
        # tried, offered, compared: asked
        ("I tried sertraline and gabapentin", "doubtful doubtful"),
        ("sertraline deed niets voor me", "doubtful"),
        ("unlike lithium this one helps", "doubtful"),
        ("they offered doxycycline", "doubtful"),
        # what stands apart undoes no denial
        ("vitamine d slik ik niet — ik zit vaak in de zon", "no"),
        ("taken off of 20 mg omeprazole taken once a day", "no"),
        # what is said of something else denies nothing
        ("I take levothyroxine because I had surgery", "yes"),
        ("levothyroxine sinds ik een operatie had", "yes"),
    ],
)
def test_what_is_past_replaced_or_only_tried_is_not_taken_for_granted(text, taken):
    found = find_medicine(text, knowledge=KNOWLEDGE)
    assert [entry.taken for entry in found.entries] == taken.split()


def test_two_products_of_one_substance_leave_no_interaction_lost():
    found = find_medicine("switched from Synthroid to Armour", knowledge=KNOWLEDGE)
    assert found.taken != "no"
    assert found.interactions


@pytest.mark.parametrize(
    "text",
    [
        "vergeet nooit je digoxine", "sla nooit de digoxine over", "ik kan niet zonder digoxine", "geen dag zonder digoxine",
        "can't live without digoxin", "never skip your digoxin", "nog nooit last van gehad, digoxine",
        "digoxine mag niet gestaakt worden", "digoxin must not be stopped",
    ],
)  # fmt: skip
def test_two_denials_do_not_deny(text):
    found = find_medicine(text, knowledge=KNOWLEDGE)
    assert found.taken != "no"
    assert found.interactions


@pytest.mark.parametrize(
    "text",
    [
        "ik wil stoppen met digoxine", "binnenkort ga ik stoppen met digoxine", "I hope to come off digoxin",
        "someday I'm going off digoxin",
    ],
)  # fmt: skip
def test_a_stop_that_is_only_wished_is_none_yet(text):
    found = find_medicine(text, knowledge=KNOWLEDGE)
    assert found.taken == "yes"
    assert found.interactions


@pytest.mark.parametrize(
    "text",
    ["kan ik stoppen met digoxine", "zonder digoxine ben ik ziek", "should I stop digoxin", "planning to stop digoxin"],
)
def test_a_stop_that_may_have_come_is_asked_about(text):
    found = find_medicine(text, knowledge=KNOWLEDGE)
    assert found.taken == "doubtful"
    assert found.interactions


@pytest.mark.parametrize(
    "text", ["ik moest stoppen met digoxine", "I had to stop digoxin", "I wanted rest, stopped digoxin"]
)
def test_a_stop_that_happened_stays_one(text):
    assert find_medicine(text, knowledge=KNOWLEDGE).taken == "no"
