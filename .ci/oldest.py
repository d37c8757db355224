"""Print constraints that pin the oldest version of each library that `pyproject.toml` allows, one per line.

python .ci/oldest.py > oldest.txt; pip install -c oldest.txt .

Tools of development are not pinned: what they say of the code is checked with the versions in `constraints.txt`.
"""

import re
import sys
import tomllib
from pathlib import Path

_BOUND = re.compile(r"([A-Za-z0-9._-]+)>=([0-9.]+)")


def main() -> int:
    """Print a line per library; 2 if one has no lowest version."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["report"]]:
        match = _BOUND.match(requirement)
        if match is None:
            print(f"pyproject.toml: {requirement} has no lowest version; write NAME>=VERSION", file=sys.stderr)
            return 2
        # A bound such as 1.6 means the first release of that line.
        version = match[2] if match[2].count(".") > 1 else f"{match[2]}.*"
        print(f"{match[1]}=={version}" if "*" not in version else f"{match[1]}=={match[2]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
