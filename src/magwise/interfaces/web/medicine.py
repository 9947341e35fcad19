"""When magnesium can and cannot be taken beside these medicines."""

from typing import TYPE_CHECKING, Any, NamedTuple

from magwise.answer import day_of
from magwise.errors import InputError
from magwise.interfaces.web.answers import change_rows, count_rows, reader_of
from magwise.interfaces.web.drawn_day import draw
from magwise.interfaces.web.sent import Fields
from magwise.interfaces.web.visit import Problem, Visit
from magwise.knowledge.evidence import beside_texts
from magwise.knowledge.load import Knowledge
from magwise.medicines.records import MedicineMatch
from magwise.schedule.tell import tell_free_hours
from magwise.store.keep import KeptMedicines

if TYPE_CHECKING:
    from starlette.responses import Response


class Told(NamedTuple):
    """One medicine, shown back. called: what we take it for; empty when it is unknown. said: strictest first."""

    typed: str
    called: str
    said: tuple["Said", ...]


class Said(NamedTuple):
    """A sentence about a medicine. rule: what it rests on, empty where nothing is known to matter."""

    text: str
    rule: str = ""
    grade: str = ""
    sources: tuple[str, ...] = ()


def ask(visit: Visit) -> "Response":
    """The form."""
    return _form(visit, {}, [])


def read(visit: Visit) -> "Response":
    """Keep the list and go to the hours."""
    typed = visit.typed()
    action = visit.first("_action")
    if action == "add" or action.startswith("remove-"):
        return _form(visit, change_rows(typed, action), [])
    if visit.first("_lang"):
        return _form(visit, typed, [])
    if not visit.is_trusted:
        return _form(visit, typed, [], stale=True)
    found = reader_of(visit).medicine_rows(typed)
    if found.problems:
        return _form(visit, typed, found.problems)
    list_id = visit.fresh_id(KeptMedicines)
    visit.store.add_medicines(list_id, found.part["medicines"], visit.locale, visit.now)
    return visit.go(f"/medicine/{list_id}")


def show(visit: Visit) -> "Response":
    """The medicines as we know them, and the hours without magnesium."""
    kept = visit.own(visit.store.find_medicines(visit.request.path_params["id"]))
    visit.weigh(sum(len(entry["name"]) for entry in kept.medicines))
    profile: dict[str, Any] = {"locale": visit.locale, "medicines": kept.medicines}
    try:
        day, request = day_of(profile, knowledge=visit.knowledge)
    except InputError:  # it was kept under wider limits: nothing is lost, and it can be mended
        typed = _typed(kept.medicines)
        return _form(visit, typed, reader_of(visit).medicine_rows(typed).problems)
    timed = any(entry.get("times") for entry in kept.medicines)
    return visit.page(
        "medicine_result.html",
        title=visit.say("medicine.result_title"),
        medicines=[told for entry in kept.medicines for told in _tell(entry["name"], visit)],
        free=tell_free_hours(day, request, knowledge=visit.knowledge, locale=visit.locale) if timed else "",
        windows=day.windows,
        day=draw(day, request, knowledge=visit.knowledge, locale=visit.locale) if timed else None,
        conflicts=beside_texts(day.conflicts, day.conflicts_by),
    )


def _typed(medicines: list[dict[str, Any]]) -> Fields:
    """The form as it was filled in."""
    typed: Fields = {"rows": [str(len(medicines))]}
    for row, entry in enumerate(medicines):
        typed |= {f"name-{row}": [entry["name"]], f"times-{row}": [", ".join(entry.get("times", ()))]}
    return typed


def _tell(text: str, visit: Visit) -> list[Told]:
    """Each entry of what was typed in one row."""
    found = reader_of(visit).find(text)
    return [_tell_entry(entry, visit) for entry in found.entries]


def _tell_entry(match: MedicineMatch, visit: Visit) -> Told:
    name = match.typed
    if match.taken == "no":
        key = "taken_other" if match.denied == "other" else "taken_no"
        return Told(name, "", (Said(visit.say(f"medicine.{key}")),))
    asked = (Said(visit.say("medicine.taken_doubtful")),) if match.taken == "doubtful" else ()
    if not match.recognised:
        rule = visit.knowledge.rules["unknown_medicine"]
        said = Said(visit.say("medicine.unknown", typed=name), rule.id, rule.grade, rule.sources)
        return Told(name, "", (*asked, said))
    called = called_of(match, knowledge=visit.knowledge, locale=visit.locale)
    found = tuple(Said(one.text, one.id, one.grade, tuple(one.sources)) for one in match.interactions)
    found += tuple(Said(one.text, one.rule, one.grade, one.sources) for one in match.implies)
    return Told(name, called, (*asked, *(found or (Said(visit.say("medicine.no_interaction")),))))


def called_of(match: MedicineMatch, *, knowledge: Knowledge, locale: str) -> str:
    """What a recognised medicine is called in a language; a combination by its parts."""
    rows = [knowledge.medicines[row] for row in match.ids if row in knowledge.medicines]
    names = [row.name_nl if locale == "nl" else row.name_en for row in rows if not row.components]
    return " + ".join(dict.fromkeys(names)) or " + ".join(found.inn for found in match.matches)


def _form(visit: Visit, typed: Fields, problems: list[Problem], *, stale: bool = False) -> "Response":
    reader = reader_of(visit)
    return visit.page(
        "medicine.html",
        title=visit.say("medicine.title"),
        status=403 if stale else 422 if problems else 200,
        problems=problems,
        stale=stale,
        fields=typed,
        rows=count_rows(typed),
        candidates=reader.medicine_rows(typed).candidates if typed else {},
        form_id="question",
        form_action=f"/{visit.locale}/medicine",
    )
