"""The annotator: make a question set for your own documents in the terminal.

    sources     the named files and folders  -> documents, and their names in the set
    set_file    the set's file, written whole after every question
    steps       where the user is: a question, its numbered sentences, the words that answer
    matching    words as they are typed      -> their span in the sentence
    session     a line                       -> a Reply; the table of commands
    messages    the opening, the help, the list and the closing

The loops around the session, on a terminal and in a pipe, are `qa.fronts.prompt` and `qa.fronts.repl`.

A set of only what a system finds by itself would flatter that system. Therefore every sentence can be chosen, and a
question that nothing answers is saved as well.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from qa.fronts.annotate.messages import opening_blocks
from qa.fronts.annotate.session import COMMANDS, Session
from qa.fronts.annotate.set_file import SetFile
from qa.fronts.annotate.sources import read_sources, refuse_stdin
from qa.fronts.lines import input_lines
from qa.fronts.opening import skipped_lines
from qa.fronts.progress import LateBar
from qa.fronts.repl import follow, on_terminal
from qa.fronts.status import ANSWERED, FAILED, report, standard_input
from qa.pipeline import Corpus
from qa.render import console

__all__ = ["annotate"]


def annotate(sources: Sequence[str], output: Path, *, split: str = "") -> int:
    """Let the user make, or extend, the question set `output` about the files and folders `sources`.

    `split` marks each question ("dev", "test"), unless it is empty. Returns the exit status: 0, or 2 if a line of a
    pipe failed. Raises `QAError` for documents that cannot be read or a set that cannot be written, before the first
    question.
    """
    refuse_stdin(sources)
    interactive = on_terminal()
    set_file = SetFile(output)
    with LateBar(console(sys.stderr), "reading") as bar:
        documents = read_sources(sources, set_file.path)
        corpus = Corpus(documents.documents, skipped=documents.skipped, progress=bar)
    for line in skipped_lines(corpus.skipped):
        report(line)
    session, screen = Session(corpus, documents, set_file, split=split), console(sys.stdout)
    if not interactive:
        outcome = follow(session, COMMANDS, input_lines(standard_input()), screen, errors=sys.stderr)
        return FAILED if outcome.failed else ANSWERED
    from qa.fronts.prompt import converse

    converse(session, COMMANDS, screen, opening=opening_blocks(corpus, output, len(set_file.records)))
    return 0
