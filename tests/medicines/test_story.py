"""Who takes what is named, and whether that is past, planned or refused, told in whole sentences."""

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine

KNOWLEDGE = load_knowledge()


def stances(text: str) -> list[str]:
    """Whether each named entry is taken, in order."""
    return [entry.taken for entry in find_medicine(text, knowledge=KNOWLEDGE).entries if entry.matches]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        # somebody else
        ("mijn oma slikt digoxine en ik slik metformine", "no yes"),
        ("Ik gebruik metformine, mijn broer gebruikt digoxine.", "yes no"),
        ("my aunt is on digoxin, I take metformin", "no yes"),
        ("Mijn oma slikt digoxine. Zij neemt ook metformine. Ik neem bumetanide.", "no no yes"),
        ("mijn oma gebruikt digoxine", "doubtful"),
        ("mijn oma gebruikt digoxine, daar word ik moe van en dat bevalt goed", "doubtful"),
        ("Mijn oma slikt digoxine. Ik heb zelf alleen de pil (microgynon 30)", "no yes"),
        ("mijn man zegt dat ik digoxine moet slikken", "yes"),
        # what may not be taken, or was refused
        ("digoxine mag ik niet vanwege mijn hart, bumetanide wel", "no yes"),
        ("de bumetanide weigert hij, metformine neemt hij wel", "no yes"),
        ("metformine 500 en digoxine 0,25, bumetanide is eraf gehaald", "yes yes no"),
        ("bumetanide niet verdragen", "no"),
        ("digoxin was never started", "no"),
        ("bumetanide voorgesteld maar dat wil ik niet", "no"),
        # once, and what came after
        ("had eerst digoxine maar kreeg er hoofdpijn van, nu metoprolol", "no yes"),
        ("bumetanide gaf jeuk, daarom terug naar furosemide", "no yes"),
        ("I took digoxin, but it made me dizzy. Now I take bisoprolol.", "no yes"),
        ("I was put on digoxin, then bisoprolol", "doubtful yes"),
        ("eerst slikte ik metformine", "doubtful"),
        ("slikte jarenlang metformine, nu ook digoxine", "doubtful yes"),
        ("digoxin, bumetanide and metformin did not help", "doubtful doubtful doubtful"),
        # planned, advised, asked
        ("my doctor is pushing digoxin", "doubtful"),
        ("ik overweeg bumetanide", "doubtful"),
        ("kan ik magnesium nemen naast digoxine", "doubtful yes"),
        # paused, run out, not begun: asked
        ("mijn digoxine is op", "doubtful"),
        ("I ran out of digoxin on Friday", "doubtful"),
        ("de digoxine ligt tijdelijk stil", "doubtful"),
        ("volgende week begin ik met digoxine", "doubtful"),
        # a sentence of which no word says that it is taken
        ("mijn digoxine was vreselijk", "doubtful"),
        ("is digoxine beter dan bumetanide", "doubtful doubtful"),
        # still taken, among what was tried
        ("Geprobeerd: topamax (kon niet meer slapen), candesartan (werkt, slik ik nog steeds)", "no yes"),
        # one substance under two names, parted by what happened
        ("apotheek had geen Lanoxin dus kreeg ik digoxine", "no yes"),
        ("They switched her from bumetanide to furosemide", "no yes"),
        ("Ik slik digoxine en bumetanide. Met bumetanide ben ik gestopt.", "yes doubtful no"),
        ("Ik slik digoxine en bumetanide 1 mg. Met bumetanide 5 mg ben ik gestopt.", "yes yes no"),
        ("ik ben van thyrax overgezet op euthyrox", "no yes"),
        # a bracket tells of the name before it, and no word of what follows a comma behind it
        ("Ventolin 2 puffs prn / Singulair 10 hs / EpiPen (never used it)", "yes yes no"),
        ("digoxine 0,25 (met koffie mag niet he), om de dag metformine", "yes yes"),
        ("digoxine 0,25, bumetanide NEE mag niet van mijn arts, metformine 500", "yes no yes"),
        ("digoxin 250 mcg (held since June), metformin 500", "doubtful yes"),
        ("Enalapril 10 → vervangen door valsartan 80", "no yes"),
        ("Allergies: sulfa, codeine (vomiting). Metformin 500 mg", "no yes"),
        ("loratadine for seasonal allergies", "yes"),
        ("he asked me to go off the metformin, I take digoxin", "no yes"),
        # a stop in another sentence, and a doubt about something else
        ("I take digoxin. It is strange because I don't know what it does to my sleep", "yes"),
        ("I no longer take digoxin. Now I feel dizzy.", "no"),
        ("digoxine. Daar ben ik in mei mee gestopt.", "no"),
        ("my allergies are NSAIDs (ibuprofen, naproxen)", "no"),
        # an ordinary list is left as it is
        ("metformine 500 mg 2x per dag, digoxine 0,25 mg, bumetanide 1 mg", "yes yes yes"),
        ("digoxin once daily, first thing in the morning", "yes"),
    ],
)
def test_what_sentences_tell(text: str, taken: str) -> None:
    assert stances(text) == taken.split()


def test_a_line_of_a_list_tells_nothing_of_the_next() -> None:
    assert stances("eerst slikte ik digoxine\nnu metformine") == ["doubtful", "yes"]
    assert stances("mijn oma: digoxine; metformine") == ["doubtful", "yes"]


def test_what_is_not_known_to_be_over_keeps_its_interactions() -> None:
    found = find_medicine("eerst slikte ik digoxine", knowledge=KNOWLEDGE)
    assert found.taken == "doubtful"
    assert found.interactions


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("GESTOPTE MEDICATIE\ndigoxine 0,25 mg\nbumetanide 1 mg\nHUIDIGE MEDICATIE\nmetformine 500 mg", "no no yes"),
        ("Huidige medicatie\nmetformine 500 mg\nGestopte medicatie\ndigoxine 0,25 mg", "yes no"),
        ("Past medications:\ndigoxin 250 mcg\nCurrent medications:\nmetformin 500 mg", "no yes"),
        ("ACTUEEL\n- metformine 500 mg\n\nGESTOPT\n- digoxine (te traag)\n- bumetanide 1 mg", "yes no no"),
        ("## Current\n- metformin 500 mg\n\n## Allergies\n- penicillin V: rash", "yes no"),
        ("'s morgens: metformine 500\n's middags: niks\n's avonds: digoxine 0,25", "yes yes"),
        ("Nu:\nlosartan 50\n\nGestopt (maart):\nlisinopril 10 - kriebelhoest\ndigoxine 0,25", "yes no no"),
        ("Medicatie\ndigoxine 0,25 mg\nmetformine 500 mg", "yes yes"),
    ],
)
def test_a_heading_tells_of_the_lines_below_it(text: str, taken: str) -> None:
    assert stances(text) == taken.split()


def test_a_filled_column_of_ends_is_asked_about() -> None:
    table = (
        "Middel;Dosering;Start;Stop\nDIGOXINE 0,25 MG;1x daags 1;12-03-2019;\nBUMETANIDE 1 MG;1x;02-11-2024;09-11-2024"
    )
    assert stances(table) == ["yes", "doubtful"]
    assert stances("Drug | Dose | End date\nDigoxin | 250 mcg | 2024-11-09\nMetformin | 500 mg |") == [
        "doubtful",
        "yes",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ik neem thyrax met water, het mag niet met koffie",
        "Ik neem thyrax om 7 uur, het ontbijt is klaar om 8",
        "I take levothyroxine, I'm not sure it helps",
        "Ik slik thyrax en mag geen grapefruit",
        "Thyrax 100, mag niet met melk",
        "Ik slik thyrax 's ochtends, liggen mag niet",
        "Ik slik thyrax, ik kan niet tegen lactose",
        "Ik slik thyrax van mijn huisarts, dat klopt niet met mijn waarden",
        "Ik neem eerst thyrax en daarna ferrofumaraat",
        "Eerst thyrax, daarna ontbijt, dan ferrofumaraat",
        "Ik gebruik thyrax, mijn zus weigert alles",
        "I take levothyroxine and my husband stopped smoking",
        "Mijn vrouw legt mijn thyrax klaar en ik neem hem in",
        "Mijn man en ik slikken allebei thyrax",
        "I need levothyroxine because my thyroid was removed",
        "Behalve levothyroxine slik ik niks",
        "Apart from levothyroxine I take nothing",
        "Ik slik niets anders dan levothyroxine",
        "I was told not to take my levothyroxine with coffee",
        "I used to take 100 levothyroxine but now 88",
        "Vandaag nog geen levothyroxine genomen",
        "Haven't taken my levothyroxine yet today",
    ],
)
def test_a_remark_never_takes_away_what_is_taken(text: str) -> None:
    found = find_medicine(text, knowledge=KNOWLEDGE)
    assert any("levothyroxine" in entry.ids and entry.taken != "no" for entry in found.entries)
    assert found.interactions
