"""The web app: every address and the page behind it."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from magwise.errors import ExtraMissingError
from magwise.knowledge.load import Knowledge

try:
    import jinja2  # noqa: F401
    import python_multipart  # noqa: F401
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import RedirectResponse, Response
    from starlette.routing import BaseRoute, Mount, Route
    from starlette.staticfiles import StaticFiles
except ImportError as error:
    raise ExtraMissingError("web", "The web app") from error

from magwise.errors import StoreError
from magwise.interfaces.rest.routes import rest_routes
from magwise.interfaces.web import advice, check, failures, knowledge_page, label, medicine, more, start
from magwise.interfaces.web.pages import HERE, Pages
from magwise.interfaces.web.security import LOOPBACK, Guard
from magwise.interfaces.web.visit import Services, endpoint, preferred_locale
from magwise.store.database import open_database
from magwise.store.keep import Store


def make_app(database: str, knowledge: Knowledge, hosts: tuple[str, ...] = LOOPBACK) -> Starlette:
    """The pages and the REST API over one database.

    database: a URL, see `open_database`. hosts: the names under which this server may be reached.
    Raises InputError or StoreError when the database cannot be opened.
    """
    store = Store(open_database(database))
    secret = store.secret("forms", secrets.token_hex(32))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        store.close()

    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={
            HTTPException: failures.show_http_error,
            StoreError: failures.show_store_error,
            Exception: failures.show_fault,
        },
        lifespan=lifespan,
    )
    app.state.services = Services(store, knowledge, Pages(), secret)
    return app


def _routes() -> list[BaseRoute]:
    page = {
        "": start.show,
        "label": label.ask,
        "label/{id}": label.show,
        "medicine": medicine.ask,
        "medicine/{id}": medicine.show,
        "check/{id}": check.resume,
        "check/{id}/more/{page}": more.show,
        "check/{id}/{page}": check.show,
        "advice/{id}": advice.show,
        "advice/{id}/plan.ics": advice.calendar,
        "advice/{id}/plan.svg": advice.picture,
        "knowledge/{id}": knowledge_page.show,
    }
    post = {
        "example": start.begin_example,
        "check": check.begin,
        "label": label.read,
        "medicine": medicine.read,
        "check/{id}/{page}": check.save,
        "check/{id}/more/{page}": more.save,
    }
    return [
        Route("/", _choose_language),
        *(Route("/{lang}/" + path, endpoint(handler)) for path, handler in page.items()),
        *(Route("/{lang}/" + path, endpoint(handler), methods=["POST"]) for path, handler in post.items()),
        *rest_routes(),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]


async def _choose_language(request: Request) -> Response:
    return RedirectResponse(f"/{preferred_locale(request)}/", 303)
