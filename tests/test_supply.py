"""What qa is installed with: versions that the tests ran with, each with its hashes, and no more than is needed."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HASHED = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PINNED = re.compile(r"^([\w.-]+)==([\w.+-]+)([^\n]*)((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+)$", re.MULTILINE)


def normal(name):
    """The name of a package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names_of(requirements):
    return {normal(re.match(r"[\w.-]+", requirement)[0]) for requirement in requirements}


@pytest.fixture(scope="module")
def constraints():
    """The version of each package in `constraints.txt`."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {normal(name): version for name, _, version in (line.partition("==") for line in lines if "==" in line)}


def test_every_required_package_has_its_version_and_hashes(constraints):
    hashed = {normal(match[1]): match for match in PINNED.finditer(HASHED)}
    assert len(hashed) == len(re.findall(r"^\w", HASHED, re.MULTILINE))
    assert names_of(PROJECT["dependencies"]) <= hashed.keys()
    # What another system alone needs was not installed for the tests.
    elsewhere = {name for name, match in hashed.items() if "sys_platform" in match[3]}
    assert {name: match[2] for name, match in hashed.items() if name not in elsewhere}.items() <= constraints.items()


def test_every_extra_package_has_its_version(constraints):
    extras = [requirement for extra in PROJECT["optional-dependencies"].values() for requirement in extra]
    assert names_of(extras) - {"qa"} <= constraints.keys()


def test_files_name_no_address():
    assert not re.search(r"https?:|git\+|file:", HASHED + (ROOT / "constraints.txt").read_text(encoding="utf-8"))


def test_every_dependency_has_an_oldest_version():
    extras = [requirement for extra in PROJECT["optional-dependencies"].values() for requirement in extra]
    open_ended = [each for each in (*PROJECT["dependencies"], *extras) if ">=" not in each]
    assert [each for each in open_ended if not each.startswith("qa[")] == []


@pytest.mark.parametrize("name", ["tokenizers", "huggingface-hub", "requests", "aiohttp"])
def test_install_brings_no_client_of_services(name):
    assert not re.search(rf"^{name}==", HASHED, re.MULTILINE)
