"""What goes wrong with Spark, in one line."""

import sys

import pytest

from qa.errors import ClusterError
from qa.index.spark.session import cause_of, check_installed, started

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
