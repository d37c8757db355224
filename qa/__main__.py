"""The `qa` command, and `python -m qa`."""

from typing import NoReturn

from qa.fronts.status import exit_with


def main() -> NoReturn:
    """Run the command line and end the process with its status."""
    exit_with(_command_line)


def _command_line() -> int:
    # Imported here, where an interruption or a broken installation is caught.
    from qa.fronts.cli import run

    return run()


if __name__ == "__main__":
    main()
