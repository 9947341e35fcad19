"""The REST addresses: JSON in, JSON out, the words and errors of the public contract."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from magwise.advice.asking import ask
from magwise.answer import answer, plan
from magwise.errors import ExtraMissingError, InputError
from magwise.interfaces.limits import MOST_TEXTS
from magwise.interfaces.web.security import refused
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LANGUAGES
from magwise.labels.read import read_label
from magwise.medicines.match import find_medicine
from magwise.strict_json import JsonFault, read_json, shown

if TYPE_CHECKING:
    from starlette.requests import Request

PROBLEM = "application/problem+json"
LOCALE = "nl"  # where nobody asked for another
Operation = Callable[[Any, Knowledge, str | None], Any]


def rest_routes() -> list[BaseRoute]:
    """Every REST address."""
    operations: dict[str, Operation] = {
        "label": _label,
        "medicine": _medicine,
        "advise": _advise,
        "ask": _ask,
        "plan": _plan,
        "trial/design": _trial_design,
        "trial/analyse": _trial_analyse,
    }
    return [
        *(Route(f"/api/v1/{name}", _endpoint(run), methods=["POST"]) for name, run in operations.items()),
        Route("/api/v1/knowledge/{id}", _knowledge),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
    ]


def problem(status: int, title: str, detail: str, **more: object) -> Response:
    """A problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, media_type=PROBLEM)


def _endpoint(run: Operation) -> Callable[["Request"], Awaitable[Response]]:
    async def respond(request: "Request") -> Response:
        status = refused(request)
        if status is not None:
            return problem(status, "Refused", "The request is too large or comes from elsewhere")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return problem(415, "Unsupported media type", "Send JSON with Content-Type: application/json")
        knowledge: Knowledge = request.app.state.services.knowledge
        locale = request.query_params.get("locale")
        if locale is not None and locale not in LANGUAGES:
            return bad_input(422, "Bad input", _refuse(knowledge, None, "locale", "locale", value=shown(locale)))
        content = await request.body()
        status = refused(request)
        if status is not None:
            return problem(status, "Refused", "The request is too large")
        try:
            body = read_json(content)
            return JSONResponse(await run_in_threadpool(run, body, knowledge, locale))
        except JsonFault as fault:
            return bad_input(400, "Not JSON", fault.to_error("", partial(knowledge.say, locale or LOCALE)))
        except InputError as error:
            return bad_input(422, "Bad input", error)
        except ExtraMissingError as error:
            return problem(501, "Not installed", str(error))

    return respond


def bad_input(status: int, title: str, error: InputError) -> Response:
    """The problem document for a fault of the caller, in the words that the command line shows too."""
    return problem(status, title, str(error), where=error.where, what=error.what, mend=error.mend)


def _refuse(knowledge: Knowledge, locale: str | None, where: str, key: str, **values: object) -> InputError:
    said = (knowledge.say(locale or LOCALE, f"json.{part}.{key}", **values) for part in ("fault", "mend"))
    return InputError(where, *said)


def _object(body: Any, keys: tuple[str, ...], knowledge: Knowledge, locale: str | None) -> dict[str, Any]:
    """The body as names and values; a name that is not known is refused, never overlooked."""
    if not isinstance(body, dict):
        raise _refuse(knowledge, locale, "body", "object", names=", ".join(keys))
    for key in body:
        if key not in keys:
            raise _refuse(knowledge, locale, shown(key), "keys", value=shown(key), names=", ".join(keys))
    return body


def _label(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    told = _object(body, ("text", "lang"), knowledge, locale)
    text, lang = told.get("text"), told.get("lang")
    for name, value in (("text", text), ("lang", "" if lang is None else lang)):
        if not isinstance(value, str):
            raise _refuse(knowledge, locale, name, "no_text", value=name)
    return read_label(text, lang, knowledge=knowledge, locale=locale or LOCALE).to_dict()  # type: ignore[arg-type]


def _medicine(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    names = body if isinstance(body, list) else _object(body, ("texts",), knowledge, locale).get("texts")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _refuse(knowledge, locale, "texts", "no_texts", value="texts")
    if len(names) > MOST_TEXTS:
        raise _refuse(knowledge, locale, "texts", "texts", count=len(names), most=MOST_TEXTS)
    return [find_medicine(name, knowledge=knowledge, locale=locale or LOCALE).to_dict() for name in names]


def _profile(body: Any, locale: str | None) -> Any:
    """The profile as it came; the language that was asked for wins over the one in it."""
    return {**body, "locale": locale} if locale and isinstance(body, dict) else body


def _advise(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    return answer(_profile(body, locale), knowledge=knowledge, on=date.today()).to_dict()


def _ask(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    return ask(_profile(body, locale), knowledge=knowledge).to_dict()


def _plan(body: Any, knowledge: Knowledge, locale: str | None) -> Any:
    return plan(_profile(body, locale), knowledge=knowledge, on=date.today()).to_dict()


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


async def _knowledge(request: "Request") -> Response:
    knowledge: Knowledge = request.app.state.services.knowledge
    record_id = request.path_params["id"]
    tables = (
        knowledge.rules, knowledge.interaction_rows, knowledge.limits, knowledge.conditions, knowledge.usual_rows,
        knowledge.sources,
    )  # fmt: skip
    record: Any = next((table[record_id] for table in tables if record_id in table), None)
    if record is None:
        return problem(404, "Not found", "No rule, interaction, limit, condition or source has this id")
    return JSONResponse(msgspec.to_builtins(record))


async def _healthz(_request: "Request") -> Response:
    return PlainTextResponse("ok\n")


async def _readyz(request: "Request") -> Response:
    """Ready when the database answers; a StoreError becomes 503."""
    await run_in_threadpool(request.app.state.services.store.check)
    return PlainTextResponse("ready\n")
