"""A question set for one's own documents, made in the terminal: ask, choose the sentence that answers, give the words.

    sources     what the user named      -> documents, and how the set calls them
    writing     the set's file, written whole after every question
    choosing    a question               -> numbered sentences: what qa found, and what the user looks for
    wording     words as they were typed -> their place in the sentence
    steps       where the user is, and what can be typed there
    session     execute(line)            -> Reply; it knows no terminal
    telling     the opening, the help, the list and the last words
    prompt      the loop around the session on a terminal
    piped       the same without one, line by line
    start       all of it, from the command's arguments

A set of what a system finds by itself flatters that system: so every sentence can be chosen, and a question that
nothing answers is kept as well.
"""

from qa.fronts.annotate.start import annotate

__all__ = ["annotate"]
