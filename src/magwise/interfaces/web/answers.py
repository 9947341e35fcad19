"""From what was typed on a page of the check to a part of the profile, or to what must be mended.

An answer is kept as it was sent. Reading it again gives the same part, so nothing can be skipped and no second truth
exists. «None of these» is an empty list, «not sure» goes to `unsure`, a question without an answer is a problem.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from magwise.errors import InputError
from magwise.interfaces.web.forms import read_age, read_number, read_time, read_times
from magwise.interfaces.web.sent import Fields
from magwise.interfaces.web.visit import Problem, Visit
from magwise.knowledge.load import Knowledge
from magwise.knowledge.vocabulary import fold
from magwise.medicines.match import LONGEST, MOST_ENTRIES, find_medicine
from magwise.medicines.records import Match, MedicineMatch
from magwise.profiles.values import MOST_TIMES

NONE, UNSURE, OTHER = "none", "unsure", "other"
MOST_ROWS = 30
CHOICES_SHOWN = 3


class Candidate(NamedTuple):
    """A medicine that may be meant. name: in the reader's language."""

    id: str
    name: str


class Read(NamedTuple):
    """One page, read. part: keys of the profile; candidates: per row, what to choose from."""

    part: dict[str, Any]
    problems: list[Problem]
    candidates: dict[int, list[Candidate]] = {}


class Reader:
    """Reads pages in one language, with one knowledge base.

    weigh: hears of how many letters names of medicines are about to be looked up, and may raise.
    """

    def __init__(self, knowledge: Knowledge, locale: str, weigh: Callable[[int], None] = lambda _letters: None) -> None:
        self.knowledge, self.locale = knowledge, locale
        self._weigh = weigh
        self._found: dict[str, MedicineMatch] = {}
        self._readers: dict[str, Callable[[Fields], Read]] = {
            "goal": self.goal, "you": self.you, "alarm": self.alarm, "health": self.health,
            "medicines": self.medicines, "gut": self.gut, "now": self.now, "day": self.day,
            "products": self.products,
        }  # fmt: skip

    def read(self, page: str, fields: Fields) -> Read:
        """What a page says. page: one of `steps.PAGES`."""
        return self._readers[page](fields)

    def say(self, key: str, **values: object) -> str:
        """A sentence of these pages."""
        return self.knowledge.say(self.locale, f"web.{key}", **values)

    def options(self, prefix: str) -> list[str]:
        """The ids that a question offers, in the order of the wording file."""
        start = f"web.{prefix}."
        return [key.removeprefix(start) for key in self.knowledge.wording["nl"] if key.startswith(start)]

    def goal(self, fields: Fields) -> Read:
        """The leading goal, the others and the complaints."""
        goals, problems = self.options("goals"), []
        lead = first(fields, "goal")
        also = [goal for goal in goals if goal in fields.get("also", ()) and goal != lead]
        complaints = [name for name in self.options("complaints") if name in fields.get("complaints", ())]
        if lead not in (*goals, "complaints"):
            problems.append(Problem("goal", self.say("error.choose_one")))
        elif lead == "complaints" and not complaints:
            problems.append(Problem("complaints", self.say("error.choose_complaint")))
        part: dict[str, Any] = {"complaints": complaints}
        chosen = ([lead] if lead in goals else []) + also
        if chosen:
            part["goals"] = chosen
        return Read(part, problems)

    def you(self, fields: Fields) -> Read:
        """Age, sex, pregnancy."""
        problems: list[Problem] = []
        person: dict[str, Any] = {}
        age = read_age(first(fields, "age"))
        if age is None:
            problems.append(Problem("age", self.say("error.age")))
        else:
            person["age"] = age
        sex = first(fields, "sex")
        if sex not in ("female", "male", "unsaid"):
            problems.append(Problem("sex", self.say("error.choose_one")))
        elif sex != "unsaid":
            person["sex"] = sex
        part: dict[str, Any] = {"person": person}
        told = set(fields.get("maternal", ()))
        if told & {"pregnant", "breastfeeding"} and (sex == "male" or NONE in told):
            problems.append(Problem("maternal", self.say("error.together")))
        elif told & {"pregnant", "breastfeeding", NONE, UNSURE}:
            if UNSURE in told:
                part["unsure"] = ["pregnancy"]
                if told & {"pregnant", NONE}:
                    problems.append(Problem("maternal", self.say("error.together")))
                if "breastfeeding" in told:
                    person["breastfeeding"] = True
            else:
                person |= {"pregnant": "pregnant" in told, "breastfeeding": "breastfeeding" in told}
        elif sex != "male":
            problems.append(Problem("maternal", self.say("error.none_of_these")))
        return Read(part, problems)

    def alarm(self, fields: Fields) -> Read:
        """Alarm signs."""
        return self._ticked(fields, "red_flags", {"alarm": self.options("red_flags")})

    def health(self, fields: Fields) -> Read:
        """Conditions, in groups with a «not sure» each."""
        groups: dict[str, list[str]] = {}
        for key in self.options("conditions"):
            group, _, condition = key.partition(".")
            groups.setdefault(group, []).append(condition)
        return self._ticked(fields, "conditions", groups)

    def _ticked(self, fields: Fields, key: str, groups: dict[str, list[str]]) -> Read:
        """A list of ticks. Only «none of these» gives an empty list; a group of which one is not sure never does."""
        ticked = set(fields.get(key, ()))
        found = [option for options in groups.values() for option in options if option in ticked]
        unsure = [
            option
            for group, options in groups.items()
            if group in fields.get("unsure", ())
            for option in options
            if option not in ticked
        ]
        if not found and not unsure and NONE not in ticked:
            return Read({}, [Problem(key, self.say("error.none_of_these"))])
        if NONE in ticked and (found or unsure):
            return Read({}, [Problem(key, self.say("error.together"))])
        part: dict[str, Any] = {}
        if found or not unsure:
            part[key] = found
        if unsure:
            part["unsure"] = unsure
        return Read(part, [])

    def medicines(self, fields: Fields) -> Read:
        """Medicines as typed. A name that is nearly known must be chosen; one that nobody knows stays as it is."""
        answer = first(fields, "takes")
        if answer == "no":
            return self._nothing("medicines", filled_rows(fields, ("name", "times")))
        if answer != "yes":
            return Read({}, [Problem("takes", self.say("error.choose_one"))])
        return self.medicine_rows(fields)

    def _nothing(self, key: str, typed: object) -> Read:
        """An empty list, unless something was typed as well: then one of the two answers is a slip."""
        if typed:
            return Read({}, [Problem("takes", self.say("error.together"))])
        return Read({key: []}, [])

    def medicine_rows(self, fields: Fields) -> Read:
        """The rows alone, as on the page for medicines."""
        entries: list[dict[str, Any]] = []
        problems: list[Problem] = []
        candidates: dict[int, list[Candidate]] = {}
        rows = filled_rows(fields, ("name", "times"))
        letters = sum(len(first(fields, f"name-{row}")) for row in rows)
        if letters > LONGEST:
            return Read({}, [Problem("name-0", self.say("error.medicine_letters", most=LONGEST))])
        self._weigh(letters)
        for row in rows:
            name = first(fields, f"name-{row}")
            if not name:
                problems.append(Problem(f"name-{row}", self.say("error.medicine_name")))
                continue
            try:
                entry, offered = self._medicine(name, first(fields, f"pick-{row}"))
            except InputError:
                problems.append(Problem(f"name-{row}", self.say("error.medicine_many", most=MOST_ENTRIES)))
                continue
            if offered:
                candidates[row] = offered
                if not entry:
                    names = self.listed([candidate.name for candidate in offered])
                    problems.append(Problem(f"pick-{row}", self.say("error.did_you_mean", names=names, typed=name)))
                    continue
            times, understood = self._times(fields, f"times-{row}", problems)
            varies = f"varies-{row}" in fields
            if times and varies:
                problems.append(Problem(f"times-{row}", self.say("error.together")))
            if not times and understood and not varies and self.needs_time(entry):
                problems.append(Problem(f"times-{row}", self.say("error.medicine_time", name=name)))
            found: dict[str, Any] = {"name": entry, "movable": f"movable-{row}" in fields}
            if times:
                found["times"] = times
            entries.append(found)
        if not entries and not problems:
            problems.append(Problem("name-0", self.say("error.medicine_name")))
        return Read({"medicines": entries}, problems, candidates)

    def _medicine(self, name: str, pick: str) -> tuple[str, list[Candidate]]:
        """The text that counts (empty until it is chosen) and, for a name that is nearly known, what to choose from.

        Of a row that holds a list, the first entry that is nearly known is asked about; a choice takes its place alone.
        """
        found = self.find(name)
        unsure = [entry for entry in found.entries if entry.matches and not entry.recognised and entry.taken != "no"]
        if not unsure:
            return name, []
        entry = unsure[0]
        offered = list(dict.fromkeys(self._candidate(match) for match in entry.matches))[:CHOICES_SHOWN]
        if pick == OTHER:
            return name, offered
        chosen = next((candidate.name for candidate in offered if candidate.id == pick), "")
        if not chosen:
            return "", offered
        settled = name.replace(entry.typed, chosen, 1)
        return (settled, offered) if len(unsure) == 1 else self._medicine(settled, "")

    def _candidate(self, match: Match) -> Candidate:
        """A name that may be meant: a product as a whole, never one of its substances; of a group, a member."""
        whole = match.via != "group" and match.name in self.knowledge.medicine_names
        row = self.knowledge.medicine_names[match.name][0] if whole else match.id
        medicine = self.knowledge.medicines.get(row)
        if medicine is None:
            return Candidate(match.inn, match.inn)
        names = (*medicine.brands, *medicine.synonyms) if whole else ()
        called = medicine.name_nl if self.locale == "nl" else medicine.name_en
        return Candidate(row, next((name for name in names if fold(name) == match.name), called))

    def needs_time(self, name: str) -> bool:
        """Whether hours hang on when this medicine is taken."""
        found = self.find(name)
        return any(
            answer.action not in ("note", "avoid")
            and (answer.hours_before is not None or answer.hours_after is not None)
            for entry in found.entries
            if entry.taken != "no" and not entry.when.times and not entry.when.as_needed
            if entry.route == "oral" or not entry.recognised
            for answer in entry.interactions
        )

    def find(self, name: str) -> MedicineMatch:
        """What a name means; looked up once."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = find_medicine(name, knowledge=self.knowledge, locale=self.locale)
        return found

    def gut(self, fields: Fields) -> Read:
        """The gut. «Not sure» leaves the key out: it is then asked for on the advice."""
        problems: list[Problem] = []
        part: dict[str, Any] = {}
        gut: dict[str, Any] = {}
        sensitive, stool, laxative = (first(fields, name) for name in ("sensitive", "stool", "laxative"))
        for name, value, allowed in (
            ("sensitive", sensitive, ("yes", "no", UNSURE)),
            ("stool", stool, (*self.options("stool"), UNSURE)),
            ("laxative", laxative, ("yes", "no")),
        ):
            if value not in allowed:
                problems.append(Problem(name, self.say("error.choose_one")))
        if stool == "watery" and laxative == "yes" and first(fields, "sure") != "yes":
            problems.append(Problem("sure", self.say("error.watery_and_laxative")))
        if sensitive in ("yes", "no"):
            gut["sensitive"] = sensitive == "yes"
        if stool in self.options("stool"):
            gut["stool"] = stool
        if gut:
            part["gut"] = gut
        if laxative in ("yes", "no"):
            part["wants_laxative_effect"] = laxative == "yes"
        return Read(part, problems)

    def now(self, fields: Fields) -> Read:
        """Supplements that stay, and the magnesium that the plan replaces."""
        answer = first(fields, "takes")
        if answer == "no":
            typed = any(
                first(fields, name) for name in ("form", "mg_per_day", "weeks", "prescribed", "effect", "bowel")
            )
            return self._nothing("supplements", typed or filled_rows(fields, ("label", "times")))
        if answer != "yes":
            return Read({}, [Problem("takes", self.say("error.choose_one"))])
        problems: list[Problem] = []
        entries = [self._supplement(fields, row, problems) for row in filled_rows(fields, ("label", "times"))]
        part: dict[str, Any] = {"supplements": entries}
        current = self._current(fields, problems)
        if current:
            part["current_magnesium"] = current
        elif not entries and not problems:
            problems.append(Problem("label-0", self.say("error.supplement")))
        return Read(part, problems)

    def _supplement(self, fields: Fields, row: int, problems: list[Problem]) -> dict[str, Any]:
        label = first(fields, f"label-{row}")
        if not label or len(label) > 5000:
            problems.append(Problem(f"label-{row}", self.say("error.supplement")))
        entry: dict[str, Any] = {"label": label}
        per_day = self._number(fields, f"per_day-{row}", problems, most=100)
        if per_day is not None:
            entry["servings_per_day"] = per_day
        times, _ = self._times(fields, f"times-{row}", problems)
        if times:
            entry["times"] = times
        return entry

    def _current(self, fields: Fields, problems: list[Problem]) -> dict[str, Any]:
        current: dict[str, Any] = {}
        form = first(fields, "form")
        if form in self.knowledge.families or form == "unspecified":
            current["form"] = form
        for name, most in (("mg_per_day", 5000), ("weeks", 2000)):
            number = self._number(fields, name, problems, most=most)
            if number is not None:
                current[name] = number
        if "prescribed" in fields:
            current["prescribed"] = True
        for name, options in (("effect", self.options("effect")), ("bowel", self.options("stool"))):
            if first(fields, name) in options:
                current[name] = first(fields, name)
        return current

    def _number(self, fields: Fields, name: str, problems: list[Problem], *, most: float) -> float | None:
        text = first(fields, name)
        if not text:
            return None
        number = read_number(text)
        if number is None or number > most:
            problems.append(Problem(name, self.say("error.number", typed=text[:20])))
            return None
        return number

    def _times(self, fields: Fields, name: str, problems: list[Problem]) -> tuple[list[str], bool]:
        """The times of a field, as many as a profile holds, and whether all were understood."""
        times, strange = read_times(first(fields, name))
        if strange is not None:
            problems.append(Problem(name, self.say("error.time", typed=strange[:20])))
        elif len(times) > MOST_TIMES:
            problems.append(Problem(name, self.say("error.many_times", most=MOST_TIMES)))
        return times, strange is None and len(times) <= MOST_TIMES

    def day(self, fields: Fields) -> Read:
        """When the day begins and ends."""
        problems: list[Problem] = []
        day: dict[str, Any] = {}
        for name in ("wake", "bed"):
            text = first(fields, name)
            time = read_time(text)
            if time is None:
                problems.append(
                    Problem(name, self.say("error.time" if text else "error.time_missing", typed=text[:20]))
                )
            else:
                day[name] = time
        if "wake" in day and day["wake"] == day.get("bed"):
            problems.append(Problem("bed", self.say("error.no_day")))
        meals, _ = self._times(fields, "meals", problems)
        if meals:
            day["meals"] = meals
        return Read({"day": day}, problems)

    def products(self, fields: Fields) -> Read:
        """Bottles at hand. No rows at all means that there are none."""
        problems: list[Problem] = []
        entries: list[dict[str, Any]] = []
        for row in filled_rows(fields, ("name", "label", "price", "servings")):
            entry: dict[str, Any] = {"name": first(fields, f"name-{row}"), "label": first(fields, f"label-{row}")}
            if not entry["name"] or len(entry["name"]) > 200:
                problems.append(Problem(f"name-{row}", self.say("error.product_name")))
            if not entry["label"] or len(entry["label"]) > 5000:
                problems.append(Problem(f"label-{row}", self.say("error.label_empty")))
            for key in ("price", "servings"):
                number = self._number(fields, f"{key}-{row}", problems, most=10_000)
                if number is not None:
                    entry[key] = number
            entries.append(entry)
        return Read({"products": entries} if entries else {}, problems)

    def listed(self, names: list[str]) -> str:
        """«a, b of c»."""
        if len(names) < 2:
            return "".join(names)
        return self.say("frame.or", first=", ".join(names[:-1]), last=names[-1])


def reader_of(visit: Visit) -> Reader:
    """The reader of a visit: what one page looks up, it looks up once."""
    if visit.reader is None:
        visit.reader = Reader(visit.knowledge, visit.locale, visit.weigh)
    return visit.reader


def first(fields: Fields, name: str) -> str:
    """The first value of a field, without blanks around it."""
    return next(iter(fields.get(name, ())), "").strip()


def count_rows(fields: Fields) -> int:
    """How many rows a form with rows has; at least one."""
    return min(max(row_number(first(fields, "rows")) or 1, 1), MOST_ROWS)


def row_number(text: str) -> int | None:
    """A number of a row as a form writes it; None for anything else, however long.

    >>> row_number("2"), row_number("9" * 5000), row_number("two")
    (2, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def filled_rows(fields: Fields, names: tuple[str, ...]) -> list[int]:
    """The rows in which something was typed."""
    return [row for row in range(count_rows(fields)) if any(first(fields, f"{name}-{row}") for name in names)]


def change_rows(fields: Fields, action: str) -> Fields:
    """The fields with a row more (`add`) or without one (`remove-2`)."""
    count = count_rows(fields)
    changed = {**fields, "rows": [str(min(count + 1, MOST_ROWS))]}
    if not action.startswith("remove-"):
        return changed
    gone = row_number(action.removeprefix("remove-"))
    if gone is None or gone >= count:
        return fields
    moved: Fields = {}
    for name, values in fields.items():
        stem, dash, typed = name.rpartition("-")
        row = row_number(typed) if dash else None
        if row is None:
            moved[name] = values
        elif row != gone:
            moved[f"{stem}-{row - (row > gone)}"] = values
    return {**moved, "rows": [str(max(count - 1, 1))]}
