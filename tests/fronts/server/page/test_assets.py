"""The files of the page: each of a known type, and pdf.js as it came."""

import re

import pytest

from qa.fronts.server.page.assets import asset, asset_address
from qa.fronts.server.problems import Problem


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("page.js", "text/javascript; charset=utf-8"),
        ("pdfjs/pdf.worker.min.mjs", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("pdfjs/LICENSE", "text/plain; charset=utf-8"),
    ],
)
def test_file_has_its_type(name, kind):
    assert asset(name).headers["content-type"] == kind


def test_address_changes_with_the_files_alone():
    assert asset_address("page.css") == asset_address("page.css")
    assert re.fullmatch(r"/static/[0-9a-f]{12}/page\.css", asset_address("page.css"))


def test_unknown_file_is_a_problem():
    with pytest.raises(Problem):
        asset("../app.py")


def test_pdf_library_runs_no_scripts_of_documents():
    for name in ("pdfjs/pdf.min.mjs", "pdfjs/pdf.worker.min.mjs"):
        code = asset(name).body.decode()
        assert "pdfjsVersion = 6.5.438" in code
        assert not re.search(r"\beval\(|new Function\(", code)
