"""The REST operations: JSON in, JSON out, the words and errors of the public contract. No HTTP in here."""

import json
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import msgspec

from magwise.advice.asking import ask
from magwise.answer import answer, plan
from magwise.errors import ExtraMissingError, InputError
from magwise.knowledge.load import Knowledge
from magwise.labels.read import read_label
from magwise.medicines.match import find_medicine

JSON, PROBLEM = "application/json", "application/problem+json"
# What is at most so long, of so many objects and medicines of some days, is answered within some ten milliseconds.
SHORT_BYTES, SHORT_OBJECTS, SHORT_DAYS = 2_000, 12, 3
Operation = Callable[[Any, Knowledge, str | None], Any]


class Outcome(NamedTuple):
    """What goes back. kind: the media type of the body."""

    status: int
    body: bytes
    kind: str = JSON


def run(name: str, data: bytes, knowledge: Knowledge, locale: str | None) -> Outcome:
    """The answer of an operation to the bytes of a body. locale: asked for, or None."""
    try:
        body = _read(data)
        return Outcome(200, _write(OPERATIONS[name](body, knowledge, locale)))
    except _NotJson as error:
        told = knowledge.say(locale or "en", f"web.rest.{error.args[0]}")
        return problem(400, "Not JSON", told)
    except InputError as error:
        return problem(422, "Bad input", str(error), where=error.where, what=error.what, mend=error.mend)
    except ExtraMissingError as error:
        return problem(501, "Not installed", str(error))


def is_long(name: str, data: bytes) -> bool:
    """Whether an answer may take long, by its operation and size; nothing is read for it."""
    many = (
        data.count(b"{") > SHORT_OBJECTS or data.count(b"days") > SHORT_DAYS
    )  # every kind of day is a plan of its own
    return many or name.startswith("trial/") or len(data) > SHORT_BYTES


def problem(status: int, title: str, detail: str, **more: object) -> Outcome:
    """A problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Outcome(status, _write(body), PROBLEM)


class _NotJson(Exception):
    """A body that is not JSON; the argument says which sentence tells so."""


def _read(data: bytes) -> Any:
    """The JSON of a body: UTF-8, as RFC 8259 has it between systems; no other encoding is guessed at."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _NotJson("not_utf8") from None
    if text[:1] == "\ufeff" or "\0" in text[:4]:
        raise _NotJson("not_utf8")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _NotJson("not_json") from None


def _write(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def _text(body: Any, name: str) -> str:
    text = body.get(name) if isinstance(body, dict) else None
    if not isinstance(text, str):
        raise InputError(name, "the text is missing", f'Send {{"{name}": "…"}}')
    return text


def _label(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    lang = body.get("lang") if isinstance(body, dict) else None
    if lang is not None and not isinstance(lang, str):
        raise InputError("lang", "this is not a text", "Send a language such as nl")
    return read_label(_text(body, "text"), lang, knowledge=knowledge, locale=locale or "nl").to_dict()


def _medicine(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    names = body.get("texts") if isinstance(body, dict) else body
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError("texts", "a list of texts is missing", 'Send {"texts": ["…"]}')
    return [find_medicine(name, knowledge=knowledge, locale=locale or "nl").to_dict() for name in names]


def _profile(body: Any, locale: str | None) -> Any:
    if not isinstance(body, dict):
        raise InputError("profile", "this is not a profile", 'Send an object, such as {"person": {"age": 42}}')
    return {**body, "locale": locale} if locale else body


def _advise(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    return answer(_profile(body, locale), knowledge=knowledge, on=date.today()).to_dict()


def _ask(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    return ask(_profile(body, locale), knowledge=knowledge).to_dict()


def _plan(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    return plan(_profile(body, locale), knowledge=knowledge, on=date.today()).to_dict()


def _trial(body: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    """The body of a trial request; a key that is not known is refused, never overlooked."""
    if not isinstance(body, dict):
        raise InputError("body", "this is not an object", f"Send {', '.join(keys)}")
    for key in body:
        if key not in keys:
            raise InputError(key[:40], "this is not known here", f"Choose from: {', '.join(keys)}")
    return body


def _trial_design(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    from magwise.followup.design import design_trial

    keys = ("outcome", "minimal_effect", "start", "blocks", "period_days", "washout_days", "baseline_sd", "seed")
    told = _trial(body, keys)
    needed = [told.get(key, "") for key in keys[:3]]
    rest = {key: told[key] for key in keys[3:] if key in told}
    rest.setdefault("seed", secrets.randbelow(2**32))
    return design_trial(*needed, knowledge=knowledge, locale=locale or "nl", **rest).to_dict()


def _trial_analyse(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    from magwise.followup.analyse import analyse_trial

    told = _trial(body, ("rows", "minimal_effect", "design"))
    found = analyse_trial(
        told.get("rows", []), told.get("minimal_effect"), told.get("design"), knowledge=knowledge, locale=locale or "nl"
    )
    return found.to_dict()


OPERATIONS: dict[str, Operation] = {
    "label": _label,
    "medicine": _medicine,
    "advise": _advise,
    "ask": _ask,
    "plan": _plan,
    "trial/design": _trial_design,
    "trial/analyse": _trial_analyse,
}


def knowledge_record(record_id: str, knowledge: Knowledge) -> Outcome:
    """A rule, interaction, limit, condition or source by its id; a problem document where there is none."""
    tables = (knowledge.rules, knowledge.interaction_rows, knowledge.limits, knowledge.conditions, knowledge.sources)
    record: Any = next((table[record_id] for table in tables if record_id in table), None)
    if record is None:
        return problem(404, "Not found", "No rule, interaction, limit, condition or source has this id")
    return Outcome(200, _write(msgspec.to_builtins(record)))
