"""The learning curves of runs: `python -m qa.train.neural.curve FIGURE RUN [RUN ...]`.

Beside the figure (SVG) goes a JSON file of the same name with its numbers: for each run the losses on the examples that
it was just trained on, and on held-out ones, by the examples seen.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.train.neural.fit import LOG

# The panels of the figure: where the log has a number, and its title.
_PANELS = (
    (("held_out", "span"), "loss of the span, held out"),
    (("held_out", "answers"), "loss of “it answers”, held out"),
    (("held_out", "auroc"), "AUROC of “it answers”, held out"),
)


def read_logs(runs: Sequence[Path]) -> dict[str, list[Mapping[str, Any]]]:
    """The lines of the log of each run, by the run's name."""
    return {
        run.name: [json.loads(line) for line in (run / LOG).read_text(encoding="utf-8").splitlines()] for run in runs
    }


def draw(logs: Mapping[str, Sequence[Mapping[str, Any]]], path: Path) -> None:
    """Draw the curves into the SVG file `path`."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # The same logs give the same file.
    with mpl.rc_context({"svg.hashsalt": "qa", "font.size": 9}):
        figure = Figure(figsize=(9, 3), layout="constrained")
        for axes, (place, title) in zip(figure.subplots(1, len(_PANELS)), _PANELS, strict=True):
            for name, log in logs.items():
                axes.plot(
                    [line["examples"] / 1_000 for line in log], [line[place[0]][place[1]] for line in log], label=name
                )
            axes.set_title(title, fontsize=9)
            axes.set_xlabel("thousand examples")
            axes.grid(alpha=0.3)
        figure.axes[0].legend()
        figure.savefig(path, metadata={"Date": None})


def main(arguments: list[str] | None = None) -> None:
    """Write the figure and its numbers."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.curve", description=__doc__)
    parser.add_argument("figure", type=Path, help="SVG file to write")
    parser.add_argument("runs", type=Path, nargs="+", help="folders of step 3")
    parsed = parser.parse_args(arguments)
    logs = read_logs(parsed.runs)
    draw(logs, parsed.figure)
    lines = ",\n".join(
        f' "{name}": [\n' + ",\n".join(f"  {json.dumps(line)}" for line in log) + "\n ]" for name, log in logs.items()
    )
    parsed.figure.with_suffix(".json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
