"""Draw the shell answering about the bundled article: `python eval/picture.py` writes `eval/shell.svg`.

The shell's own code executes the lines below. The picture loads nothing: its letters are in the reader's own monospace
font.
"""

import io
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from qa import __version__
from qa.fronts.opening import Sources, open_corpus, reread
from qa.fronts.settings import Settings
from qa.fronts.shell import Session, execute
from qa.fronts.shell.messages import opening_blocks
from qa.render import show

TARGET = Path(__file__).with_name("shell.svg")
COLUMNS = 90
LINES = (
    "Where did Nika Karchevskaya move?",
    "How old is she?",
    "And Pavel?",
    "How much did his trip cost?",
    "Who won the football match in Moscow?",
)

# rich's own format without its web fonts; doubled braces are literal braces.
FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="The shell of qa">
<style>
.{unique_id}-matrix {{
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
    font-size: {char_height}px;
    line-height: {line_height}px;
    font-variant-east-asian: full-width;
    white-space: pre;
}}
.{unique_id}-title {{ font: bold 16px ui-sans-serif, system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    """Run the lines and write the picture."""
    screen = Console(
        file=io.StringIO(), record=True, force_terminal=True, width=COLUMNS, color_system="truecolor",
        markup=False, emoji=False, highlight=False,
    )  # fmt: skip
    quiet = Console(file=io.StringIO())
    corpus = open_corpus(Sources(), Settings(), console=quiet)
    session = Session(corpus, Settings(), reread)
    show(screen, opening_blocks(corpus, version=__version__))
    screen.print()
    for line in LINES:
        screen.print(Text.assemble(("› ", "bold green"), line))
        reply = execute(line, session)
        show(screen, reply.blocks)
        screen.print()
    svg = screen.export_svg(title="qa", theme=DIMMED_MONOKAI, code_format=FORMAT, unique_id="qa")
    TARGET.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
