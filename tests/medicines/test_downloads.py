"""Official downloads are read in the form their registers publish; the excerpts here are made up in that form."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.downloads import REGISTERS, DownloadError
from magwise.medicines.local_names import from_text, lay_beside, take_over, to_text
from magwise.medicines.match import find_medicine

KNOWLEDGE = load_knowledge()
CBG = """REGISTRATIENUMMER|SOORT|PRODUCTNAAM|FARMACEUTISCHEVORM|ATC|WERKZAMESTOFFEN|HULPSTOFFEN
1|G|Schildax 25 microgram, tabletten|Tablet|H03AA01 - LEVOTHYROXINENATRIUM|LEVOTHYROXINE NATRIUM|MAGNESIUMSTEARAAT
2|G|Zweepal 3 mg/ml, oogdruppels, oplossing|Oogdruppels, oplossing|S01AE07 - MOXIFLOXACINE|MOXIFLOXACINE|
3|G|Levothyroxine natrium Teva 25 microgram, tabletten|Tablet|H03AA01 - LEVOTHYROXINENATRIUM|LEVOTHYROXINE|
4|G|Nieuwimab 10 mg, tabletten|Tablet|L01EX99 - NIEUWINIB|NIEUWINIB|
5|H|Kruidenrust, tabletten|Tablet||VALERIANA OFFICINALIS L., WORTEL|
6|G|"Quotax" 5 mg, tabletten|Tablet|C09AA02 - ENALAPRIL|ENALAPRIL|
"""
EMA = """Report of medicines,,,,,,
,,,,,,
Category,Medicine name,Therapeutic area,International non-proprietary name (INN) / common name,Active substance,ATC code,URL
Human,Hivolux,HIV,"dolutegravir, lamivudine","dolutegravir, lamivudine",J05AR25,x
Veterinary,Dogolux,Dogs,robenacoxib,robenacoxib,QM01AH91,x
"""
BDPM = "60000001\tTHYRALUX 75 microgrammes, comprimé\tcomprimé\torale\tAutorisation active\n"
COMPO = "60000001\tcomprimé\t01234\tLÉVOTHYROXINE SODIQUE\t75 microgrammes\tun comprimé\tSA\t1\n"
UNII = "Name\tTYPE\tUNII\tDisplay Name\nTHYROLUXE\tbn\tX1\tLEVOTHYROXINE SODIUM\nC12H22\tsys\tX2\tSUCROSE\n"
RXNCONSO = (
    "111|ENG||||||A1|||| RXNORM|BN|111|Doxolux|\n".replace("| RXNORM", "|RXNORM")
    + "222|ENG||||||A2||||RXNORM|IN|222|doxycycline|\n"
    + "222|ENG||||||A3||||ATC|IN|J01AA02|doxycycline|\n"
)
RXNREL = "222||CUI|RO|111||CUI|tradename_of|||RXNORM|RXNORM||||\n"


def taken(register, text, beside=""):
    found = REGISTERS[register].read(text.splitlines(keepends=True), beside.splitlines(keepends=True))
    return take_over(found, register, knowledge=KNOWLEDGE)


def known(register, text, beside=""):
    return lay_beside(KNOWLEDGE, taken(register, text, beside).names)


@pytest.mark.parametrize(
    ("register", "text", "beside", "typed", "inn", "hours"),
    [
        ("cbg", CBG, "", "Schildax 25 mcg", "levothyroxine", (4, 4)),
        ("ema", EMA, "", "hivolux", "dolutegravir", (2, 6)),
        ("bdpm", BDPM, COMPO, "Thyralux 75", "levothyroxine", (4, 4)),
        ("unii", UNII, "", "thyroluxe", "levothyroxine", (4, 4)),
        ("rxnorm", RXNCONSO, RXNREL, "Doxolux 100 mg 1x daags", "doxycycline", (4, 4)),
    ],
)
def test_a_name_of_a_download_gets_our_own_interaction(register, text, beside, typed, inn, hours):
    assert not find_medicine(typed, knowledge=KNOWLEDGE).recognised
    match = find_medicine(typed, knowledge=known(register, text, beside))
    assert match.recognised
    assert inn in [found.inn for found in match.matches]
    assert (match.interaction.hours_before, match.interaction.hours_after) == hours


def test_what_is_known_counts_and_what_is_not_known_stays_out():
    found = taken("cbg", CBG)
    assert {one.name for one in found.names} == {"schildax", "zweepal", "nieuwimab", "quotax"}
    assert (found.known, found.left_out) == (1, 1)
    wider = lay_beside(KNOWLEDGE, found.names)
    assert not find_medicine("Kruidenrust", knowledge=wider).recognised
    assert find_medicine("Kruidenrust", knowledge=wider).interaction is not None


def test_a_code_that_is_not_ours_brings_what_its_group_asks():
    wider = known("cbg", CBG)
    match = find_medicine("Nieuwimab 10 mg", knowledge=wider)
    assert match.recognised
    assert match.matches[0].atc == "L01EX99"
    from magwise.answer import answer

    profile = {
        "person": {"age": 44},
        "goals": ["sleep"],
        "medicines": [{"name": "Nieuwimab 10 mg", "times": ["08:00"]}],
    }
    assert answer(profile, knowledge=wider).decision == "consult_first"


def test_eye_drops_of_a_download_close_nothing():
    match = find_medicine("Zweepal oogdruppels", knowledge=known("cbg", CBG))
    assert match.recognised
    assert match.route == "eye"
    assert match.interactions == ()


def test_our_own_names_win_and_typos_are_never_matched_with_a_download():
    wider = lay_beside(KNOWLEDGE, taken("cbg", CBG.replace("Schildax", "Omeprazol Nieuw")).names)
    assert (
        find_medicine("omeprazol", knowledge=wider).matches == find_medicine("omeprazol", knowledge=KNOWLEDGE).matches
    )
    assert not find_medicine("Schyldax", knowledge=known("cbg", CBG)).recognised


def test_the_file_of_names_comes_back_and_the_version_says_so():
    names = taken("cbg", CBG).names
    assert sorted(from_text(to_text(names))) == sorted(names)
    assert known("cbg", CBG).version.startswith(f"{KNOWLEDGE.version}+")
    with pytest.raises(ValueError, match="medicine names"):
        list(from_text("something else\n"))


@pytest.mark.parametrize(
    ("register", "text"),
    [
        ("cbg", "A|B\n1|2\n"),
        ("cbg", ""),
        ("ema", "a,b\n1,2\n"),
        ("bdpm", "a\tb\n"),
        ("unii", "x\n"),
        ("rxnorm", "1|2\n"),
    ],
)
def test_a_file_of_another_shape_is_refused(register, text):
    with pytest.raises(DownloadError):
        taken(register, text)
