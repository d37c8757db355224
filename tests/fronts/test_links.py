"""Places as links, and what opens them."""

import io
import os
import re
import stat
import sys
from dataclasses import replace

import pytest
from rich.console import Console

from qa import files
from qa.errors import QAError, SettingError, UsageError
from qa.fronts import opener
from qa.fronts.links import file_address, linker, target_of
from qa.fronts.opener import command_for, editor_command
from qa.fronts.opener import run as start
from qa.fronts.shell import execute
from qa.render import console, place_block, show
from qa.types import Citation, Place, Span
from tests.render.builders import ESCAPE

LINK = re.compile(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\")
TERMINAL = {"TERM": "xterm-256color"}


@pytest.fixture
def cited(tmp_path, monkeypatch):
    """`cited("ada.txt", line=3)`: the citation of a file that exists, named from its own folder."""
    monkeypatch.chdir(tmp_path)

    def citation(name="ada.txt", *, line=3, page=None, exists=True):
        if exists:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        return Citation(name, line, line, (), Span(0, 1), Place(page=page))

    return citation


@pytest.fixture
def program(tmp_path, monkeypatch):
    """`program("vim")` puts a program on the path that writes its arguments to a file, and returns that file."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def make(name, *, status=0, says=""):
        out, path = tmp_path / f"{name}.out", folder / name
        path.write_text(
            f"#!{sys.executable}\nimport sys\nopen({str(out)!r}, 'w').write('\\n'.join(sys.argv[1:]))\n"
            f"print({says!r})\nsys.exit({status})\n"
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return out

    return make


def address(citation, **environment):
    """The link of a citation in a terminal with these variables; None without links."""
    link = linker(TERMINAL | environment)
    return link and link(citation)


# Links


def test_link_is_the_address_of_the_file(cited, tmp_path):
    assert address(cited("notes/ada byron.txt")) == f"{(tmp_path / 'notes').as_uri()}/ada%20byron.txt"


@pytest.mark.parametrize("name", [f"no{ESCAPE}tes.txt", "a;b\x07c.txt", "50%#?.txt", "ünï.txt", "lone\udc80.txt"])
def test_no_name_can_leave_its_link(cited, name):
    made = address(cited(name))
    assert re.fullmatch(r"file:///[A-Za-z0-9._~/%-]+", made) and files is not None


@pytest.mark.parametrize("variables", [{"KITTY_WINDOW_ID": "1"}, {"TERM_PROGRAM": "vscode"}])
def test_link_has_the_line_where_understood(cited, variables):
    assert address(cited(), **variables).endswith("/ada.txt#3")
    assert address(cited(), TERM_PROGRAM="Apple_Terminal").endswith("/ada.txt")


def test_link_over_a_connection_names_the_machine(cited, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "far")
    assert address(cited(), SSH_CONNECTION="1 2 3 4").startswith("file://far/")


def test_page_of_the_web_links_to_itself():
    citation = Citation("https://example.org/a b?q=é\x1b", None, None, (), Span(0, 1))
    assert address(citation) == "https://example.org/a%20b?q=%C3%A9%1B"


def test_what_is_no_file_has_no_link(cited):
    assert address(cited("none.txt", exists=False)) is None
    assert address(cited("<stdin>", exists=False)) is None
    assert address(cited("nul\0.txt", exists=False)) is None


def test_bundled_article_links_to_its_file(cited):
    assert address(cited(files.ARTICLE_NAME, exists=False)) == file_address(files.article())


@pytest.mark.parametrize("kind", ["dumb", "linux", "", "eterm-color", "vt100"])
def test_terminal_without_links_gets_none(kind):
    assert linker({"TERM": kind}) is None


def test_links_can_be_turned_off(cited):
    assert linker(TERMINAL | {"QA_LINKS": "never"}) is None and address(cited(), QA_LINKS="auto")
    with pytest.raises(SettingError, match="auto or never"):
        linker(TERMINAL | {"QA_LINKS": "always"})


# On the screen


def drawn(block, *, link, **options):
    """What a terminal gets for a block."""
    screen = console(io.StringIO(), link=link)
    screen._force_terminal = options.pop("terminal", True)
    screen._color_system = Console(force_terminal=True, color_system="256")._color_system
    for name, value in options.items():
        setattr(screen, name, value)
    show(screen, [block])
    return screen.file.getvalue()


def test_place_alone_is_the_link(cited):
    shown = drawn(place_block(cited(), "  (likely, 0.70)"), link=linker(TERMINAL))
    begin, end = LINK.finditer(shown)
    assert begin[1].endswith("/ada.txt") and end[1] == ""
    inside = re.sub(r"\x1b\[[\d;]*m", "", shown[begin.end() : end.start()])
    assert inside == "ada.txt:3" and "(likely, 0.70)" in shown[end.end() :]


@pytest.mark.parametrize("block", ["plain", "pipe", "no color"])
def test_plain_output_has_no_link(cited, block, monkeypatch):
    if block == "no color":
        monkeypatch.setenv("NO_COLOR", "1")
        screen = console(io.StringIO(), link=linker(TERMINAL))
        screen._force_terminal = True
        show(screen, [place_block(cited())])
        assert screen.file.getvalue() == "ada.txt:3\n"
        return
    link = None if block == "plain" else linker(TERMINAL)
    assert not LINK.search(drawn(place_block(cited()), link=link, terminal=block != "pipe"))


def test_address_with_control_characters_is_not_shown(cited):
    assert "\x1b]8" not in drawn(place_block(cited()), link=lambda citation: "file:///a\x07b")


# Opening


@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        (["vim"], ["vim", "+7", "FILE"]),
        (["/usr/bin/nano", "-w"], ["/usr/bin/nano", "-w", "+7", "FILE"]),
        (["code", "--wait"], ["code", "--wait", "--goto", "FILE:7"]),
        (["hx"], ["hx", "FILE:7"]),
        (["kate"], ["kate", "--line", "7", "FILE"]),
        (["unknown"], ["unknown", "FILE"]),
        (["mine", "{line}@{file}", "-x"], ["mine", "7@FILE", "-x"]),
    ],
)
def test_editors_take_the_line_in_their_own_ways(tmp_path, editor, expected):
    path = tmp_path / "a {line} $(b).txt"
    command = editor_command(editor, path, 7)
    assert command.arguments == tuple(part.replace("FILE", str(path)) for part in expected) and command.waits
    assert command.at == ("" if editor == ["unknown"] else "line 7")


def test_first_variable_that_is_set_names_the_editor(cited, program):
    for name in ("vim", "nano"):
        program(name)
    target = target_of(cited())
    assert command_for(target, {"VISUAL": "nano", "EDITOR": "vim"}).arguments[0] == "nano"
    assert command_for(target, {"QA_EDITOR": "vim -R", "EDITOR": "nano"}).arguments[:3] == ("vim", "-R", "+3")


@pytest.mark.parametrize("value", ["nowhere", "'unclosed", "vim; rm -rf ~"])
def test_variable_that_is_no_command_is_named(cited, program, value):
    with pytest.raises(SettingError, match="QA_EDITOR is"):
        command_for(target_of(cited()), {"QA_EDITOR": value})


def test_machine_without_desktop_gets_an_editor(cited, program):
    with pytest.raises(UsageError, match="name an editor for texts in QA_EDITOR"):
        command_for(target_of(cited()), {}, platform="linux")
    program("vi")
    assert command_for(target_of(cited()), {}, platform="linux").arguments[0] == "vi"


@pytest.mark.parametrize(
    ("desktop", "arguments"),
    [
        ("org.gnome.Evince.desktop", ["evince", "--page-index=4", "FILE"]),
        ("okularApplication_pdf.desktop", ["okular", "--page", "4", "FILE"]),
        ("firefox.desktop", ["firefox", "ADDRESS#page=4"]),
        ("unheard-of.desktop", ["xdg-open", "FILE"]),
    ],
)
def test_pdf_opens_at_its_page(cited, program, tmp_path, desktop, arguments):
    program("xdg-mime", says=desktop)
    for name in ("evince", "okular", "firefox", "xdg-open"):
        program(name)
    target = target_of(cited("a b.pdf", line=None, page=4))
    command = command_for(target, {"DISPLAY": ":0", "EDITOR": "vim"}, platform="linux")
    path = tmp_path / "a b.pdf"
    expected = [part.replace("FILE", str(path)).replace("ADDRESS", path.as_uri()) for part in arguments]
    assert list(command.arguments) == expected and not command.waits


@pytest.mark.parametrize(("platform", "name"), [("darwin", "open"), ("win32", "startfile")])
def test_each_platform_has_its_opener(cited, platform, name):
    target = target_of(cited("a.pdf", line=None, page=4))
    assert command_for(target, {}, platform=platform).arguments == (name, str(target.path))


def test_programs_get_odd_names_as_one_argument(cited, program):
    out = program("vim")
    name = "-rf $(touch x); 'a\" &.txt"
    start(command_for(target_of(cited(name)), {"EDITOR": "vim"}))
    assert out.read_text().splitlines() == ["+3", os.path.abspath(name)]  # noqa: PTH100


def test_program_that_fails_is_reported(cited, program):
    program("vim", status=3)
    with pytest.raises(UsageError, match="vim ended with status 3"):
        start(command_for(target_of(cited()), {"EDITOR": "vim"}))
    program("xdg-open", status=4)
    with pytest.raises(UsageError, match="xdg-open ended with status 4"):
        start(opener.Command(("xdg-open", "x")))
    with pytest.raises(UsageError, match="cannot be started"):
        start(opener.Command(("no-such-program",)))


# In the shell


@pytest.fixture
def opened(session):
    """The citations that `session` is asked to open."""
    opened = []

    def open_place(citation):
        opened.append(citation)
        return f"Opened {citation.source}."

    session._open_place = open_place
    return opened


def test_open_takes_the_answer_or_a_number(session, opened):
    execute("Who wrote the first program?", session)
    assert execute("/open", session).blocks[0].plain == "Opened ada.txt."
    execute("/open 2", session)
    candidates = session.last.answer.candidates
    assert opened == [candidates[0].citation, candidates[1].citation]


def test_open_after_an_overview_takes_its_sentences(session, opened):
    execute("Who wrote the first program?", session)
    execute("/overview", session)
    sentences = session.corpus.overview().sentences
    execute(f"/open {len(sentences)}", session)
    assert opened[0].span == sentences[-1].span


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("/open 99", "there is no number 99; the last answer has"),
        ("/open 0", "there is no number 0"),
        ("/open two", "expected the number of an answer"),
        ("/open ²", "expected the number of an answer"),
    ],
)
def test_number_that_is_none_is_an_error(session, opened, line, error):
    execute("Who wrote the first program?", session)
    assert error in execute(line, session).error and opened == []


def test_open_needs_an_answer_and_a_terminal(session):
    assert "nothing has been asked yet" in execute("/open", session).error
    execute("Who wrote the first program?", session)
    assert "/open needs a terminal" in execute("/open", session).error


def test_what_is_no_file_cannot_be_opened(cited):
    with pytest.raises(QAError, match="is no file on this machine"):
        opener.open_place(replace(cited(), source="gone.txt"))


def test_opening_says_where(cited, program, monkeypatch):
    program("vim")
    monkeypatch.setenv("QA_EDITOR", "vim")
    assert re.fullmatch(r"Opened /.*/ada.txt at line 3 with vim.", opener.open_place(cited()))


def test_open_takes_all_answers_as_numbered(session, opened):
    execute("/all Who wrote the first program?", session)
    execute("/open", session)
    assert opened[0].span == session.last.answer.findings[0].candidate.sentence.span
