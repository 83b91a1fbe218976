"""How well do the shipped sets predict the events that had no part in calibration?

``python -m making.held_out`` runs the held-out events once with ``data/beliefs/calibrated.json``
and writes what comes into ``docs/validation.md``, the line of success first.
"""

from typing import Final

from making.calibrated_beliefs import PAGE, with_block
from mobsim.ground.text_layout import wrapped
from mobsim.study.calibrating.calibrated_sets import CalibratedSets, read_calibrated
from mobsim.study.calibrating.held_out import HeldOutScores, score_sets

BLOCK: Final = "held-out"


def page_with(page: str, scores: HeldOutScores, sets: CalibratedSets) -> str:
    """The page with the block of scores anew."""
    said = "\n".join(wrapped(f"**{scores.sentence()}** {sets.sentence()}", 120))
    return with_block(page, BLOCK, f"{said}\n\n```\n{scores.text()}\n```")


if __name__ == "__main__":
    shipped = read_calibrated()
    found = score_sets(shipped)
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), found, shipped), encoding="utf-8")
    print(found.text())
