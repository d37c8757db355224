"""Spark, started and ended; what goes wrong there becomes an error of one line.

Spark's own settings (memory, credentials, packages) come from where Spark looks for them: `spark-defaults.conf` in the
folder `SPARK_CONF_DIR`, and `PYSPARK_SUBMIT_ARGS`. What its Java program writes is kept from the terminal.
"""

import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from qa.errors import ClusterError

if TYPE_CHECKING:
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

_MISSING_EXTRA = (
    "Spark needs pyspark, pandas and pyarrow, the extra qa[spark], which are not installed; add them with: "
)
_INSTALL = "pip install 'pyspark[sql]>=4,<5' 'pandas<3'"
_MISSING_JAVA = "Spark needs Java 17 or newer, and none was found; install it, or set JAVA_HOME to its folder"
# What a master begins with whose workers are on this machine.
_LOCAL = "local"
# Rows that go to a worker at once: few, since a row may hold a file or a piece of a segment.
_ROWS_AT_ONCE = 8
# Seconds between two looks at how far the work is, and until a Java program that is to end is killed.
_LOOK, _PATIENCE = 0.5, 30
# Characters of a cause that are shown.
_LONGEST = 300

# How Java, Python and Spark begin the line that says what went wrong.
_CAUSE = re.compile(
    r"^(?:Caused by: |Exception in thread \S+ )?(?:[a-z_]\w*\.)*([A-Z]\w*(?:Error|Exception|Failure|Exit)\b.*)$"
)
# What every call says once Spark has stopped.
_STOPPED = "stopped SparkContext"
_LOGGED = re.compile(r"^\S+ \S+ ERROR \w+: (.*)$")


@contextmanager
def started(master: str) -> Iterator["SparkSession"]:
    """Spark on `master` (`local[2]`, `spark://host:7077`, `yarn`, …), until the end of the `with` statement.

    Raises `ClusterError` if pyspark or Java is missing, and if Spark does not start or fails.
    """
    check_installed()
    from pyspark import SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    # What runs on the workers is this Python, unless the user names theirs.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    configuration, on_interrupt = _configuration(master), signal.getsignal(signal.SIGINT)
    with TemporaryFile() as log:
        with failures_in_one_line(log):
            gateway = launch_gateway(configuration, popen_kwargs={"stdout": log, "stderr": log})
        try:
            # Java is asked for causes, so it must run until they are known.
            with failures_in_one_line(log), SparkContext(conf=configuration, gateway=gateway) as context:
                yield SparkSession(context)
        finally:
            _end(gateway)
            # The next one begins with another Java program.
            SparkContext._gateway = SparkContext._jvm = None
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGINT, on_interrupt)


def _end(gateway: Any) -> None:
    """End the Java program, which lives as long as its standard input is open."""
    with suppress(Exception):
        gateway.shutdown()
    process: Popen[bytes] | None = gateway.proc
    if process is None:
        return
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(_PATIENCE)
    except TimeoutExpired:
        process.kill()
        process.wait()


def check_installed() -> None:
    """Raise `ClusterError` if pyspark or what it needs is missing."""
    try:
        import pandas  # noqa: F401
        import pyarrow  # noqa: F401
        import pyspark  # noqa: F401
    except ModuleNotFoundError as error:
        raise ClusterError(f"{_MISSING_EXTRA}{_INSTALL}") from error
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=str(Path(home) / "bin") if home else None):
        raise ClusterError(_MISSING_JAVA)


def _configuration(master: str) -> "SparkConf":
    from pyspark import SparkConf

    settings = {
        "spark.app.name": "qa",
        "spark.master": master,
        "spark.ui.showConsoleProgress": "false",
        # What Spark would compile for its own columns takes longer than it saves: the work is done in Python.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_ROWS_AT_ONCE),
        # Partitions are as large as they are made: a small one may be hours of work.
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
    }
    if master.startswith(_LOCAL):
        # Nobody else in the network shall look in.
        settings |= {
            "spark.ui.enabled": "false",
            "spark.driver.host": "localhost",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    return SparkConf().setAll(list(settings.items()))


# Failures


@contextmanager
def failures_in_one_line(log: IO[bytes] | None = None) -> Iterator[None]:
    """What Spark raises becomes a `ClusterError` that names the cause; `log` is what its Java program wrote."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as error:
        cause = cause_of(_text_of(error))
        if log is not None and (not cause or _STOPPED in cause):
            # Why it stopped, or never started, is only there.
            cause = cause_of(_said(log)) or cause
        raise ClusterError(f"Spark failed: {cause or type(error).__name__}") from error


def _text_of(error: Exception) -> str:
    """All that an error of Spark says: the causes in Java, too."""
    java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    parts = [str(error)]
    while java is not None and len(parts) < 20:
        with suppress(Exception):
            parts.append(f"Caused by: {java.toString()}")
        try:
            java = java.getCause()
        except Exception:
            break
    return "\n".join(parts)


def _said(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read().decode("utf-8", "replace")


def cause_of(text: str) -> str:
    """The line of `text` that says what went wrong first: that of the innermost cause, in Python if there is one.

    "" if no line does.
    """
    lines = [line.rstrip() for line in text.splitlines()]
    python = [line for place, line in enumerate(lines) if _ends_traceback(lines, place)]
    logged = [match[1] for line in lines if (match := _LOGGED.match(line))]
    if python or logged:
        return _short(python[-1] if python else logged[0])
    causes = [match[1] for line in lines if (match := _CAUSE.match(line.strip()))]
    return _short(causes[-1]) if causes else ""


def _ends_traceback(lines: list[str], place: int) -> bool:
    """Whether a line is the last one of a traceback of Python: the first that is not indented any more."""
    return place > 0 and bool(_CAUSE.match(lines[place])) and lines[place - 1].startswith("    ")


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


# Progress


@contextmanager
def watched(spark: "SparkSession", report: Callable[[float], None]) -> Iterator[None]:
    """`report` gets the share of the tasks of the running stages that are done, again and again."""
    ended = threading.Event()
    thread = threading.Thread(target=_look, args=(spark, report, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _look(spark: "SparkSession", report: Callable[[float], None], ended: threading.Event) -> None:
    tracker = spark.sparkContext.statusTracker()
    while not ended.wait(_LOOK):
        # That Spark fails is noticed elsewhere.
        with suppress(Exception):
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            tasks = [(stage.numCompletedTasks, stage.numTasks) for stage in stages if stage is not None]
            if tasks:
                report(sum(done for done, _ in tasks) / max(sum(every for _, every in tasks), 1))
