"""The requests of a browser. The page's own script asks for parts of pages, and puts them into the page.

A part is asked for with `part` among the fields: then an error is problem details, as everywhere, and else a page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from qa.errors import QAError, QuestionError
from qa.fronts.server.page.assets import asset
from qa.fronts.server.page.names import names_beginning, suggestions
from qa.fronts.server.page.templates import page
from qa.fronts.server.page.turns import TurnView
from qa.fronts.server.page.viewing import Viewed, view
from qa.fronts.server.problems import Problem, problem_of
from qa.fronts.server.state import ServerState, state_of
from qa.pipeline import DEFAULT_TOP
from qa.question import MAX_QUESTION
from qa.render import conversation_markdown

if TYPE_CHECKING:
    from qa.dialogue import Turn
    from qa.fronts.server.catalogue import Listed
    from qa.fronts.server.conversations import Conversation

router = APIRouter(include_in_schema=False)

# Documents that the page lists.
_LISTED = 100
# Fields of a form at most; the page's own have three.
_FIELDS = 20
# Letters of a name that is completed.
_LETTERS = 60
_FORGOTTEN = "the server remembers this conversation no more; begin a new one"

Name = Annotated[str, Query(max_length=100)]
Offset = Annotated[int | None, Query(ge=0, le=1 << 40)]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents that are asked: the first ones, how many `more`, and how many there are of everything."""

    listed: "tuple[Listed, ...]"
    more: int
    documents: int
    passages: int


# The conversation


@router.get("/")
async def home(request: Request) -> Response:
    """The page before the first question."""
    return await _page(request)


@router.get("/conversation/{name}")
async def conversation(request: Request, name: str) -> Response:
    """The page of a conversation."""
    try:
        return await _page(request, state_of(request).conversations.get(name))
    except Problem as problem:
        return await _page(request, problem=problem)


@router.post("/ask")
async def ask(request: Request) -> Response:
    """Ask a question in a conversation, or in a new one; the part is the turn."""
    state, fields = state_of(request), await _fields(request)
    line = fields.get("question", "")
    try:
        talk = _talk(state, fields)
        turn = await state.at_work(request, partial(_asked, state, talk, line), talk)
    except (Problem, QAError) as error:
        return await _refusal(request, fields, error, draft=line)
    return _answered(state, fields, talk, turn)


@router.post("/other")
async def other(request: Request) -> Response:
    """Ask the other reading of the last question in its place; the part is the turn."""
    return await _asked_again(request, _asked_otherwise)


@router.post("/all")
async def all_answers(request: Request) -> Response:
    """Ask for all answers to the last question, in its place; the part is the turn."""
    return await _asked_again(request, _asked_for_all)


async def _asked_again(request: Request, ask: "Callable[[ServerState, Conversation], Turn]") -> Response:
    state, fields = state_of(request), await _fields(request)
    try:
        talk = _talk(state, fields)
        turn = await state.at_work(request, partial(ask, state, talk), talk)
    except (Problem, QAError) as error:
        return await _refusal(request, fields, error)
    return _answered(state, fields, talk, turn)


@router.get("/conversation/{name}/export")
async def export(request: Request, name: str) -> Response:
    """The conversation as Markdown, to keep."""
    talk = state_of(request).conversations.get(name)
    headers = {"Content-Disposition": 'attachment; filename="conversation.md"'}
    return Response(conversation_markdown(talk.chat.turns), media_type="text/markdown", headers=headers)


# Beside it


@router.get("/document/{name}")
async def document(
    request: Request,
    name: str,
    start: Offset = None,
    end: Offset = None,
    words_start: Offset = None,
    words_end: Offset = None,
    first: Offset = None,
    conversation: Name = "",
    part: str = "",
) -> Response:
    """A document, with a sentence cited; the part is what the viewer shows."""
    state = state_of(request)
    places = {"start": start, "end": end, "words_start": words_start, "words_end": words_end}
    known = {key: value for key, value in places.items() if value is not None}

    def look() -> Viewed:
        return view(state.library.catalogue, name, known, first=first, conversation=conversation)

    try:
        viewed = await state.at_work(request, look)
        if part:
            return page("document", viewed=viewed)
        talk = state.conversations.get(conversation) if conversation else None
    except Problem as problem:
        if part:
            raise
        return await _page(request, problem=problem)
    return await _page(request, talk, viewed=viewed)


@router.get("/names")
async def names(request: Request, beginning: Annotated[str, Query(max_length=_LETTERS)] = "") -> JSONResponse:
    """The names in the documents that begin with `beginning`."""
    state = state_of(request)
    return JSONResponse(await run_in_threadpool(names_beginning, state.library.corpus, beginning))


@router.get("/static/{stamp}/{name:path}")
async def static(stamp: str, name: str) -> Response:
    """A file of the page."""
    return asset(name)


# What they share


async def _fields(request: Request) -> Mapping[str, str]:
    """The fields of a form. Raises a `Problem` if there are many."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError:
        raise Problem(422, "request", f"the form has more than {_FIELDS} fields; send those of the page") from None


def _talk(state: ServerState, fields: Mapping[str, str]) -> "Conversation":
    name = fields.get("conversation", "")
    return state.conversations.get(name) if name else state.conversations.begin(state.library.corpus)


def _asked(state: ServerState, talk: "Conversation", line: str) -> "Turn":
    return talk.ask(line, state.library.corpus, threshold=state.settings.threshold, top=_top(state))


def _asked_otherwise(state: ServerState, talk: "Conversation") -> "Turn":
    talk.chat.corpus = state.library.corpus
    return talk.chat.ask_alternative_reading(threshold=state.settings.threshold, top=_top(state))


def _asked_for_all(state: ServerState, talk: "Conversation") -> "Turn":
    talk.chat.corpus = state.library.corpus
    turn = talk.chat.ask_all(threshold=state.settings.threshold, top=_top(state))
    if turn is None:
        raise QuestionError("nothing has been asked yet; type a question first")
    return turn


def _top(state: ServerState) -> int:
    return max(state.settings.top, DEFAULT_TOP)


def _answered(state: ServerState, fields: Mapping[str, str], talk: "Conversation", turn: "Turn") -> Response:
    address = f"/conversation/{talk.name}"
    if "part" not in fields:
        return RedirectResponse(f"{address}#question", status_code=303)
    response = page("turn", turn=_view(state, talk, turn))
    response.headers["X-Conversation"] = talk.name
    return response


async def _refusal(request: Request, fields: Mapping[str, str], error: Exception, *, draft: str = "") -> Response:
    problem = _in_words_of_the_page(problem_of(error))
    if "part" in fields:
        return problem.response()
    name = fields.get("conversation", "")
    conversations = state_of(request).conversations
    talk = conversations.get(name) if problem.kind != _NO_CONVERSATION and name else None
    return await _page(request, talk, problem=problem, draft=draft)


_NO_CONVERSATION = "no-conversation"


def _in_words_of_the_page(problem: Problem) -> Problem:
    if problem.kind != _NO_CONVERSATION:
        return problem
    return Problem(problem.status, problem.kind, _FORGOTTEN)


def _view(state: ServerState, talk: "Conversation", turn: "Turn") -> TurnView:
    corpus = talk.chat.corpus
    threshold = corpus.threshold if state.settings.threshold is None else state.settings.threshold
    return TurnView(turn, corpus, conversation=talk.name, threshold=threshold, is_last=turn is talk.chat.last)


async def _page(
    request: Request,
    talk: "Conversation | None" = None,
    *,
    viewed: Viewed | None = None,
    problem: Problem | None = None,
    draft: str = "",
) -> HTMLResponse:
    """The whole page: the turns of `talk`, the document that is viewed, and what went wrong."""
    state = state_of(request)
    is_opening = state.library.status.state == "opening"
    turns = [_view(state, talk, turn) for turn in talk.chat.turns] if talk else []
    return await run_in_threadpool(
        page,
        "talk",
        status=problem.status if problem else 200,
        title=f"{viewed.title} · qa" if viewed else "qa",
        conversation=talk.name if talk else "",
        turns=turns,
        viewed=viewed,
        problem=_in_words_of_the_page(problem).detail if problem else "",
        draft=draft,
        shelf=None if is_opening else _shelf(state),
        suggestions=() if is_opening or turns else await run_in_threadpool(suggestions, state.library.corpus),
        is_opening=is_opening,
        share=f"{state.library.status.share:.2f}",
        allow_upload=state.options.allow_upload,
        max_question=MAX_QUESTION,
    )


def _shelf(state: ServerState) -> Shelf:
    catalogue = state.library.catalogue
    listed = catalogue.listed[:_LISTED]
    return Shelf(listed, len(catalogue) - len(listed), len(catalogue), len(catalogue.corpus.passages))
