"""Which interactions a typed medicine gets: polarity, groups, routes, and every row of the table within reach."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from magwise.knowledge.load import DATA, load_knowledge
from magwise.knowledge.vocabulary import fold
from magwise.medicines.interactions import SEVERITIES
from magwise.medicines.match import find_medicine
from magwise.medicines.records import InteractionAnswer, MedicineMatch

KNOWLEDGE = load_knowledge()
# The sum, context, stacked and general rows; the rows of a class are for what has no row: tests/medicines/test_references.py.
SPECIAL = {"I030", "I135", "I136", "I137"} | {"I138", "I139", "I140", "I141"}
# «Blood-pressure pills», «sedatives», «muscle relaxants», «and other …»: nobody knows which, so these words ask.
VAGUE = {"I080", "I082", "I100", "I127", "I130", "I157", "I158", "I159", "I160", "I161"}
# A note that the day may be shared gives way to a row that asks for hours between the same two.
GIVES_WAY = {"I064": "I163", "I076": "I162"}


def find(text: str, locale: str = "nl") -> MedicineMatch:
    return find_medicine(text, knowledge=KNOWLEDGE, locale=locale)


def answers(text: str) -> dict[str, InteractionAnswer]:
    return {answer.id: answer for answer in find(text).interactions}


def table() -> list[dict[str, str]]:
    with (Path(DATA) / "tables" / "interactions.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("typed", "before", "after", "applies_to"),
    [
        ("ciprofloxacine", 2, 6, "all"),
        ("moxifloxacine", 6, 8, "all"),
        ("dolutegravir", 2, 6, "all"),
        ("rilpivirine", 4, 2, "acid_neutralising"),
        ("erlotinib", 2, 4, "acid_neutralising"),
        ("sotorasib", 4, 10, "acid_neutralising"),
        ("cabotegravir", 4, 4, "all"),
        ("levothyroxine", 4, 4, "all"),
        ("strontiumranelaat", 2, 4, "all"),
        ("cefpodoxim", 3, 2, "acid_neutralising"),
        ("riociguat", 1, 2, "acid_neutralising"),
        ("ibandroninezuur", 4, 6, "all"),
    ],
)
def test_hours_keep_their_direction(typed: str, before: float, after: float, applies_to: str) -> None:
    first = find(typed).interaction
    assert first is not None
    assert (first.action, first.hours_before, first.hours_after) == ("space", before, after)
    assert first.applies_to == applies_to


def test_words_and_hours_say_the_same() -> None:
    nl, en = find("ciproxin").interaction, find("ciproxin", "en").interaction
    assert nl is not None
    assert en is not None
    assert nl.text.startswith("Neem magnesium minstens 2 uur na ciprofloxacine, of minstens 6 uur ervoor.")
    assert en.text.startswith("Take magnesium at least 2 hours after ciprofloxacin, or at least 6 hours before it.")
    back = find("edurant", "en").interaction
    assert back is not None
    assert "at least 4 hours after rilpivirine, or at least 2 hours before it" in back.text


def names_of(row: dict[str, str]) -> Iterator[str]:
    """Brands, INN and Dutch name; of a row on several substances only what people would type as one name."""
    single = "|" not in row["atc"] and " and " not in row["substance_inn"] and "," not in row["substance_inn"]
    yield from row["nl_brands"].split("|") if row["nl_brands"] else ()
    if row["id"] not in VAGUE and "," not in row["substance_inn"]:
        yield row["substance_inn"]
        yield row["name_nl"]
    if single and len(row["atc"]) == 7:
        yield row["substance_inn"]
        yield row["name_nl"]


def reaches(row_id: str, reached: set[str]) -> bool:
    """Whether a row speaks, or one in its place: the stricter one, or a member's own row that says the same."""
    if GIVES_WAY.get(row_id, row_id) in reached:
        return True
    group = KNOWLEDGE.interactions[row_id]
    says = {
        (KNOWLEDGE.interactions[one].mechanism, KNOWLEDGE.interactions[one].action) for one in reached if one[0] == "I"
    }
    return all(len(code) < 7 for code in group.atc) and (group.mechanism, group.action) in says


@pytest.mark.parametrize("row", [row for row in table() if row["id"] not in SPECIAL], ids=lambda row: row["id"])
def test_every_row_is_reached_by_its_names_and_brands(row: dict[str, str]) -> None:
    for name in names_of(row):
        found = find(name)
        assert found.recognised, name
        assert reaches(row["id"], {answer.id for answer in found.interactions}), name


@pytest.mark.parametrize("row", [row for row in table() if row["id"] not in SPECIAL], ids=lambda row: row["id"])
def test_every_code_of_a_row_has_a_medicine_by_its_inn(row: dict[str, str]) -> None:
    for code in row["atc"].split("|"):
        carriers = [one for one in KNOWLEDGE.medicines.values() if any(own.startswith(code) for own in one.atc)]
        assert carriers, code
        oral = [one for one in carriers if one.route == "oral"]
        for one in oral or carriers:
            for name in (one.name_en, one.name_nl):
                found = find(name)
                assert found.recognised, name
                reached = {answer.id for answer in found.interactions}
                own = any(len(code) == 7 for code in row["atc"].split("|"))
                if found.route == "oral" and (row["action"] != "note" or own):
                    assert reaches(row["id"], reached), name


@pytest.mark.parametrize("inn", ["metoprolol", "propranolol", "furosemide", "bumetanide", "hydrochlorothiazide",
    "chlorthalidone", "indapamide", "amiloride", "triamterene", "spironolactone", "eplerenone", "omeprazole",
    "pantoprazole", "esomeprazole", "lansoprazole", "rabeprazole", "glibenclamide", "glipizide", "tolbutamide",
    "gliclazide", "verapamil", "diltiazem", "nifedipine", "amlodipine", "enalapril", "fosinopril", "acenocoumarol",
    "fenprocoumon", "sirolimus", "everolimus", "sevelamer", "lanthanum", "deflazacort", "dexamethason"])  # fmt: skip
def test_members_of_a_group_row_have_it(inn: str) -> None:
    key = {"fenprocoumon": "phenprocoumon", "lanthanum": "lanthan"}.get(inn, inn)
    wanted = {row["id"] for row in table() if fold(key) in fold(row["substance_inn"] + " " + row["name_nl"])}
    wanted |= {row["id"] for row in table() if fold(inn) in fold(row["name_nl"])}
    assert wanted & set(answers(inn)), inn


def test_own_row_and_group_rows_stand_together_strictest_first() -> None:
    assert list(answers("captopril")) == ["I077", "I082"]
    assert list(answers("spironolacton")) == ["I087", "I082"]
    assert list(answers("lisinopril")) == ["I082"]
    assert list(answers("lithium")) == ["I103"]
    assert list(answers("diazepam")) == ["I100"]
    assert list(answers("dapagliflozine")) == ["I088"]
    assert list(answers("losartan")) == ["I082"]


def test_combinations_bring_the_rows_of_their_parts() -> None:
    juluca = answers("juluca")
    assert {"I031", "I032", "I037"} <= set(juluca)
    assert "I046" in answers("stalevo")
    assert "I003" in answers("pylera")
    assert {"I086", "I080"} <= set(answers("exforge hct"))
    assert {"I134", "I092"} <= set(answers("arthrotec"))


def test_lowering_the_ceiling_is_told() -> None:
    assert answers("spironolacton")["I087"].lowers_ceiling
    assert not answers("furosemide")["I085"].lowers_ceiling


def test_magnesium_in_another_product_is_counted_and_only_there() -> None:
    for typed in ("rennie", "maalox", "gaviscon baby", "picoprep", "magnesiumoxide 500", "centrum", "magnesium"):
        assert answers(typed)["I030"].action == "note", typed
    for typed in ("movicolon", "lactulose", "bisacodyl", "nexium control", "gaviscon", "gaviscon duo"):
        assert "I030" not in answers(typed), typed
    assert find("rennie").holds_magnesium == "yes"
    assert find("gaviscon").holds_magnesium == "no"
    assert find("gaviscon extra strength").holds_magnesium == "may"
    assert find("magnesiumhydroxide 724 mg").magnesium_mg_per_unit == pytest.approx(301.7)


def test_three_stacked_minerals_count_only_together() -> None:
    assert "I136" in answers("levothyroxine, ijzer en calcium")
    assert "I136" not in answers("levothyroxine en ijzer")


def test_the_general_rule_is_for_unknown_names_only() -> None:
    assert list(answers("foobarcilline")) == ["I137"]
    assert answers("foobarcilline")["I137"].action == "consult"
    assert answers("paracetamol") == {}
    assert find("paracetamol").interaction is None


@pytest.mark.parametrize(
    ("typed", "route"),
    [
        ("ciloxan", "eye"),
        ("levofloxacine oogdruppels", "eye"),
        ("tetracycline oogzalf", "eye"),
        ("ketoconazol shampoo", "skin"),
        ("diclofenac gel", "skin"),
        ("tacrolimus zalf", "skin"),
        ("tobi podhaler", "inhaled"),
        ("flixonase", "nasal"),
    ],
)
def test_what_stays_out_of_gut_and_blood_closes_nothing(typed: str, route: str) -> None:
    found = find(typed)
    assert (found.recognised, found.route, found.interactions, found.codes) == (True, route, (), ())


def test_injections_keep_gates_without_hours() -> None:
    digoxin = find("digoxine injectie")
    assert [(answer.action, answer.hours_before) for answer in digoxin.interactions] == [("consult", None)]
    assert find("cisplatine").interaction is not None
    assert find("cisplatine").codes == ("L01XA01",)
    assert [answer.id for answer in find("cabotegravir injectie").interactions] == ["hiv_hepatitis_team"]
    assert find("zoledroninezuur").interactions == ()
    assert "J05AJ04" in find("apretude").codes


def test_choices_of_this_project_are_named_as_such() -> None:
    design = {row["id"] for row in table() if row["hours_verified"] == "design"} - SPECIAL
    assert design
    told = {
        answer.id: answer for typed in ("zink", "calcium", "sinemet", "bosulif") for answer in find(typed).interactions
    }
    for key in ("I028", "I029", "I046", "I117"):
        assert key in design
        assert "keuze van dit project" in told[key].text
    assert "keuze van dit project" not in answers("thyrax")["I017"].text


def test_every_row_has_its_words_in_both_languages() -> None:
    for locale in ("nl", "en"):
        words = KNOWLEDGE.wording[locale]
        for row in KNOWLEDGE.interactions.values():
            assert row.severity in SEVERITIES
            assert words[f"medicines.why.{fold(row.mechanism).replace(' ', '_')}"]
            if row.simplest_alternative:
                assert words[f"medicines.alternative.{fold(row.simplest_alternative).replace(' ', '_')}"]


def test_sentences_are_short_in_both_languages() -> None:
    for locale in ("nl", "en"):
        sentences = [
            text
            for key, text in KNOWLEDGE.wording[locale].items()
            if key.startswith(("medicines.do.", "medicines.why.", "medicines.alternative."))
        ]
        for text in sentences:
            for sentence in text.replace("?", ".").split(". "):
                assert len(sentence.split()) <= 15, sentence


def test_gate_classes_are_reached_by_code() -> None:
    classes = KNOWLEDGE.medicine_classes
    members = {
        "transplant": ("prograf", "cellcept", "rapamune", "neoral"),
        "hiv_hcv": ("tivicay", "viread", "ziagen", "edurant", "epclusa", "biktarvy", "paxlovid"),
        "cancer": ("tarceva", "cisplatine", "xeloda", "keytruda"),
        "active_vitamin_d": ("etalpha", "rocaltrol", "zemplar"),
        "nsaid": ("ibuprofen", "naproxen", "arthrotec", "celecoxib"),
        "diuretic": ("furosemide", "losartan/hct", "coversyl plus", "exforge hct", "tenoretic", "emcoretic", "roxiper"),
        "ace_inhibitor": ("lisinopril", "enalapril/hct", "coveram"),
        "angiotensin_blocker": ("losartan", "valsartan/hct", "entresto", "rasilez"),
        "potassium_sparing": ("spironolacton", "dytenzide", "inspra"),
        "bowel_preparation": ("picoprep", "citrafleet", "eziclen"),
    }
    assert set(members) == set(classes)
    for name, brands in members.items():
        for brand in brands:
            codes = find(brand).codes
            assert any(code.startswith(start) for code in codes for start in classes[name].atc), (name, brand)
    for harmless in ("amlodipine", "bisoprolol", "metoprolol", "paracetamol", "vitamine d", "tamoxifen"):
        codes = find(harmless).codes
        gates = [
            name for name in classes if any(code.startswith(start) for code in codes for start in classes[name].atc)
        ]
        assert gates == [], harmless


def test_path_of_the_cases_is_not_the_shared_list() -> None:
    own = (Path(__file__).parents[1] / "cases" / "medicines" / "typed.csv").read_text(encoding="utf-8")
    assert own.startswith("typed,ids,kind,route")
