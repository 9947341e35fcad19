"""The REST operations: JSON in, JSON out, the words and errors of the public contract. No HTTP in here."""

import json
import secrets
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import msgspec

from magwise.advice.asking import ask
from magwise.answer import answer, plan
from magwise.errors import ExtraMissingError, InputError
from magwise.interfaces.limits import MOST_LETTERS, MOST_TEXTS
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LANGUAGES
from magwise.labels.read import read_label
from magwise.medicines.match import find_medicine
from magwise.strict_json import JsonFault, read_json, shown

JSON, PROBLEM = "application/json", "application/problem+json"
# At most so long, of so many objects, texts and medicines of some days: that is answered within some twenty
# milliseconds. A label costs less than names of medicines do.
SHORT_BYTES, SHORT_LABEL, SHORT_OBJECTS, SHORT_TEXTS, SHORT_DAYS = 700, 2_000, 12, 40, 3
LOCALE = "nl"  # where nobody asked for another
Operation = Callable[[Any, Knowledge, str | None], Any]


class Outcome(NamedTuple):
    """What goes back. kind: the media type of the body."""

    status: int
    body: bytes
    kind: str = JSON


def run(name: str, data: bytes, knowledge: Knowledge, locale: str | None) -> Outcome:
    """The answer of an operation to the bytes of a body. locale: asked for, or None."""
    try:
        return Outcome(200, _write(OPERATIONS[name](_read(data), knowledge, locale)))
    except JsonFault as fault:
        return bad_input(400, "Not JSON", fault.to_error("", partial(knowledge.say, locale or LOCALE)))
    except InputError as error:
        return bad_input(422, "Bad input", error)
    except ExtraMissingError as error:
        return problem(501, "Not installed", str(error))


def is_long(name: str, data: bytes) -> bool:
    """Whether an answer may take long, by its operation and size; nothing is read for it."""
    counted = ((b"{", SHORT_OBJECTS), (b'"', 2 * SHORT_TEXTS), (b"days", SHORT_DAYS))
    many = any(data.count(mark) > most for mark, most in counted)
    return many or name.startswith("trial/") or len(data) > (SHORT_LABEL if name == "label" else SHORT_BYTES)


def problem(status: int, title: str, detail: str, **more: object) -> Outcome:
    """A problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Outcome(status, _write(body), PROBLEM)


def _read(data: bytes) -> Any:
    """The JSON of a body. Raises JsonFault; of a text in two bytes a letter, that it is not UTF-8."""
    if b"\0" in data[:4]:
        raise JsonFault("utf8", 1)
    return read_json(data)


def _write(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def bad_input(status: int, title: str, error: InputError) -> Outcome:
    """The problem document for a fault of the caller, in the words that the command line shows too."""
    return problem(status, title, str(error), where=error.where, what=error.what, mend=error.mend)


def refuse(knowledge: Knowledge, locale: str | None, where: str, key: str, **values: object) -> InputError:
    """What is wrong with a request, by the key of its sentence in wording/<language>/json.toml."""
    said = (knowledge.say(locale or LOCALE, f"json.{part}.{key}", **values) for part in ("fault", "mend"))
    return InputError(where, *said)


def _object(body: Any, keys: tuple[str, ...], knowledge: Knowledge, locale: str | None) -> dict[str, Any]:
    """The body as names and values; a name that is not known is refused, never overlooked."""
    if not isinstance(body, dict):
        raise refuse(knowledge, locale, "body", "object", names=", ".join(keys))
    for key in body:
        if key not in keys:
            raise refuse(knowledge, locale, shown(key), "keys", value=shown(key), names=", ".join(keys))
    return body


def _label(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    told = _object(body, ("text", "lang"), knowledge, locale)
    text, lang = told.get("text"), told.get("lang")
    for name, value in (("text", text), ("lang", "" if lang is None else lang)):
        if not isinstance(value, str):
            raise refuse(knowledge, locale, name, "no_text", value=name)
    return read_label(text, lang, knowledge=knowledge, locale=locale or LOCALE).to_dict()  # type: ignore[arg-type]


def _medicine(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    names = body if isinstance(body, list) else _object(body, ("texts",), knowledge, locale).get("texts")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise refuse(knowledge, locale, "texts", "no_texts", value="texts")
    if len(names) > MOST_TEXTS:
        raise refuse(knowledge, locale, "texts", "texts", count=len(names), most=MOST_TEXTS)
    if sum(map(len, names)) > MOST_LETTERS:
        raise refuse(knowledge, locale, "texts", "letters", most=MOST_LETTERS)
    return [find_medicine(name, knowledge=knowledge, locale=locale or LOCALE).to_dict() for name in names]


def _profile(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    """The profile with its language, of the answer and of a fault: what was asked for, else its own, else Dutch."""
    if not isinstance(body, dict):
        raise refuse(knowledge, locale, "profile", "object", names="person, goals, …")
    told = locale or body.get("locale") or LOCALE
    if told not in LANGUAGES:
        raise refuse(knowledge, None, "locale", "locale", value=shown(str(told)))
    return {**body, "locale": told}


def _advise(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    return answer(_profile(body, knowledge, locale), knowledge=knowledge, on=date.today()).to_dict()


def _ask(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    return ask(_profile(body, knowledge, locale), knowledge=knowledge).to_dict()


def _plan(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    return plan(_profile(body, knowledge, locale), knowledge=knowledge, on=date.today()).to_dict()


def _trial_design(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    from magwise.followup.design import design_trial

    keys = ("outcome", "minimal_effect", "start", "blocks", "period_days", "washout_days", "baseline_sd", "seed")
    told = _object(body, keys, knowledge, locale)
    needed = [told.get(key, "") for key in keys[:3]]
    rest = {key: told[key] for key in keys[3:] if key in told}
    rest.setdefault("seed", secrets.randbelow(2**32))
    return design_trial(*needed, knowledge=knowledge, locale=locale or LOCALE, **rest).to_dict()


def _trial_analyse(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    from magwise.followup.analyse import analyse_trial

    told = _object(body, ("rows", "minimal_effect", "design"), knowledge, locale)
    rows, least, design = told.get("rows", []), told.get("minimal_effect"), told.get("design")
    return analyse_trial(rows, least, design, knowledge=knowledge, locale=locale or LOCALE).to_dict()


OPERATIONS: dict[str, Operation] = {
    "label": _label,
    "medicine": _medicine,
    "advise": _advise,
    "ask": _ask,
    "plan": _plan,
    "trial/design": _trial_design,
    "trial/analyse": _trial_analyse,
}


def knowledge_record(record_id: str, knowledge: Knowledge, locale: str | None = None) -> Outcome:
    """A rule, interaction, limit, condition or source by its id; a problem document where there is none."""
    tables = (
        knowledge.rules, knowledge.interaction_rows, knowledge.limits, knowledge.conditions, knowledge.usual_rows,
        knowledge.sources,
    )  # fmt: skip
    record: Any = next((table[record_id] for table in tables if record_id in table), None)
    if record is None:
        return problem(404, "Not found", knowledge.say(locale or LOCALE, "web.rest.missing"))
    return Outcome(200, _write(msgspec.to_builtins(record)))
