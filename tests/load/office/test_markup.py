"""Events of XHTML; every shape of input takes linear time."""

import pytest

from qa.load.blocks import Parsed
from qa.load.office.markup import End, Start, Text, events
from qa.load.office.xhtml import Chapters, read_chapter
from tests.load.office.builders import texts


def test_events_of_markup():
    assert list(events('<p id="a">x &lt; y<br/>z</p>')) == [
        Start("p", {"id": "a"}),
        Text("x < y"),
        Start("br", {}),
        End("br"),
        Text("z"),
        End("p"),
    ]


def test_prefix_belongs_to_attributes_alone():
    assert list(events("<m:MI epub:type='a'/>")) == [Start("mi", {"epub:type": "a"}), End("mi")]


def test_lone_bracket_is_text():
    assert "".join(event.text for event in events("x < y") if isinstance(event, Text)) == "x < y"


def test_script_is_no_markup():
    assert list(events("<script>a<b></script>"))[1:] == [End("script")]


SHAPES = [
    "<div>",
    "</div>",
    "<p>",
    "<!--",
    "<![CDATA[",
    "<!A",
    "<?",
    "<a '",
    '<a "',
    "<",
    "&",
    "&amp",
    "<script>",
    "<table><tr><td>",
    "<td rowspan=1000>",
    "<ul><li>",
    "<sup><a>1</a>",
    "<b><i></b>",
    "<dl><dt>x<dd>",
    '<span epub:type="pagebreak" title="1"/>x',
    "<div>x</div>",
    "<li>x:",
    "<pre>x\n",
]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_read(shape):
    parsed = Parsed(None, read_chapter(shape * 10_000, Chapters()))
    assert sum(map(len, texts(parsed))) <= 4 * len(shape) * 10_000
