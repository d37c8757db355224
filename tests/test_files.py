import gzip
import os
import stat
import subprocess
import sys
import zlib

import pytest

from qa import files
from qa.files import expanded, open_regular_to_write, read_maybe_gzip, read_regular, write_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes, links and modes are those of POSIX")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "talk.json"


# Reading


@pytest.mark.parametrize("name", ["pipe", "/dev/zero", "/dev/null"])
def test_pipe_or_device_is_refused_at_once(tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="it is not a regular file"):
        read_regular(tmp_path / name, max_bytes=10)


def test_folder_and_missing_file_are_refused(tmp_path):
    with pytest.raises(IsADirectoryError):
        read_regular(tmp_path, max_bytes=10)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "none", max_bytes=10)


@pytest.mark.parametrize("name", ["nul\0", "\ud800"])
def test_impossible_name_is_no_file(tmp_path, name):
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / name, max_bytes=10)


def test_file_is_read_up_to_its_limit(path):
    path.write_bytes(b"x" * 10)
    assert read_regular(path, max_bytes=10) == b"x" * 10
    with pytest.raises(OSError, match="it holds more than 9e-06 MB"):
        read_regular(path, max_bytes=9)


def test_file_without_a_size_has_a_limit():
    # Linux says that a file of /proc has no bytes.
    if not files.Path("/proc/self/maps").exists():
        pytest.skip("there is no /proc here")
    with pytest.raises(OSError, match="it holds more than"):
        read_regular(files.Path("/proc/self/maps"), max_bytes=9)


def test_gzip_is_unpacked_up_to_its_limit(path):
    path.write_bytes(gzip.compress(b"x" * 1000) + gzip.compress(b"y"))
    assert read_maybe_gzip(path, max_bytes=1001) == b"x" * 1000 + b"y"
    with pytest.raises(OSError, match="it holds more than"):
        read_maybe_gzip(path, max_bytes=1000)


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b", gzip.compress(b"abc", mtime=0)[:-3], gzip.compress(b"abc", mtime=0) + b"more"]
)
def test_broken_gzip_is_refused(path, data):
    path.write_bytes(data)
    with pytest.raises((EOFError, zlib.error)):
        read_maybe_gzip(path, max_bytes=100)


# Writing


def test_file_is_written_anew_or_appended_to(path):
    for append in (False, True, False, True):
        with open_regular_to_write(path, append=append) as file:
            file.write("ab")
    assert path.read_text() == "abab"


@pytest.mark.parametrize("append", [True, False])
@pytest.mark.parametrize("name", ["pipe", "read", "/dev/null", "."])
def test_what_is_no_file_is_not_written_to(tmp_path, name, append):
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "read")
    reader = os.open(tmp_path / "read", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(OSError, match=r"Is a directory|No such device|it is not a regular file"):
        open_regular_to_write(tmp_path / name, append=append)
    assert os.read(reader, 9) == b""
    os.close(reader)


@pytest.mark.parametrize("name", ["~", "~/x", "x", "~nosuchuser/x"])
def test_unknown_home_stays_as_it_is_written(monkeypatch, name):
    monkeypatch.setenv("HOME", "/home/ada")
    known = not name.startswith("~n")
    assert str(expanded(name)) == (name.replace("~", "/home/ada") if known else name)


def test_replaced_file_keeps_its_mode(path):
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, "new")
    assert path.read_text() == "new" and stat.S_IMODE(path.stat().st_mode) == 0o640


def test_new_file_has_the_usual_mode(path):
    write_whole(path, "new")
    (path.parent / "other").touch()
    assert path.stat().st_mode == (path.parent / "other").stat().st_mode


def test_link_is_followed(path):
    target = path.with_name("target")
    target.write_text("old")
    path.symlink_to(target)
    write_whole(path, "new")
    assert path.is_symlink() and target.read_text() == "new"


@pytest.mark.parametrize("name", ["pipe", "/dev/null", "."])
def test_what_is_no_file_is_not_replaced(tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    before = (tmp_path / name).stat().st_mode
    with pytest.raises(OSError, match="it is not a regular file"):
        write_whole(tmp_path / name, "new")
    assert (tmp_path / name).stat().st_mode == before and [*tmp_path.iterdir()] == [tmp_path / "pipe"]


def test_longest_name_is_written(tmp_path):
    write_whole(tmp_path / ("x" * 255), "text")
    assert [entry.name for entry in tmp_path.iterdir()] == ["x" * 255]


def test_failure_leaves_the_file_as_it_was(path):
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "old" and [*path.parent.iterdir()] == [path]


def test_half_file_of_a_killed_writer_is_removed(path):
    code = """
import os, signal, sys
from pathlib import Path
os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)
from qa.files import write_whole
write_whole(Path(sys.argv[1]), "half")
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -9 and len([*path.parent.iterdir()]) == 1 and not path.exists()
    write_whole(path, "whole")
    assert [*path.parent.iterdir()] == [path] and path.read_text() == "whole"


def test_half_file_of_a_running_writer_is_kept(path):
    half = path.with_name(f".qa-{os.getppid()}-1.part")
    half.touch()
    write_whole(path, "whole")
    assert half.exists()


def test_link_instead_of_half_file_is_not_followed(path, monkeypatch):
    victim = path.with_name("victim")
    victim.write_text("old")
    monkeypatch.setattr("threading.get_ident", lambda: 7)
    path.with_name(f".qa-{os.getpid()}-7.part").symlink_to(victim)
    write_whole(path, "new")
    assert victim.read_text() == "old" and path.read_text() == "new"
