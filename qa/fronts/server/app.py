"""The state -> the ASGI application: the routes, behind one guard.

`ROUTERS` lists every part with the address that it is under; a page, or another protocol, is one more line.
"""

from fastapi import APIRouter, FastAPI

from qa import __version__
from qa.fronts.server import api, documents, login, page, reference, status
from qa.fronts.server.problems import add_handlers
from qa.fronts.server.security import API, Guard, Sessions
from qa.fronts.server.state import ServerState

# The parts, each with the address that it is under.
ROUTERS: tuple[tuple[str, APIRouter], ...] = (
    (API, api.router),
    (API, documents.router),
    (API, status.router),
    (API, reference.router),
    ("", login.router),
    ("", page.router),
)


def create_app(state: ServerState) -> FastAPI:
    """The application of a server with this state; `app.state.qa` is the state."""
    app = FastAPI(
        title="qa",
        version=__version__,
        summary="Ask documents; get the sentence that answers, word for word, with its place.",
        openapi_url=f"{API}/openapi.json",
        # FastAPI's own pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    sessions = Sessions(state.options)
    app.state.qa, app.state.sessions = state, sessions
    for prefix, router in ROUTERS:
        app.include_router(router, prefix=prefix)
    if state.options.mcp:
        # Imported here, since its library takes its time.
        from qa.fronts.server.mcp.mount import mount

        mount(app, state)
    add_handlers(app)
    app.add_middleware(Guard, state=state, sessions=sessions)
    return app
