"""The routes under /api/v1 that ask. Answers are the JSON of the command line, unchanged."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa import __version__
from qa.fronts.batch import fetched
from qa.fronts.server import models
from qa.fronts.server.state import ServerState, state_of
from qa.index import Filter, parse_filter
from qa.render import to_json

router = APIRouter(tags=["asking"])

JSON = "application/json"


def responses(model: type[models._Response], *statuses: int, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """What a route may send, for OpenAPI: `model`, or a problem with one of `statuses`."""
    problems: dict[int | str, dict[str, Any]] = {number: {"model": models.Problem} for number in statuses}
    return {status: {"model": model}, **problems}


@router.post("/ask", responses=responses(models.Answer, 404, 422, 503))
async def ask(request: Request, asked: models.AskRequest) -> Response:
    """The sentence that answers, word for word, with its place; or why the documents do not say."""
    state = state_of(request)
    work = partial(_answer, state, asked)
    return Response(await state.at_work(request, work), media_type=JSON)


def _answer(state: ServerState, asked: models.AskRequest) -> str:
    settings = state.settings
    top = settings.top if asked.top is None else asked.top
    threshold = settings.threshold if asked.threshold is None else asked.threshold
    answer = state.library.corpus.ask(
        asked.question, threshold=threshold, top=fetched(top), filter=filter_of(asked.filters)
    )
    return to_json(answer, version=__version__, top=top, explain=asked.explain)


def filter_of(filters: models.Filters | None) -> Filter | None:
    """The filter of a request; None if it allows every document. Raises `FilterError`."""
    if filters is None:
        return None
    return parse_filter(filters.only, ",".join(filters.types), filters.since) or None
