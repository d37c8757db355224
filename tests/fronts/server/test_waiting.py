"""The queue: bounded, fair, and left by those who leave."""

import asyncio
import threading

import pytest

from qa.fronts.server.limits import Limits
from qa.fronts.server.problems import Problem
from qa.fronts.server.waiting import Client, Waiting

PATIENCE = 60
LIMITS = Limits(waiting=10, waiting_each=10)


def answered(*asked, limits=LIMITS):
    """The order in which `asked`, clients with the names of their questions, are answered behind a first question."""

    async def ask_all():
        waiting, gate, order = Waiting(limits, threads=1), threading.Event(), []
        first = asyncio.ensure_future(waiting.run(Client("first"), lambda: gate.wait(PATIENCE)))
        rest = [
            asyncio.ensure_future(waiting.run(Client(*client.split("/")), lambda name=name: order.append(name)))
            for client, name in asked
        ]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(first, *rest)
        waiting.close()
        assert waiting.waiting == waiting.running == 0
        return "".join(order)

    return asyncio.run(ask_all())


def test_clients_take_turns():
    assert answered(("a", "1"), ("a", "2"), ("a", "3"), ("b", "4"), ("c", "5")) == "14523"


def test_conversations_of_a_client_take_turns():
    assert answered(("a/x", "1"), ("a/x", "2"), ("a/y", "3"), ("b/z", "4")) == "1432"


def test_conversation_is_asked_one_question_at_a_time():
    async def ask_all():
        waiting, gate, order = Waiting(Limits(), threads=2), threading.Event(), []
        first = asyncio.ensure_future(waiting.run(Client("a", "x"), lambda: gate.wait(PATIENCE)))
        second = asyncio.ensure_future(waiting.run(Client("b", "x"), lambda: order.append("same")))
        await waiting.run(Client("a", "y"), lambda: order.append("other"))
        assert order == ["other"] and waiting.running == 1
        gate.set()
        await asyncio.gather(first, second)
        assert order == ["other", "same"]
        waiting.close()

    asyncio.run(ask_all())


@pytest.mark.parametrize(
    "limits", [Limits(waiting=1, waiting_each=9), Limits(waiting=9, waiting_each=1)], ids=["all", "each"]
)
def test_full_queue_says_when_to_ask_again(limits):
    async def fill():
        waiting, gate = Waiting(limits, threads=1), threading.Event()
        jobs = [asyncio.ensure_future(waiting.run(Client("a"), lambda: gate.wait(PATIENCE))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Problem, match="1 questions wait already") as refused:
            await waiting.run(Client("a"), int)
        gate.set()
        await asyncio.gather(*jobs)
        waiting.close()
        return refused.value

    problem = asyncio.run(fill())
    assert problem.status == 503 and int(problem.headers["Retry-After"]) >= 1


def test_one_client_leaves_room_for_others():
    with pytest.raises(Problem):
        answered(("a", "1"), ("a", "2"), ("a", "3"), limits=Limits(waiting=9, waiting_each=2))
    assert answered(("a", "1"), ("a", "2"), ("b", "3"), limits=Limits(waiting=9, waiting_each=2)) == "132"


def test_who_leaves_frees_the_place():
    async def leave():
        waiting, gate, asked = Waiting(Limits(waiting=1), threads=1), threading.Event(), []
        first = asyncio.ensure_future(waiting.run(Client("a"), lambda: gate.wait(PATIENCE)))
        leaving = asyncio.ensure_future(waiting.run(Client("a"), lambda: asked.append("left")))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        assert waiting.waiting == 0
        last = asyncio.ensure_future(waiting.run(Client("a"), lambda: asked.append("last")))
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(first, last)
        waiting.close()
        return asked

    assert asyncio.run(leave()) == ["last"]


def test_error_reaches_who_asked():
    async def fail():
        waiting = Waiting(Limits(), threads=1)
        with pytest.raises(ZeroDivisionError):
            await waiting.run(Client("a"), lambda: 1 / 0)
        assert await waiting.run(Client("a"), lambda: 2) == 2
        waiting.close()

    asyncio.run(fail())
