"""How do cost, memory and files grow with incidents, units, days and replications?"""

import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.goals import Found
from benchmarks.half import task_of
from benchmarks.nights import more_units, national_days, national_night
from benchmarks.studies import study
from benchmarks.timing import bare, calls_of, in_turn, log_of, once, peak_of
from mobsim.scenario.scenario import Scenario
from mobsim.study.engines import Here

DOUBLING = 2.2
GROWN: dict[str, tuple[Callable[[int], Scenario], Sequence[int]]] = {
    "incidents": (lambda n: national_night(n, 3, apart=10), (1, 2, 5, 10, 25, 50, 100, 200)),
    "units, times": (lambda n: more_units(national_night(10, 6), n), (1, 2, 4, 8)),
    "days": (national_days, (1, 2, 5, 10, 30)),
}
REPLICATIONS = 100, 400, 1600, 10_000


def growth() -> Iterator[Found]:
    """The rows about twice as much of each."""
    ten = national_night(10, 6)
    for key, twice, simple in (
        ("incidents", national_night(20, 6), ten),
        ("units", more_units(ten, 2), ten),
        ("days", national_days(4), national_days(2)),
    ):
        rows = (len(log_of(night)) for night in (twice, simple))
        yield in_turn(bare(twice), bare(simple), rounds=5).found(key, rows=rows)
    ten_days, five = (peak_of(bare(national_night(12, 15, hours=24 * days))) for days in (10, 5))
    note = f"{ten_days:.2f} / {five:.2f} MiB"
    yield Found("night-memory", ten_days / five, note=note)


@dataclass
class Size:
    """One line of the table."""

    number: int
    seconds: float
    calls: int
    rows: int
    mib: float
    file_bytes: int | None = None

    def line(self, before: "Size | None") -> str:
        """With what each doubling since the line before cost."""
        ratio = self.doubling(before) if before else None
        told = "" if ratio is None else f"× {ratio:.2f}{'' if ratio <= DOUBLING else ' MISSED'}"
        files = "" if self.file_bytes is None else f"{self.file_bytes / 1e6:.2f} MB"
        return (
            f"{self.number:>8,}{self.seconds:>10.3f}{self.calls:>14,}{self.rows:>11,}"
            f"{self.mib:>9.2f}{files:>12}  {told}"
        )

    def doubling(self, before: "Size") -> float:
        """Ratio of seconds for twice as much, from the ratio for as much as it was."""
        return float(
            (self.seconds / before.seconds) ** (1 / math.log2(self.number / before.number))
        )


def scale() -> bool:
    """Print the tables; whether no doubling cost more than the goal."""
    print(
        f"{'':>8}{'CPU s':>10}{'calls':>14}{'rows':>11}{'MiB':>9}{'files':>12}  for twice as much"
    )
    met = True
    for name, (night_of, sizes) in GROWN.items():
        met &= _table(name, (_night(number, night_of(number)) for number in sizes))
    return _table("replications", _studies()) and met


def _table(name: str, sizes: Iterator[Size]) -> bool:
    print(name)
    before, met = None, True
    for size in sizes:
        print(size.line(before), flush=True)
        met &= before is None or size.doubling(before) <= DOUBLING
        before = size
    return met


def _night(number: int, night: Scenario) -> Size:
    action = bare(night)
    seconds = min(once(action) for _ in range(3))
    return Size(number, seconds, calls_of(action), len(log_of(night)), peak_of(action))


def _studies() -> Iterator[Size]:
    """A study in one process, into its folder; rows are those of its nights' logs, not kept."""
    task = task_of(severity="local")
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "study"
        rows = len(log_of(task.scenario))
        for number in REPLICATIONS:
            action = study(task, number, Here(), target)
            seconds = once(action)
            written = sum(each.stat().st_size for each in target.rglob("*") if each.is_file())
            few = number <= REPLICATIONS[1]
            calls, mib = (calls_of(action), peak_of(action)) if few else (0, math.nan)
            yield Size(number, seconds, calls, number * rows, mib, written)
