"""The routes under /api/v1 that ask. Answers are the JSON of the command line, unchanged."""

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qa import __version__
from qa.dialogue import Turn
from qa.fronts.batch import fetched
from qa.fronts.opening import filtered
from qa.fronts.server import models
from qa.fronts.server.conversations import Conversation
from qa.fronts.server.problems import MEDIA_TYPE, Problem
from qa.fronts.server.state import ServerState, state_of
from qa.index import Filter, parse_filter
from qa.pipeline import Corpus
from qa.render import check_json, conversation_markdown, hits_json, to_json, turn_json
from qa.types import Intent

router = APIRouter(tags=["questions"])

JSON = "application/json"
# Passages of one search: unless another number is asked for, and at most.
_PASSAGES, _MOST_PASSAGES = 10, 50


def responses(
    model: type[models.Response] | None, *statuses: int, status: int = 200
) -> dict[int | str, dict[str, Any]]:
    """What a route may send, for OpenAPI: `model`, or a problem with one of `statuses`."""
    return {status: {"model": model} if model else {}, **problems(*statuses)}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may send with `statuses`, for OpenAPI; and by default: each refuses some clients."""
    content = {MEDIA_TYPE: {"schema": models.Problem.model_json_schema()}}
    named: tuple[int | str, ...] = (*statuses, "default")
    return {status: {"description": "A problem", "content": content} for status in named}


def sends(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """A response of one of the `media_types`, for OpenAPI."""
    return {200: {"content": {media_type: {} for media_type in media_types}}}


# Questions


@router.post("/ask", responses=responses(models.Answer, 404, 409, 422, 503))
async def ask(request: Request, asked: models.AskRequest) -> Response:
    """The sentence that answers, word for word, with its place; or why the documents do not say.

    In a conversation, the JSON of a turn: the same, and how the question was understood.
    """
    state = state_of(request)
    if asked.conversation is None:
        return Response(await state.at_work(request, partial(_answer, state, asked)), media_type=JSON)
    conversation = state.conversations.get(asked.conversation)
    work = partial(_turn, state, conversation, asked)
    return Response(await state.at_work(request, work, conversation), media_type=JSON)


def _answer(state: ServerState, asked: models.AskRequest) -> str:
    top, threshold = _top(state, asked), _threshold(state, asked)
    answer = asked_corpus(state, asked.filters).ask(
        asked.question, threshold=threshold, top=fetched(top), all=asked.all
    )
    return to_json(answer, version=__version__, top=top, explain=asked.explain)


def _turn(state: ServerState, conversation: Conversation, asked: models.AskRequest) -> str:
    top, threshold = _top(state, asked), _threshold(state, asked)
    turn = conversation.ask(asked.question, asked_corpus(state, asked.filters), threshold=threshold, top=fetched(top))
    if asked.all and turn.intent is Intent.QUESTION:
        turn = conversation.chat.ask_all(threshold=threshold, top=fetched(top)) or turn
    return _turn_json(conversation, turn, top=top, explain=asked.explain)


def _turn_json(conversation: Conversation, turn: Turn, *, top: int, explain: bool = False) -> str:
    number = len(conversation.chat.turns)
    return turn_json(turn, dialogue=1, number=number, version=__version__, top=top, explain=explain)


def _top(state: ServerState, asked: models.AskRequest) -> int:
    return state.settings.top if asked.top is None else asked.top


def _threshold(state: ServerState, asked: models.AskRequest) -> float | None:
    return state.settings.threshold if asked.threshold is None else asked.threshold


def asked_corpus(state: ServerState, filters: models.Filters | None) -> Corpus:
    """The corpus as it is now, with the filter of a request. Raises `FilterError`."""
    wanted = parse_filter(filters.only, ",".join(filters.types), filters.since) if filters else Filter()
    corpus = state.library.corpus
    return filtered(corpus, wanted) if wanted else corpus


# Conversations


@router.post(
    "/conversations", status_code=201, responses=responses(models.NewConversation, 503, status=201), tags=["questions"]
)
async def begin(request: Request) -> dict[str, Any]:
    """Begin a conversation: `POST /ask` with its `id` may refer to what was asked before."""
    state = state_of(request)
    return {"id": state.conversations.begin(state.library.corpus).name}


@router.get("/conversations/{id}", responses=responses(models.Turns, 404, 422, 503))
async def conversation(request: Request, id: str, format: Literal["json", "markdown"] = "json") -> Response:
    """The turns so far, as JSON, or as Markdown to read."""
    state = state_of(request)
    known = state.conversations.get(id)
    if format == "markdown":
        text = await state.at_work(request, lambda: conversation_markdown(known.chat.turns), known)
        return Response(text, media_type="text/markdown")
    return Response(await state.at_work(request, partial(_turns, known), known), media_type=JSON)


@router.delete("/conversations/{id}", status_code=204, responses=responses(None, 404, status=204))
async def forget(request: Request, id: str) -> Response:
    """Forget a conversation."""
    state_of(request).conversations.end(id)
    return Response(status_code=204)


@router.post("/conversations/{id}/other-reading", responses=responses(models.Turn, 404, 422, 503))
async def other_reading(request: Request, id: str) -> Response:
    """Ask the last question in its `alternative_reading`; the turn takes the place of the last one."""
    state = state_of(request)
    known = state.conversations.get(id)
    return Response(await state.at_work(request, partial(_other_turn, state, known), known), media_type=JSON)


def _other_turn(state: ServerState, conversation: Conversation) -> str:
    top = state.settings.top
    turn = conversation.chat.ask_alternative_reading(threshold=state.settings.threshold, top=fetched(top))
    return _turn_json(conversation, turn, top=top)


@router.delete("/conversations/{id}/turns/last", status_code=204, responses=responses(None, 404, 409, 503, status=204))
async def undo(request: Request, id: str) -> Response:
    """Take the newest turn back, as if it had not been asked."""
    state = state_of(request)
    known = state.conversations.get(id)
    if await state.at_work(request, known.chat.undo, known) is None:
        raise Problem(409, "empty", "there is nothing to take back; ask a question first")
    return Response(status_code=204)


def _turns(known: Conversation) -> str:
    lines = [
        turn_json(turn, dialogue=1, number=number, version=__version__)
        for number, turn in enumerate(known.chat.turns, 1)
    ]
    # Its name is made of letters and digits, and each line is JSON.
    return f'{{"id": "{known.name}", "turns": [{", ".join(lines)}]}}'


# Passages and quotes


@router.get("/search", responses=responses(models.Passages, 422, 503))
async def search(
    request: Request,
    q: Annotated[models.Line, Query()],
    top: Annotated[int, Query(ge=1, le=_MOST_PASSAGES)] = _PASSAGES,
    only: Annotated[list[models.Word] | None, Query(max_length=models.MOST_WORDS)] = None,
    types: Annotated[list[models.Word] | None, Query(max_length=models.MOST_WORDS)] = None,
    since: Annotated[str, Query(max_length=models.LONGEST_WORD)] = "",
) -> Response:
    """The passages most alike to a question, best first; they need not answer it."""
    state = state_of(request)
    filters = models.Filters(only=only or [], types=types or [], since=since)
    return Response(await state.at_work(request, partial(_passages, state, q, top, filters)), media_type=JSON)


def _passages(state: ServerState, line: str, top: int, filters: models.Filters) -> str:
    corpus = asked_corpus(state, filters)
    hits = corpus.search(line, top=top)
    return hits_json(corpus.parse(line), hits, version=__version__)


@router.post("/check", responses=responses(models.QuoteCheck, 422, 503))
async def check(request: Request, checked: models.CheckRequest) -> Response:
    """Whether a quote is in the documents: word for word, nearly (with the differences), or not at all."""
    state = state_of(request)
    return Response(await state.at_work(request, partial(_check, state, checked)), media_type=JSON)


def _check(state: ServerState, checked: models.CheckRequest) -> str:
    corpus = asked_corpus(state, checked.filters)
    return check_json(corpus.check(checked.quote), version=__version__)
