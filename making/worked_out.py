"""What do libraries work out of what is shipped, that nearly every night needs?

The quickest drives between all main cities (networkx, of ``data/roads.csv``) and the bank holidays
of fifty years (holidays). Importing the two takes longer than a night, so what they say is shipped:

    python -m making.worked_out

writes ``data/worked_out`` again. Other roads, other forces and other years are worked out when they
are met.
"""

import json
from pathlib import Path
from typing import Any

from mobsim.country.forces import known_force_ids
from mobsim.country.geography import KEPT_DRIVES, drives_by_networkx, load_roads, roads_digest
from mobsim.ground.clock import KEPT_HOLIDAYS, library_holidays
from mobsim.ground.tables import data_path

YEARS = range(2000, 2051)
"""Years of which bank holidays are kept; chosen."""


def drives() -> dict[str, Any]:
    """The quickest drives by the shipped roads, with the digest of what they were worked out of."""
    roads, force_ids = load_roads(), tuple(known_force_ids())
    minutes = drives_by_networkx(roads, force_ids, "roads.csv")
    return {"of": roads_digest(roads, force_ids), "minutes": minutes}


def bank_holidays() -> dict[str, Any]:
    """The bank holidays of England and Wales, and of which years they are."""
    days = sorted(library_holidays(YEARS))
    return {
        "first_year": YEARS[0],
        "last_year": YEARS[-1],
        "days": [day.isoformat() for day in days],
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _write(data_path(KEPT_DRIVES), drives())
    _write(data_path(KEPT_HOLIDAYS), bank_holidays())
