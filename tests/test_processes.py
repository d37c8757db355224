"""Processes that work for this one: the order of what they give, and how they end. They evaluate expressions."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from qa.processes import Workers
from tests.load.pdf.test_child import ended, needs_pidfd

ROOT = Path(__file__).parents[1]
# An expression that takes for ever, and no memory.
ENDLESS = "sum(iter(int, 1))"
PROCESS = "__import__('os').getpid()"
# One that writes the beginning of a result, into whichever stream it is that results go to, and ends its process.
TEARING = """
import os
for stream in range(3, 9):
    try:
        os.write(stream, bytes([128, 5, 149]))
    except OSError:
        pass
os._exit(9)
"""
TORN = f"exec({TEARING!r})"
# A module that is started, and has its own function applied.
STARTED = """
from qa.processes import Workers

def double(item):
    return 2 * item

if __name__ == "__main__":
    with Workers(double, 2) as workers:
        print(list(workers.map([1, 2])))
"""


def evaluated(expressions, *, count=2, here=lambda item: False):
    with Workers(eval, count) as workers:
        return list(workers.map(expressions, here=here, ended=lambda item: "ended"))


def test_results_come_in_the_order_of_items():
    # The first item takes the longest.
    assert evaluated(["sum(range(3_000_000))", *map(str, range(40))]) == [4_499_998_500_000, *range(40)]


def test_items_for_here_are_done_here():
    first, second = evaluated([PROCESS, PROCESS + "+0"], here=lambda item: item.endswith("+0"))
    assert first != os.getpid() == second


def test_error_there_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        evaluated(["1/0"])


def test_item_that_ends_its_process_leaves_the_others():
    assert evaluated(["1", "__import__('os')._exit(3)", "2", "3"]) == [1, "ended", 2, 3]


def test_torn_result_of_an_ended_process_is_noticed():
    assert evaluated(["1", TORN, "2", "3"]) == [1, "ended", 2, 3]


def test_results_come_as_they_are_done(tmp_path):
    made = tmp_path / "made"
    # The first item is done once the file is there.
    waiting = f"next(1 for _ in iter(int, 1) if __import__('pathlib').Path({str(made)!r}).exists())"
    with Workers(eval, 2) as workers:
        done = workers.as_done([waiting, "2"], ended=lambda item: "ended")
        assert next(done) == 2
        made.touch()
        assert list(done) == [1]


def test_worker_has_no_standard_streams():
    assert evaluated(["print('x' * 9)", "__import__('sys').stdin.read()"]) == [None, ""]


def test_function_of_the_started_module_is_found(tmp_path):
    (tmp_path / "doubling.py").write_text(STARTED)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    command = [sys.executable, "-m", "doubling"]
    result = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=True)
    assert result.stdout == b"[2, 4]\n"


@needs_pidfd
def test_closing_ends_processes_at_work():
    with Workers(eval, 1) as workers:
        results = workers.map([PROCESS, *[ENDLESS] * 9], here=lambda item: False, ended=lambda item: None)
        process = next(results)
    assert ended(process)


def test_interrupt_here_leaves_no_thread():
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt), Workers(eval, 2) as workers:
        next(workers.map([PROCESS, *[ENDLESS] * 20], here=lambda item: False, ended=lambda item: None))
        raise KeyboardInterrupt
    assert threading.active_count() == before


@needs_pidfd
@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_busy_worker_ends_with_its_parent(end, tmp_path):
    code = f"""
import os
from qa.processes import Workers
workers = Workers(eval, 1)
results = workers.map([{PROCESS!r}, *[{ENDLESS!r}] * 20], here=lambda item: False, ended=lambda item: None)
print(next(results), flush=True)
{end}
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, timeout=120, check=False)
    assert ended(int(result.stdout))
