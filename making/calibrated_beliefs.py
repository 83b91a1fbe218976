"""Which sets of beliefs are shipped, and what did history inform?

``python -m making.calibrated_beliefs FOLDER`` calibrates as `mobsim calibrate -o FOLDER` does, and
resumes what is there. It puts the sets into ``data/beliefs`` and what came of them into
``docs/validation.md``.
"""

import sys
from pathlib import Path
from typing import Final

from mobsim import calibrate
from mobsim.study.calibrating.calibrated_sets import CALIBRATED, SHIPPED

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "validation.md"
BLOCK: Final = "calibrated"


def with_block(page: str, name: str, text: str) -> str:
    """The page with another text between the marks of a block."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"


def ship(folder: Path, data: Path = ROOT / "data", page: Path = PAGE, **how: object) -> None:
    """Calibrate in a folder, and put what comes of it in its places."""
    made = calibrate(folder=folder, **how)
    target = data / SHIPPED
    target.parent.mkdir(exist_ok=True)
    target.write_bytes((folder / CALIBRATED).read_bytes())
    text = with_block(page.read_text(encoding="utf-8"), BLOCK, f"```\n{made.text()}\n```")
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("expected one folder: python -m making.calibrated_beliefs FOLDER")
    ship(Path(sys.argv[1]))
