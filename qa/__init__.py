"""qa: ask your own documents, get the sentence that answers, verbatim and cited, or "the text does not say".

The flow, one step per module or folder:

    load       a file, folder or stream      -> Document
    split      Document                      -> Passages, Sentences
    index      Passages                      -> Index
    question   a line                        -> Question     (parsed once; intent, spelling)
    retrieve   Question, Index               -> Hits         (TF-IDF ranks the passages)
    read       Question, Hits                -> Candidates   (sentences, each with the span that answers)
    decide     Candidates                    -> Answer, or an abstention

`pipeline` runs them in order and keeps no state. Before them `dialogue` rewrites a follow-up into a question that needs
no history. `fronts` holds the command line, the shell and the annotator; `evaluate` measures.

    import qa
    corpus = qa.Corpus.open("report.txt", "notes/")
    answer = corpus.ask("Who wrote the report?")
    print(answer.text, answer.citation, answer.confidence)
    chat = qa.Chat(corpus)
    turn = chat.ask("When did she finish it?")
"""

import os
from importlib import import_module

# As in `typing`, which takes its time to import: nothing must, so that Ctrl-C finds its handler at once.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from qa.dialogue import Chat, Rewrite, Turn
    from qa.errors import QAError
    from qa.index import Filter
    from qa.load import load, load_text
    from qa.pipeline import Configuration, Corpus
    from qa.types import (
        Answer,
        Candidate,
        Citation,
        Document,
        Finding,
        Form,
        Intent,
        Mismatch,
        Passage,
        Question,
        QuoteCheck,
        Reason,
        Sentence,
        Span,
    )

__version__ = "0.1.0"

# From 1.32 on, onnxruntime writes an id into the user's cache and reports its use to its maker, unless this says no
# when it is imported. qa sends nothing anywhere.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__all__ = [
    "Answer",
    "Candidate",
    "Chat",
    "Citation",
    "Configuration",
    "Corpus",
    "Document",
    "Filter",
    "Finding",
    "Form",
    "Intent",
    "Mismatch",
    "Passage",
    "QAError",
    "Question",
    "QuoteCheck",
    "Reason",
    "Rewrite",
    "Sentence",
    "Span",
    "Turn",
    "load",
    "load_text",
]

# Imported on first use, since they take their time and `qa --help` must not wait for it.
_MODULES = {
    "qa.dialogue": ("Chat", "Rewrite", "Turn"),
    "qa.errors": ("QAError",),
    "qa.index": ("Filter",),
    "qa.load": ("load", "load_text"),
    "qa.pipeline": ("Configuration", "Corpus"),
    "qa.types": (
        *("Answer", "Candidate", "Citation", "Document", "Finding", "Form", "Intent", "Mismatch"),
        *("Passage", "Question", "QuoteCheck", "Reason", "Sentence", "Span"),
    ),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name in _MODULE_OF:
        return getattr(import_module(_MODULE_OF[name]), name)
    raise AttributeError(f"module 'qa' has no attribute {name!r}")
