"""What goes wrong with Spark, in one line."""

import signal
import subprocess
import sys

import pytest

from qa.errors import ClusterError
from qa.index.spark.session import cause_of, check_installed, started
from tests.load.pdf.test_child import ended, needs_pidfd

FAILED_TASK = """An error occurred while calling o77.count.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times: Traceback:
Traceback (most recent call last):
  File "/opt/spark/worker.py", line 9, in main
    process()
  File "shards.py", line 3, in work
    raise ValueError("no room")
ValueError: no room

\tat org.apache.spark.api.python.BasePythonRunner.handlePythonException(PythonRunner.scala:1)
Caused by: org.apache.spark.api.python.PythonException: Traceback (most recent call last):
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FAILED_TASK, "ValueError: no room"),
        (
            "o.a.SparkException: outer\n\tat x\nCaused by: java.net.UnknownHostException: host nowhere\n\tat y",
            "UnknownHostException: host nowhere",
        ),
        ('Exception in thread "main" org.a.SparkException: Master must be yarn', "SparkException: Master must be yarn"),
        ("26/11/26 20:22:07 ERROR Master: All masters are unresponsive", "All masters are unresponsive"),
        ("nothing of the kind", ""),
    ],
    ids=["python", "java", "start", "log", "none"],
)
def test_cause_is_the_innermost_line(text, expected):
    assert cause_of(text) == expected


PARENT = """
from qa.index.spark.session import started
if __name__ == "__main__":
    with started("local[1]") as spark:
        print(spark.sparkContext._gateway.proc.pid, flush=True)
        input()
"""


@needs_pidfd
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_java_ends_with_its_parent(spark, tmp_path, number):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    with subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        java = int(parent.stdout.readline())
        parent.send_signal(number)
        # The pipe ends when the last process that has it open has ended.
        parent.communicate(timeout=120)
    assert ended(java)


def test_long_cause_is_cut():
    assert len(cause_of(f"ValueError: {'x' * 9_000}")) < 400


def test_missing_library_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(ClusterError, match=r"extra qa\[spark\].*pip install"):
        check_installed()


def test_missing_java_is_reported(monkeypatch, tmp_path):
    for name in ("pyspark", "pandas", "pyarrow"):
        pytest.importorskip(name, reason=f"needs {name}: pip install '.[spark]'")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ClusterError, match="Java 17 or newer"), started("local[1]"):
        pass


def test_failure_on_worker_names_its_cause(spark):
    from qa.index.spark.session import failures_in_one_line

    def work(batches):
        raise ValueError("no room for 3 shards")
        yield from batches

    with pytest.raises(ClusterError, match=r"^Spark failed: ValueError: no room for 3 shards$"), failures_in_one_line():
        spark.range(1).mapInArrow(work, "id long").collect()
