"""Names of tests in Dutch, English and German; a word that is not known makes the name unknown."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.profiles.lab_names import named_tests, nearest_tests

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("test", "names"),
    [
        ("serum_magnesium", "magnesium|Mg|Magnesium i.S.|Magnesium in serum|S-Magnesium|Plasma magnesium|Magnesium (bloed)"
                            "|Serummagnesium|Mg im Serum|magnesium gesamt|serum_magnesium"),
        ("erythrocyte_magnesium", "Mg (ery)|erytrocyten-magnesium|Magnesium in Erythrozyten|RBC magnesium"
                                  "|Red blood cell magnesium|magnesium rode bloedcellen|Erythrozytenmagnesium|rbc_magnesium"),
        ("urine_magnesium_24h", "24h urine magnesium|Magnesium 24-uurs urine|Mg in 24 uur urine|Magnesium im Sammelurin"
                                "|24-hour urine magnesium|Magnesium (urine, 24 uur)"),
        ("urine_magnesium", "Magnesium urine|urine Mg|Magnesium im Harn|Magnesium portie urine|U-Magnesium"),
        ("femg", "FEMg|fractionele excretie magnesium|fractional excretion of magnesium"),
        ("creatinine", "Kreatinin|S-Kreatinin|Serumkreatinine|kreatinine (enzymatisch)|creat|Creatinine, serum|Kreatinin i.S."
                       "|Kreatinine (Jaffé)"),
        ("urine_creatinine", "Creatinine urine|Kreatinin im Urin|urine kreatinine"),
        ("egfr", "MDRD|eGFR (MDRD)|CKD-EPI|GFR|eGFR CKD-EPI 2009|GFR nach MDRD|nierfunctie|eGFR (kreatinine)"
                 "|Glomerulaire filtratiesnelheid|kidney function"),
        ("creatinine_clearance", "creatinineklaring|Kreatinin-Clearance|creatinine clearance|klaring|CrCl"
                                 "|Cockcroft-Gault|berekende klaring (Cockcroft-Gault)|Kreatinineklaring (MDRD)"),
    ],
)  # fmt: skip
def test_a_name_is_read_by_its_words(test, names):
    for name in names.split("|"):
        assert [found.id for found in named_tests(name, KNOWLEDGE)][:1] == [test], name


@pytest.mark.parametrize(
    "name",
    ["", "Natrium", "magnesium citraat", "Magnesium im Vollblut", "Calcium", "Magnesium en creatinine", "serum", "24 h", "HbA1c",
     "magnesium serum urine", "Kalium in serum"],
)  # fmt: skip
def test_a_name_with_another_word_is_not_known(name):
    assert named_tests(name, KNOWLEDGE) == ()


def test_the_unit_may_still_choose_between_the_tests_of_a_name():
    assert {found.id for found in named_tests("Magnesium", KNOWLEDGE)} == {
        "serum_magnesium", "erythrocyte_magnesium", "urine_magnesium", "urine_magnesium_24h",
    }  # fmt: skip


def test_the_nearest_test_is_named():
    assert nearest_tests("magnesim", KNOWLEDGE)[0] == "serum_magnesium"
    assert nearest_tests("kreatnine", KNOWLEDGE)[0] == "creatinine"
    assert nearest_tests("xyz", KNOWLEDGE) == list(KNOWLEDGE.lab_tests)
