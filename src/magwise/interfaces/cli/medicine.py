"""`magwise medicine`: medicines as people type them, and what they and magnesium ask of each other."""

from typing import TYPE_CHECKING

from magwise.errors import InputError
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.faults import blame
from magwise.interfaces.cli.streams import place_of, read_text, write
from magwise.interfaces.cli.voice import Voice
from magwise.interfaces.limits import MOST_LETTERS, MOST_TEXTS
from magwise.interfaces.local_names import load_all
from magwise.medicines.match import find_medicine
from magwise.medicines.records import SYSTEMIC

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.interfaces.cli.layout import Page
    from magwise.knowledge.load import Knowledge
    from magwise.medicines.records import MedicineMatch


def run(given: "Given") -> int:
    """Answer every typed medicine, in order."""
    knowledge, locale = load_all(), locale_of(given)
    texts = _texts(given, knowledge)
    if len(texts) > MOST_TEXTS:
        raise blame(f"magwise {given.command.name}", "texts", count=len(texts), most=MOST_TEXTS).mend("texts")
    letters = [len(text) for _, text in texts]
    if max(letters) <= MOST_LETTERS < sum(letters):  # one that is too long by itself is named with its line
        raise blame(f"magwise {given.command.name}", "letters", most=MOST_LETTERS).mend("texts")
    matches = [_find(text, where, knowledge, locale) for where, text in texts]
    if given.has("--json"):
        write_json([match.to_dict() for match in matches])
        return 0
    voice, page = Voice(knowledge, locale), open_page()
    for match in matches:
        for entry in match.entries:
            _tell(page, voice, entry)
    page.blank()
    if voice.cited:
        page.text(
            f"{voice.say('advise.sources')}: {', '.join(voice.cited)}. {voice.say('advise.sources_more')}", style="dim"
        )
    page.text(voice.say("medicine.not_yet"), style="dim")
    write(str(page))
    return 0


def _texts(given: "Given", knowledge: "Knowledge") -> list[tuple[str, str]]:
    """Each text with its place: typed words, or the lines of a file."""
    where = f"magwise {given.command.name}"
    path = given.values.get("--file") or ("-" if given.words == ("-",) else None)
    if path is None:
        if not given.words:
            raise blame(where, "no_words").mend("words_or_file", words=given.command.words)
        return [("", word) for word in given.words]
    if given.has("--file") and given.words:
        raise blame(where, "both").mend("both")
    locale = locale_of_faults(given)
    told = place_of(path) if path != "-" else knowledge.say(locale, "cli.fault.input")
    lines = enumerate(read_text(path).splitlines(), start=1)
    texts = [
        (knowledge.say(locale, "cli.fault.line", path=told, line=number), line)
        for number, line in lines
        if line.strip()
    ]
    if not texts:
        raise blame(place_of(path), "blank").mend("blank_medicine")
    return texts


def _find(text: str, where: str, knowledge: "Knowledge", locale: str) -> "MedicineMatch":
    """One medicine; a fault names the line it stands on."""
    try:
        return find_medicine(text, knowledge=knowledge, locale=locale)
    except InputError as error:
        raise InputError(where or error.where, error.what, error.mend) from None


def _tell(page: "Page", voice: Voice, match: "MedicineMatch") -> None:
    page.blank()
    typed = " ".join(match.typed.split())
    if match.recognised and match.matches:
        names = voice.listed(
            list(dict.fromkeys(_named(voice, found.inn, found.atc, found.id) for found in match.matches))
        )
        page.text(voice.say("medicine.one", typed=typed, names=names), style="bold")
    elif match.taken == "no" and match.matches:
        page.text(typed, style="bold")
    else:
        key = "unknown" if match.interaction else "nothing"
        page.text(voice.say(f"medicine.{key}", typed=typed), style="bold")
    if match.taken != "yes" and match.matches:
        other = match.taken == "no" and match.denied == "other"
        page.item(voice.say("medicine.taken_other" if other else f"medicine.taken_{match.taken}"))
    for answer in match.interactions:
        page.item(voice.claim(answer.text, answer.grade, answer.sources))
    for one in match.implies:
        page.item(voice.claim(one.text, one.grade, one.sources))
    known = match.recognised and match.matches and match.taken != "no"
    if known and not match.interactions and not match.implies:
        page.item(voice.say("medicine.none"))
    if match.holds_magnesium != "no" and match.route in SYSTEMIC:
        page.item(voice.say(f"medicine.holds_{match.holds_magnesium}"))
    if match.unread:
        page.item(voice.say("medicine.unread", words=", ".join(match.unread)))


def _named(voice: Voice, inn: str, atc: str, row_id: str) -> str:
    row = voice.knowledge.medicines.get(row_id)
    name = (row.name_nl if voice.locale == "nl" else row.name_en) if row else inn
    return f"{name} ({atc})" if atc else name
