"""The `qa` command, and `python -m qa`."""

from qa.fronts.cli import run


def main() -> None:
    """Run the command line and leave with its status."""
    raise SystemExit(run())


if __name__ == "__main__":
    main()
