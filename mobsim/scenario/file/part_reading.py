"""How is a part of a scenario read from its keys, and how does each fault get its place?"""

from collections.abc import Callable
from typing import TypeVar

from mobsim.ground.clock import WallClock
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.units import format_elapsed
from mobsim.scenario.file.times import Moment, minute_of
from mobsim.scenario.file.yaml_reading import Node, Path

Value = TypeVar("Value")


class PartReader:
    """Reads the values at a path of a scenario, and collects their faults."""

    def __init__(self, tree: Node, path: Path = ()) -> None:
        self.tree = tree
        self.path = path
        self.node = tree.find(path)
        self.faults: list[Fault] = []

    def fault(self, message: str, *path: str | int) -> None:
        """Report a fault in the value at a path below this part.

        If that value is a default, the fault gets the place of the value around it.
        """
        whole = (*self.path, *path)
        self.faults.append(self.tree.place_of(whole).fault(whole, message))

    def key_fault(self, message: str, *path: str | int) -> None:
        """Report a fault in the key at a path below this part."""
        whole = (*self.path, *path)
        mark = self.tree.find(whole).key_mark
        mark = mark if mark.file else self.tree.place_of(whole)
        self.faults.append(mark.fault(whole, message))

    def missing(self, key: str, expected: str, *instead: str) -> None:
        """Report a fault if a key and its alternatives are all missing."""
        if isinstance(self.node.value, dict) and not {key, *instead} & self.node.items.keys():
            self.faults.append(
                self.node.mark.fault(self.path, f"missing {key!r}; expected {expected}")
            )

    def shown(self, key: str) -> str:
        """The value of a key, as it is written in the scenario."""
        return repr(self.node.find((key,)).plain())

    def attempt(self, read: Callable[[], Value], *path: str | int) -> Value | None:
        """The result of ``read``; if ``read`` fails, its faults are kept and the result is None."""
        try:
            return read()
        except InputError as error:
            self.faults += error.faults
        except ValueError as error:
            self.fault(str(error), *path)
        return None

    def beginning(
        self,
        key: str,
        moment: Moment | None,
        clock: WallClock | None,
        duration: float | None,
        *,
        before_start: bool = False,
    ) -> float | None:
        """The minute at which something begins, within the run.

        The minute can be below 0 only if ``before_start`` is true.
        """
        minute = self.minute(moment, clock, 0.0, key)
        if minute is None or clock is None:
            return None
        if minute < 0 and not before_start:
            said = f"is before the start at {clock.format(0)}"
        elif duration is not None and minute >= duration:
            said = (
                f"is at {format_elapsed(minute)}, after the scenario's end at "
                f"{clock.format(duration)} ({format_elapsed(duration)}); "
                "begin earlier or lengthen 'duration'"
            )
        else:
            return minute
        self.fault(f"{self.shown(key)} {said}", key)
        return None

    def minute(
        self, moment: Moment | None, clock: WallClock | None, after: float, *path: str | int
    ) -> float | None:
        """The minute of a moment; None if no moment is given, or if it has a fault."""
        if moment is None or clock is None:
            return None
        return self.attempt(lambda: minute_of(moment, clock, after), *path)
