"""A child ends with its parent, however that dies, and lets go of its streams."""

import os
import signal
import subprocess
import sys

import pytest

# Seconds after which a process that should have ended is a failure.
PATIENCE = 60

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")

# The parent of two workers, which say that they have begun and then wait for work that never comes.
POOL = """
import os, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from qa.processes import end_with_parent
if __name__ == "__main__":
    pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=end_with_parent)
    pool.submit(os.getpid).result()
    pool.submit(os.getpid).result()
    print("begun", flush=True)
    sys.stdin.read()
"""
# The same as the training has them.
WORKERS = """
import os, sys
from multiprocessing import get_context
from qa.processes import end_with_parent
if __name__ == "__main__":
    pool = get_context("spawn").Pool(2, initializer=end_with_parent)
    pool.apply(os.getpid)
    print("begun", flush=True)
    sys.stdin.read()
"""
CHILD = """
import subprocess, sys
begin = "from qa.processes import end_with_parent; end_with_parent(); print('begun', flush=True)"
code = f"{begin}; import time; time.sleep(999)"
subprocess.run([sys.executable, "-c", code], stdin=subprocess.DEVNULL)
"""


@pytest.mark.parametrize("code", [POOL, WORKERS, CHILD], ids=["pool", "workers", "child"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_children_end_with_their_parent(tmp_path, code, number):
    script = tmp_path / "parent.py"
    script.write_text(code)
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as parent:
        assert parent.stdout.readline() == b"begun\n"
        parent.send_signal(number)
        # The pipe ends when the last process that has it open has ended.
        parent.communicate(timeout=PATIENCE)
