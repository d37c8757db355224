"""Child processes that end with their parent, however it dies.

A killed parent runs no clean-up, and a child that waits for work would wait for ever, with the parent's standard
streams open: a shell's pipe would not end.
"""

import os
import threading
import time
from multiprocessing import parent_process

# Seconds between two looks at the parent.
_LOOK_SECONDS = 0.25


def end_with_parent() -> None:
    """In a child process, at its start: from now on it ends as soon as its parent has ended."""
    parent = parent_process()
    # Where multiprocessing started this process, it knows which one that was, even if it is gone by now.
    number = os.getppid() if parent is None else parent.pid
    threading.Thread(target=_watch, args=(number,), daemon=True).start()


def _watch(parent: int | None) -> None:
    while not has_ended(parent):
        time.sleep(_LOOK_SECONDS)
    os._exit(0)


def has_ended(parent: int | None) -> bool:
    """Whether the process with the number `parent`, which was the parent of this one, has ended."""
    if os.name == "posix":
        # The system gives an orphan another parent.
        return os.getppid() != parent
    known = parent_process()
    return known is not None and not known.is_alive()
