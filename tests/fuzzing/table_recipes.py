"""How are the tables made up that a scenario may name, and the returns that forces send?"""

import csv
import functools
import io
from pathlib import Path
from random import Random
from typing import Final

from mobsim.ground.tables import data_path
from mobsim.scenario.file.scenario_finding import TABLE_KEYS
from tests.fuzzing.cases import Reader, Recipe
from tests.fuzzing.grid_edits import edited, file_of
from tests.fuzzing.judging import command

FORMS: Final = ("csv", "xlsx")
_DRONES: Final = "drones,drone team,drone teams,Drones,3,,1,2,1,1,pilot,40,assumed,assumed,made up"
_NIGHT: Final = """\
schema: 1
question: Is the table read?
start: 2026-06-03 14:00
duration: 12h
incidents:
  - {{name: Leeds, force: west-yorkshire, begins: +2h, need: {{psu: 10}}}}
{key}: {file}
"""
LAST: Final = "2026-Q4"


@functools.cache
def shipped_rows(key: str) -> tuple[tuple[str, ...], ...]:
    """The shipped table that a user's one stands in for."""
    if key == "kinds":  # a user's table has further kinds only
        return (_rows(data_path("unit_kinds.csv"))[0], tuple(_DRONES.split(",")))
    return _rows(data_path(f"{key}.csv"))


def rows_of(text: str) -> tuple[tuple[str, ...], ...]:
    """The cells of a CSV file."""
    return tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline="")))


def _rows(path: Path) -> tuple[tuple[str, ...], ...]:
    return rows_of(path.read_text("utf-8"))


@functools.cache
def return_rows() -> tuple[tuple[str, ...], ...]:
    """What two forces returned for the quarter that is shipped last, dated in the next."""
    head, *rows = _rows(data_path("returns") / LAST / "returns.csv")
    kept = [row for row in rows if row[0] in ("kent", "essex")]
    return (
        head,
        *(tuple("2027-03-01" if each == "2026-12-31" else each for each in row) for row in kept),
    )


@functools.cache
def words(key: str) -> tuple[str, ...]:
    """What stands in the cells and the header of a table."""
    rows = return_rows() if key == "returns" else shipped_rows(key)
    return tuple(sorted({cell for row in rows for cell in row if len(cell) < 40}))


# --- tables of a scenario -----------------------------------------------------------------------


def table_seeds() -> list[Recipe]:
    return [{"table": key, "form": form, "edits": []} for key in TABLE_KEYS for form in FORMS]


def mutate_table(rng: Random, mine: Recipe, other: Recipe) -> Recipe:
    """Other edits; now and then another table, or the other form."""
    if rng.random() < 0.1:
        mine["table"], mine["form"] = rng.choice(TABLE_KEYS), rng.choice(FORMS)
    mine["edits"] = edited(rng, mine["edits"], other["edits"], mine["form"], words(mine["table"]))
    return mine


def write_table(mine: Recipe, folder: Path) -> None:
    name = f"table.{mine['form']}"
    rows = shipped_rows(mine["table"])
    (folder / name).write_bytes(file_of(rows, mine["form"], mine["edits"]))
    (folder / "night.yaml").write_text(_NIGHT.format(key=mine["table"], file=name), "utf-8")


def read_table(mine: Recipe) -> list[str]:
    return command(["check", "night.yaml"])


# --- returns ------------------------------------------------------------------------------------


def return_seeds() -> list[Recipe]:
    plain = [{"form": form, "edits": []} for form in FORMS]
    dates = (
        "01/03/2027",
        "1 March 2027",
        "1-Mar-27",
        "2027-3-1",
        "46082",
        "01.03.2027",
        "05/01/2027",
    )
    dated = [
        {"form": form, "edits": [["cell", 0.2, 0.86, each]]} for form in FORMS for each in dates
    ]
    return plain + dated


def mutate_return(rng: Random, mine: Recipe, other: Recipe) -> Recipe:
    if rng.random() < 0.1:
        mine["form"] = rng.choice(FORMS)
    mine["edits"] = edited(rng, mine["edits"], other["edits"], mine["form"], words("returns"))
    return mine


def write_return(mine: Recipe, folder: Path) -> None:
    (folder / f"return.{mine['form']}").write_bytes(
        file_of(return_rows(), mine["form"], mine["edits"])
    )


def read_return(mine: Recipe) -> list[str]:
    """Import it beside last quarter's rows of the other forces."""
    name = f"return.{mine['form']}"
    wish = ["--quarter", "2027-Q1", "--last", LAST, "--partial", "-o", "set"]
    return command(["stress", "import", name, *wish])


TABLES: Final = Reader("tables", table_seeds, mutate_table, write_table, read_table, cases=90)
RETURNS: Final = Reader("returns", return_seeds, mutate_return, write_return, read_return, cases=90)
