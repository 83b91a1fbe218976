"""How is a log made up, with the facts that it is scored by, and never an engine?

A recipe holds the form of the log, what is changed in its cells or columns, and what is changed in
the facts. A log from somebody else's system comes as CSV or XLSX.
"""

import functools
import json
from pathlib import Path
from random import Random
from typing import Any, Final

from mobsim.scoring.events import COLUMNS, EVENTS
from tests.fuzzing import folder_edits
from tests.fuzzing.cases import Reader, Recipe
from tests.fuzzing.folder_recipes import whole
from tests.fuzzing.grid_edits import edited, file_of
from tests.fuzzing.table_recipes import rows_of

FACTS: Final = "facts.json"
FORMS: Final = ("csv", "xlsx")


@functools.cache
def _rows() -> tuple[tuple[str, ...], ...]:
    return rows_of(whole("night")["log.csv"].decode())


@functools.cache
def _words() -> tuple[str, ...]:
    cells = {cell for row in _rows() for cell in row}
    return (*COLUMNS, *EVENTS, *sorted(cells))


def _facts() -> dict[str, bytes]:
    """What is edited as a file."""
    return {FACTS: whole("night")[FACTS]}


def seeds() -> list[Recipe]:
    return [{"form": form, "edits": [], "facts": [], "strict": False} for form in FORMS]


def mutate(rng: Random, mine: Recipe, other: Recipe) -> Recipe:
    if rng.random() < 0.1:
        mine["form"] = rng.choice(FORMS)
    mine["strict"] = rng.random() < 0.2
    if rng.random() < 0.15:
        mine["facts"] = folder_edits.edited(rng, _facts(), mine["facts"], other["facts"])
    else:
        mine["edits"] = edited(rng, mine["edits"], other["edits"], mine["form"], _words())
    return mine


def write(mine: Recipe, folder: Path) -> None:
    folder_edits.made(_facts(), mine["facts"], folder)
    (folder / f"log.{mine['form']}").write_bytes(file_of(_rows(), mine["form"], mine["edits"]))


def read(mine: Recipe) -> list[str]:
    """Read the log, score it, and tell the story of the place and of a unit."""
    from mobsim.ground.errors import InputError
    from mobsim.scoring import facts_from_plain, score
    from mobsim.scoring.log import read_csv, to_csv, to_frame
    from mobsim.telling.store import read_json
    from mobsim.telling.story import why

    log = read_csv(f"log.{mine['form']}")
    try:
        facts = facts_from_plain(read_json(Path(FACTS), "."))
    except (KeyError, TypeError, ValueError) as error:  # what it says that it raises
        raise InputError.about(FACTS, f"cannot be read: {error!r}") from None
    measures = score(log, facts, strict=mine["strict"])
    to_csv(log, "again.csv")
    to_frame(log)
    told: list[Any] = [f"refused {each}:" for each in measures.refused]
    for subject in ("cardiff", "gwent-psu-01"):
        story = why(log, facts, subject)
        json.dumps([line.text for line in (*story.opening, *story.lines)])
    return told


LOGS: Final = Reader("logs", seeds, mutate, write, read, cases=90)
