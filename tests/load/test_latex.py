"""LaTeX: text without its commands."""

import pytest

from qa.load.markup.latex import parse_latex

from .drafts import contexts, document, kinds, line_of, peak_memory, rows, texts


def read(text: str) -> list[tuple[str, str]]:
    return kinds(parse_latex(text.encode(), "a.tex"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"It is \textbf{bold} and \emph{slanted}, 50\% of \$9.", "It is bold and slanted, 50% of $9."),
        (r"Hay~\cite[p.~3]{a} is dry~\cite{b,c}, see~\ref{x}.", "Hay is dry, see."),
        (r"\"Uber Stra\ss e, \'{e}t\'e, \c{c}a na\"{\i}ve---``so''.", "Über Straße, été, ça naïve—“so”."),
        (r"If $x^2 \leq \alpha$ then \(a_1\).", "If x^2 ≤ α then a_1."),
        (r"See \href{http://a.org}{the site} or \url{http://b.org}.", "See the site or http://b.org."),
        (r"\newcommand{\tool}{Qa}\def\x{y} The \tool{} asks \x.", "The Qa asks y."),
        ("One % comment\n% whole line\ntwo.", "One two."),
        (r"Run \verb|a_$b| now.", "Run a_$b now."),
        (r"Costs $5 or $6", "Costs 5 or 6"),
    ],
)
def test_commands_are_removed(written, text):
    assert read(written) == [("paragraph", text)]


def test_headings_and_title_page():
    text = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\title{Feeding \emph{rabbits}} \author{Pia \and Bo}
\begin{document}\maketitle
\section*{Hay}\label{a}
Text.
\subsection[short]{Dry hay}
More.
\end{document}
Never printed.
"""
    parsed = parse_latex(text.encode(), "a.tex")
    assert parsed.title == "Feeding rabbits"
    assert parsed.metadata["author"] == "Pia, Bo"
    assert texts(parsed)[2:] == ["Hay", "Text.", "Dry hay", "More."]
    assert [block.level for block in document(parsed).blocks if block.level] == [2, 3]
    assert line_of(parsed, "More.") == 8


def test_displayed_formula_leaves_the_sentence():
    text = r"""It follows that
\begin{equation}
E = mc^2
\end{equation}
where $E$ is energy, \[ a \] and $$ b $$ more.
"""
    assert read(text) == [
        ("paragraph", "It follows that where E is energy, and more."),
        ("code", "E = mc^2"),
        ("code", "a"),
        ("code", "b"),
    ]


def test_formula_with_point_ends_the_sentence():
    text = "We fit\n\\begin{equation}\n  y = x .\n\\end{equation}\nNights are left out.\n"
    assert read(text) == [("paragraph", "We fit"), ("code", "y = x ."), ("paragraph", "Nights are left out.")]


def test_enumerated_items_have_numbers():
    text = r"\begin{enumerate}\item Open.\begin{enumerate}\item[b] Once.\item Twice.\end{enumerate}\item Close."
    assert [item for _, item in read(text)] == ["1. Open.", "Once.", "1. Twice.", "2. Close."]


def test_notes_follow_their_paragraph():
    assert read("It is known.\\footnote{To \\emph{all}.} It is.\n\nNext.\n") == [
        ("paragraph", "It is known. It is."),
        ("footnote", "To all."),
        ("paragraph", "Next."),
    ]


def test_items_have_stems_and_terms():
    text = r"""You need:
\begin{itemize}
\item hay
\item water,
  fresh
\end{itemize}
\begin{description}\item[Pellet] A pressed food.\end{description}
"""
    assert contexts(parse_latex(text.encode(), "a")) == {
        "You need:": (),
        "hay": ("You need:",),
        "water, fresh": ("You need:",),
        "A pressed food.": ("You need:", "Pellet"),
    }


def test_tables_have_columns_and_captions():
    text = r"""\begin{table}[h]\centering
\begin{tabular}{l|r} \hline
Plan & Price \\ \hline
Solo & \$9 \\[2pt]
Team & \multicolumn{1}{c}{29}
\end{tabular}
\caption{The \emph{prices}.}\label{t}
\end{table}
"""
    parsed = parse_latex(text.encode(), "a")
    assert rows(parsed) == [{"Plan": "Solo", "Price": "$9"}, {"Plan": "Team", "Price": "29"}]
    assert kinds(parsed)[-1] == ("caption", "The prices.")


def test_code_is_kept_and_drawings_left_out():
    text = (
        "Run:\n\\begin{verbatim}\nx = 1 % \\a{\n\\end{verbatim}\n\\begin{tikzpicture}\\draw;\\end{tikzpicture}\nDone.\n"
    )
    assert read(text) == [("paragraph", "Run:"), ("code", "x = 1 % \\a{"), ("paragraph", "Done.")]


def test_title_that_never_closes_ends_with_its_paragraph():
    assert read("\\section{Hay\n\nText.\n") == [("heading", "Hay"), ("paragraph", "Text.")]


@pytest.mark.parametrize(
    "text",
    [
        "{" * 50_000,
        "}" * 50_000,
        "\\cite{" * 10_000,
        "\\section{" * 5_000,
        "\\footnote{" * 5_000,
        "\\begin{tabular}{l}" * 2_000,
        "&" * 30_000,
        "\\[" * 20_000,
        "\\(" * 20_000,
        "$" * 30_001,
        "\\verb|" * 5_000 + "\\verb!" * 5_000,
        "\\newcommand{\\a}{" + "b" * 60 + "}" + "\\a" * 20_000,
        "\\def\\a{\\a\\a}" + "\\a" * 10_000,
        "\\begin{verbatim}" * 5_000,
        "\\begin{itemize}\\item" * 5_000,
        "\\[a\\]" * 5_000,
        "%" * 50_000,
        "\\" * 50_001,
    ],
    ids=range(18),
)
def test_hostile_text_takes_linear_memory(text):
    assert peak_memory(lambda: parse_latex(text.encode(), "a.tex")) < 500 * len(text) + 1_000_000


def test_own_commands_are_limited():
    many = "".join(
        f"\\newcommand{{\\n{chr(97 + n // 26 // 26)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}}}{{word}}"
        for n in range(1_100)
    )
    text = document(parse_latex(f"{many}First \\naaa, last \\nbqh.".encode(), "a.tex")).text
    assert text == "First word, last ."


def test_expansion_of_commands_is_limited(monkeypatch):
    monkeypatch.setattr("qa.load.markup.latex._MAX_EXPANDED", 100)
    text = document(parse_latex(b"\\newcommand{\\a}{word}" + b"\\a " * 5_000 + b"end", "a.tex")).text
    assert text.count("word") == 25
