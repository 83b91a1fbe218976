"""How large may an input be, and how do you allow a larger input?

Input files often arrive by email. Each limit in this module stops a broken or hostile file before
it takes minutes to read or fills the machine's memory. To raise a limit, use ``--limit NAME=N`` on
the command line or `limits` in Python. To raise a limit for every command, set the environment
variable ``MOBSIM_LIMITS``; the processes that run nights inherit it.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final

from mobsim.ground.errors import InputError, did_you_mean

VARIABLE: Final = "MOBSIM_LIMITS"
"""Environment variable with limits, such as ``cells=200000,nodes=50000``."""
OPTION: Final = "--limit"

_SETTING: Final = re.compile(r"([a-z]+)=([0-9]{1,13})")


@dataclass(frozen=True, slots=True)
class Budget:
    """One limit."""

    most: int
    """The default limit."""
    counts: str
    """The name of the items that the limit counts, in the plural."""
    why: str
    """The reason for having a limit, and for its value."""
    highest: int = 10**12
    """The highest value that you can set."""


BUDGETS: Final[Mapping[str, Budget]] = {
    "yaml": Budget(
        2_000_000,
        "bytes of a scenario file",
        "the largest real file has 40,000 bytes; mobsim needs seconds to read 2 MB",
    ),
    "depth": Budget(
        60,
        "levels of a scenario file or of its bases",
        "real files have at most 8 levels, and 2 levels of bases",
        highest=150,
    ),
    "nodes": Budget(
        10_000,
        "values of a scenario file with its aliases written out",
        "the largest real file has 600 values; a few lines of aliases can expand to billions",
    ),
    "layers": Budget(
        100_000,
        "values in all layers: the values of the file, once for each override",
        "mobsim checks the whole scenario for each override; real files have 5,000 values",
    ),
    "digits": Budget(400, "characters of a number", "no real number has more than 20 characters"),
    "table": Budget(
        10_000_000,
        "bytes of a table, as CSV or XLSX",
        "the returns of all forces have 30,000 bytes",
    ),
    "unpacked": Budget(
        20_000_000,
        "bytes of a workbook once it is unpacked",
        "a small archive can unpack to more than fits into memory",
    ),
    "cells": Budget(
        50_000,
        "cells of a table",
        "the table of all forces' capability has 3,000 cells; the table of roads has 7,300",
    ),
    "rows": Budget(
        10_000, "rows of a table", "a table of all roads between 43 cities has 903 rows"
    ),
    "columns": Budget(500, "columns of a table", "the table of forces has 60 columns"),
    "log": Budget(
        100_000,
        "rows of a log that is read as CSV",
        "the longest log of a shipped night has 10,000 rows",
    ),
    "kept": Budget(
        200_000_000,
        "bytes of a file in a folder that mobsim wrote",
        "a thousand nights with their logs take about 60 MB in a file",
    ),
    "crews": Budget(
        20_000,
        "crews of all forces and kinds",
        "the country has about 3,000 crews; each crew makes a run slower",
    ),
    "happenings": Budget(
        500_000,
        "happenings of a night, as estimated",
        "the longest shipped night has 10,000 happenings; 500,000 take a minute or more",
    ),
    "nights": Budget(
        10_000_000, "nights of a study", "a thousand nights already give a share to within 3 %"
    ),
    "points": Budget(10_000, "points of a sweep", "each point is a separate study"),
    "library": Budget(
        1_000,
        "scenario files or folders to list",
        "checking each file takes a tenth of a second",
    ),
    "faults": Budget(
        50, "faults printed", "mobsim counts the other faults; correct the printed ones first"
    ),
}
"""All limits by name."""


def limit(name: str) -> int:
    """The current value of a limit.

    >>> limit("depth")
    60
    """
    return _asked(os.environ.get(VARIABLE, "")).get(name, BUDGETS[name].most)


def over(name: str, found: int | None = None) -> str:
    """The message about an exceeded limit; the number ``found`` can be unknown or an estimate.

    >>> over("depth", 61)
    'found 61 levels of a scenario file or of its bases, expected at most 60; ...'
    """
    most, counts = limit(name), BUDGETS[name].counts
    start = f"found {found:,} {counts}, expected at most" if found else f"found more {counts} than"
    return f"{start} {most:,}; if this is intended, raise the limit with {OPTION} {name}=N"


@contextmanager
def limits(**most: int) -> Iterator[None]:
    """Change limits, by name, for everything that is read inside the ``with`` block.

    The limits apply to the whole process and to the processes that this process starts in the
    block.

    Raises
    ------
    InputError
        If no limit has that name, or if the value is not a whole number above 0.

    >>> with limits(depth=80):
    ...     limit("depth")
    80
    """
    before = os.environ.get(VARIABLE)
    settings = ",".join(f"{name}={number}" for name, number in most.items())
    _asked(settings)
    os.environ[VARIABLE] = ",".join(filter(None, (before, settings)))
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def read_limits(settings: tuple[str, ...]) -> dict[str, int]:
    """The limits in settings of the form ``NAME=N``.

    Raises
    ------
    InputError
        If a setting cannot be used; the message says what to write.

    >>> read_limits(("cells=200000",))
    {'cells': 200000}
    """
    return dict(_asked(",".join(settings), OPTION))


@cache
def _asked(text: str, where: str = VARIABLE) -> dict[str, int]:
    found: dict[str, int] = {}
    for setting in filter(None, text.split(",")):
        match = _SETTING.fullmatch(setting.strip())
        if not match:
            message = f"found {setting[:40]!r}, expected NAME=N such as cells=200000"
            raise InputError.about(where, message)
        name, number = match[1], int(match[2])
        if name not in BUDGETS:
            message = f"unknown limit {name!r}; {did_you_mean(name, BUDGETS)}"
            raise InputError.about(where, message)
        if not 0 < number <= BUDGETS[name].highest:
            message = f"found {setting!r}, expected from 1 to {BUDGETS[name].highest:,}"
            raise InputError.about(where, message)
        found[name] = number
    return found
