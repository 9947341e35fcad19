"""What was answered, put back in words for the review page."""

from typing import Any, NamedTuple

from magwise.interfaces.web.answers import Reader
from magwise.interfaces.web.medicine import called_of
from magwise.interfaces.web.steps import Progress
from magwise.medicines.records import MedicineMatch


class Section(NamedTuple):
    """One page of the check with its answers in words."""

    page: str
    title: str
    lines: tuple[str, ...]


def summarise(progress: Progress, reader: Reader) -> list[Section]:
    """A section for every answered page, in the order of the check."""
    tell = {
        "goal": _goal, "you": _you, "alarm": _alarm, "health": _health,
        "medicines": _medicines, "gut": _gut, "now": _now, "day": _day,
    }  # fmt: skip
    sections = [
        Section(page, reader.say(f"{page}.short"), tuple(tell[page](progress.reads[page].part, reader)))
        for page in progress.pages
        if page in progress.reads
    ]
    products = progress.more["products"].part.get("products", []) if "products" in progress.more else []
    if products:
        names = tuple(entry["name"] for entry in products)
        sections.append(Section("more/products", reader.say("products.short"), names))
    return sections


def _goal(part: dict[str, Any], reader: Reader) -> list[str]:
    lines = [reader.say(f"goals.{goal}") for goal in part.get("goals", ())]
    return lines + [reader.say(f"complaints.{name}") for name in part["complaints"]]


def _you(part: dict[str, Any], reader: Reader) -> list[str]:
    person = part["person"]
    lines = [reader.say("review.age", age=person["age"])]
    if "sex" in person:
        lines.append(reader.say(f"you.sex.{person['sex']}"))
    if "pregnancy" in part.get("unsure", ()):
        lines.append(reader.say("review.pregnancy_unsure"))
    for name in ("pregnant", "breastfeeding"):
        if person.get(name):
            lines.append(reader.say(f"you.maternal.{name}"))
    if person.get("pregnant") is False and person.get("breastfeeding") is False:
        lines.append(reader.say("you.maternal.none"))
    return lines


def _alarm(part: dict[str, Any], reader: Reader) -> list[str]:
    lines = [reader.say(f"red_flags.{name}") for name in part.get("red_flags", ())]
    if part.get("unsure"):
        lines.append(reader.say("frame.unsure"))
    return lines or [reader.say("frame.none")]


def _health(part: dict[str, Any], reader: Reader) -> list[str]:
    titles = dict(key.split(".", 1)[::-1] for key in reader.options("conditions"))
    lines = [reader.say(f"conditions.{titles[name]}.{name}") for name in part.get("conditions", ())]
    groups = dict.fromkeys(titles[name] for name in part.get("unsure", ()))
    lines += [reader.say("review.group_unsure", group=reader.say(f"health.groups.{group}")) for group in groups]
    return lines or [reader.say("frame.none")]


def _medicines(part: dict[str, Any], reader: Reader) -> list[str]:
    lines = []
    for entry in part["medicines"]:
        found = reader.find(entry["name"])
        for match in found.entries:
            line = _recognised(match, reader)
            if entry.get("times") and match.taken != "no":
                line += f" · {', '.join(entry['times'])}"
            if entry.get("movable") and match.taken != "no":
                line += f" · {reader.say('review.movable')}"
            lines.append(line)
    return lines or [reader.say("review.no_medicines")]


def _recognised(match: MedicineMatch, reader: Reader) -> str:
    """An entry as typed, and what we take it for."""
    name = match.typed
    if match.taken == "no":
        return f"{name} · {reader.say('medicine.taken_no')}"
    if not match.recognised:
        return reader.say("review.unknown_medicine", typed=name)
    called = called_of(match, knowledge=reader.knowledge, locale=reader.locale)
    same = called.casefold() in name.casefold()
    return name if same else reader.say("medicine.known_as", typed=name, called=called)


def _gut(part: dict[str, Any], reader: Reader) -> list[str]:
    gut = part.get("gut", {})
    sensitive = gut.get("sensitive")
    word = "unsure" if sensitive is None else "yes" if sensitive else "no"
    stool = reader.say(f"stool.{gut['stool']}") if "stool" in gut else reader.say("frame.unsure")
    laxative = reader.say("frame.yes" if part["wants_laxative_effect"] else "frame.no")
    return [
        reader.say("review.sensitive", answer=reader.say(f"frame.{word}")),
        reader.say("review.stool", answer=stool),
        reader.say("review.laxative", answer=laxative),
    ]


def several(told: Any) -> list[Any]:
    """One entry, or a list of them, as a list.

    >>> several(None), several({"form": "citrate"})
    ([], [{'form': 'citrate'}])
    """
    return list(told) if isinstance(told, list | tuple) else [told] if told else []


def _now(part: dict[str, Any], reader: Reader) -> list[str]:
    lines = [entry["label"] for entry in part["supplements"]]
    for current in several(part.get("current_magnesium")):
        form = current.get("form")
        family = reader.knowledge.families.get(form or "")
        name = (family.name_nl if reader.locale == "nl" else family.name_en) if family else reader.say("now.magnesium")
        amount = current.get("mg_per_day")
        lines.append(name if amount is None else f"{name}, {amount:g} mg")
    return lines or [reader.say("review.nothing")]


def _day(part: dict[str, Any], reader: Reader) -> list[str]:
    day = part["day"]
    lines = [reader.say("review.day", wake=day["wake"], bed=day["bed"])]
    if day.get("meals"):
        lines.append(reader.say("review.meals", meals=", ".join(day["meals"])))
    return lines
