"""The REST addresses: JSON in, JSON out, the words and errors of the public contract."""

import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from magwise.advice.asking import ask
from magwise.answer import answer, plan
from magwise.errors import ExtraMissingError, InputError
from magwise.interfaces.web.security import refused
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LANGUAGES
from magwise.labels.read import read_label
from magwise.medicines.match import find_medicine

if TYPE_CHECKING:
    from starlette.requests import Request

PROBLEM = "application/problem+json"
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
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return problem(415, "Unsupported media type", "Send JSON with Content-Type: application/json")
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError):
            status = refused(request)
            if status is not None:
                return problem(status, "Refused", "The request is too large")
            return problem(400, "Not JSON", "The body is not valid JSON")
        locale = request.query_params.get("locale")
        if locale is not None and locale not in LANGUAGES:
            return problem(422, "Bad input", f"locale: «{locale[:10]}» is not a language here. Choose nl or en.")
        knowledge: Knowledge = request.app.state.services.knowledge
        try:
            return JSONResponse(await run_in_threadpool(run, body, knowledge, locale))
        except InputError as error:
            return problem(422, "Bad input", str(error), where=error.where, what=error.what, mend=error.mend)
        except ExtraMissingError as error:
            return problem(501, "Not installed", str(error))

    return respond


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
