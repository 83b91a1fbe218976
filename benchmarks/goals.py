"""How fast does mobsim want to be?

Each goal is a ratio or a count that one run of ``python -m benchmarks`` measures; a row without a
bound is printed and not judged. The page has the same order.
"""

from typing import NamedTuple

REFERENCE = "07fb477"
"""The commit that a likely night is held against: before the engine was made quicker."""


class Goal(NamedTuple):
    """What is measured, and what it should be."""

    words: str
    sign: str = ""
    """``≤`` or ``≥``; nothing without a bound."""
    bound: float = 0.0
    unit: str = ""

    def met(self, found: float) -> bool:
        """Whether a figure reaches the goal; rounded no further than it is printed."""
        shown = round(found, 2)
        return shown <= self.bound if self.sign == "≤" else shown >= self.bound

    @property
    def wanted(self) -> str:
        return f"{self.sign} {self.bound:g}{self.unit}" if self.sign else "–"

    def verdict(self, found: float | None) -> str:
        """``met``, ``MISSED``, or nothing to hold it against."""
        if found is None:
            return "not measured"
        return "–" if not self.sign else "met" if self.met(found) else "MISSED"


GOALS = {
    "old-likely": Goal("one likely national night: old commit / now", "≥", 3, " ×"),
    "old-compiled": Goal("the same, the engine compiled", "≥", 3, " ×"),
    "old-three-days": Goal("three likely days: old commit / now", "", 0, " ×"),
    "old-static": Goal("nineteen small, static: old commit / now", "", 0, " ×"),
    "per-row": Goal("three likely days / one likely night, per row of the log", "≤", 1, " ×"),
    "popm": Goal("popm's allocation in pandas / nineteen small, static, scored", "≥", 50, " ×"),
    "pack": Goal("the whole stress pack of a quarter, 200 nights", "≤", 15, " min"),
    "pack-quick": Goal("the same with --quick", "≤", 60, " s"),
    "run": Goal("mobsim run quickstart, cold / python -c pass", "≤", 40, " ×"),
    "help": Goal("mobsim --help / python -c pass", "≤", 6, " ×"),
    "heap": Goal("national night: SimPy / bare heap, same decisions", "≤", 1.4, " ×"),
    "events": Goal("SimPy's events / rows of the log", "≤", 1.25),
    "process": Goal("a process for each unit, same decisions / ours", "≥", 3, " ×"),
    "chance": Goal("all draws of a night / the night", "≤", 0.15),
    "log": Goal("log on / log off, both scored", "≤", 1.3, " ×"),
    "simpy-legs": Goal("SimPy, a process for each unit, legs only / static night", "", 0, " ×"),
    "ciw-legs": Goal("Ciw, legs only / static night", "", 0, " ×"),
    "salabim-legs": Goal("salabim, legs only / static night", "", 0, " ×"),
    "incidents": Goal("twice the incidents", "≤", 2.2, " ×"),
    "units": Goal("twice the units", "≤", 2.2, " ×"),
    "days": Goal("twice the days", "≤", 2.2, " ×"),
    "nights": Goal("twice the nights of a study", "≤", 2.2, " ×"),
    "night-memory": Goal("memory of a night without its log, ten days / five", "≤", 1.5, " ×"),
    "study": Goal("study in one process / bare heap, per night", "≤", 1.2, " ×"),
    "two": Goal("two bare processes / a study by two", "≥", 0.9, " ×"),
    "dask": Goal("a study by two processes / by two Dask workers", "", 0, " ×"),
    "worker": Goal("memory of a worker after 600 nights", "≤", 80, " MiB"),
    "study-memory": Goal("peak memory of a study's process, twice the nights", "≤", 1.1, " ×"),
    "report": Goal("report of the national drill: to load", "≤", 1, " s"),
    "frames": Goal("report of the national drill: frames a second, scrubbed", "≥", 30),
}


class Found(NamedTuple):
    """A figure for a goal, with what stands beside it."""

    key: str
    value: float | None
    """None if it was not measured; then the note says why."""
    seconds: str = ""
    calls: str = ""
    rows: str = ""
    note: str = ""

    @property
    def goal(self) -> Goal:
        return GOALS[self.key]

    @property
    def figure(self) -> str:
        return "–" if self.value is None else f"{self.value:.2f}"

    def lines(self, *, held: bool = True) -> str:
        """As the command prints it, ``held`` against its goal or not."""
        goal = self.goal if held else Goal(self.goal.words)
        first = f"{goal.words:<66}{self.figure:>9}   {goal.wanted:<9} {goal.verdict(self.value)}"
        beside = [self.seconds and f"{self.seconds} s", self.calls and f"{self.calls} calls",
                  self.rows and f"{self.rows} rows", self.note]  # fmt: skip
        second = "; ".join(filter(None, beside))
        return f"{first.rstrip(' –')}\n    {second}" if second else first.rstrip(" –")
