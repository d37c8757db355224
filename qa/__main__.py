"""The `qa` command, and `python -m qa`."""

# As in `typing`, which takes its time to import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> "NoReturn":
    """Run the command line and end the process with its status."""
    # Imported inside, so that Ctrl-C during the imports prints no traceback.
    try:
        from qa.fronts.status import exit_with

        exit_with(_command_line)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _command_line() -> int:
    from qa.fronts.cli import run

    return run()


if __name__ == "__main__":
    main()
