"""What a follow-up costs: calls from one file of qa to another, and texts that are tokenized.

The caches of words, grammar and names are emptied first, so that nothing of the follow-up is known from other tests.
"""

import sys
from collections import Counter
from pathlib import Path

import pytest

import qa
from qa.dialogue import chat as chat_module
from qa.language import grammar, tokens

PACKAGE = str(Path(qa.__file__).parent)
# Calls that cross from one file of qa to another, at most: a stand-alone question makes about 230.
MAX_HOPS = 700
# The functions that take a text apart, and into what; a text that `words` or `tokens` keeps is not taken apart again.
TOKENIZERS = {"scan_words": "words", "norms": "words", "tokens": "tokens"}


class Trace:
    """Counts the calls of functions of qa while it is active."""

    def __init__(self):
        self.calls = Counter()
        self.hops = 0
        self.tokenized = Counter()

    def __enter__(self):
        sys.setprofile(self._observe)
        return self

    def __exit__(self, *error):
        sys.setprofile(None)

    def _observe(self, frame, event, _):
        path = frame.f_code.co_filename
        if event != "call" or not path.startswith(PACKAGE):
            return
        name = frame.f_code.co_name
        self.calls[path.removeprefix(f"{PACKAGE}/"), name] += 1
        self.hops += _calling_file(frame) not in (None, path)
        if path == tokens.__file__ and name in TOKENIZERS:
            self.tokenized[TOKENIZERS[name], frame.f_locals["text"]] += 1


def _calling_file(frame):
    """The file of the nearest caller inside qa; None without one."""
    caller = frame.f_back
    while caller is not None and not caller.f_code.co_filename.startswith(PACKAGE):
        caller = caller.f_back
    return None if caller is None else caller.f_code.co_filename


@pytest.fixture(scope="module")
def follow_up():
    """The turn "Where did he go?" after "Who is Pavel?", and its trace."""
    caches = (
        *(tokens.words, tokens.tokens, tokens.without_possessive, tokens.without_word_possessive),
        *(grammar.base_verb, grammar.noun_traits, grammar.agreement, chat_module._knowledge),
    )
    for cache in caches:
        cache.cache_clear()
    chat = qa.Chat(qa.Corpus.open())
    chat.ask("Who is Pavel?")
    with Trace() as trace:
        turn = chat.ask("Where did he go?")
    return turn, trace


def test_follow_up_is_rewritten(follow_up):
    turn, _ = follow_up
    assert turn.rewrite.rewritten == "Where did Pavel go?" and turn.answer.hits


def test_follow_up_crosses_few_files(follow_up):
    _, trace = follow_up
    assert 50 < trace.hops <= MAX_HOPS


def test_follow_up_tokenizes_no_text_twice(follow_up):
    _, trace = follow_up
    assert {("words", "Where did he go?"), ("tokens", "Where did Pavel go?")} <= set(trace.tokenized)
    assert set(trace.tokenized.values()) == {1}


def test_spelling_runs_once_per_follow_up(follow_up):
    _, trace = follow_up
    assert trace.calls["question/spelling.py", "correct"] == 1


def test_line_is_parsed_once_per_form(follow_up):
    _, trace = follow_up
    # The typed line, and the question that is asked in its place.
    assert trace.calls["question/parse.py", "parse"] == 1
    assert trace.calls["question/parse.py", "parse_rewritten"] == 1
