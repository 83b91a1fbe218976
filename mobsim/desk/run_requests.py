"""Which run does the user request, and which command line does the same work?"""

import shlex
from collections.abc import Mapping
from typing import Any, Final

from mobsim.desk.night_checking import source_of
from mobsim.desk.planner_folder import NightFile, NotThereError, PlannerFolder
from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import InputError
from mobsim.scenario.file.resolving import resolve_source

KINDS: Final = ("night", "nights", "uncertainty", "compare")
_MANY: Final = 50
"""The default number of nights of a run."""
_SETS: Final = 32
"""The default number of sets of beliefs."""
_NIGHTS_OF_SET: Final = 2
_HIGHEST_SEED: Final = 2**31 - 1


class RunRequest:
    """A request for a run, made from the data that the page sends."""

    def __init__(self, folder: PlannerFolder, asked: Mapping[str, Any], taken: set[str]) -> None:
        self._folder, self._asked, self._taken = folder, asked, taken
        self.kind = _one_of(asked.get("kind"), KINDS, "kind")
        self._seed = _whole(asked, "seed", 1, 1 if self.kind == "uncertainty" else 0, _HIGHEST_SEED)
        self.night = folder.night(_name(asked, "night"))
        self._override = self._chosen()

    def plan(self) -> tuple[dict[str, Any], str]:
        """Return the request for the run's process, and the command line that does the same work.

        Raises
        ------
        InputError
            If mobsim cannot run a night; the error lists every fault.
        """
        kind = self.kind
        if kind == "compare":
            return self._compared()
        request = {"kind": kind, "seed": self._seed, **self._arm(self.night)}
        words = ["mobsim", "run", *self._source(self.night), "--seed", str(self._seed)]
        if kind == "night":
            target = self._target("")
            command = _line(*words, "-o", target, "--report")
            return {**request, "target": self._full(target)}, command
        if kind == "nights":
            count = self._replications()
            target = self._resumed() or self._target("-study")
            command = _line(*words, "--replications", str(count), "-o", target, "--report")
            return {**request, "replications": count, "target": self._full(target)}, command
        return self._uncertain(request)

    def _uncertain(self, request: dict[str, Any]) -> tuple[dict[str, Any], str]:
        count = self._replications(_SETS * _NIGHTS_OF_SET)
        sets = max(2, round(count / _NIGHTS_OF_SET))
        target = self._target("-uncertainty")
        words = ["mobsim", "uncertainty", *self._source(self.night), "--sets", str(sets)]
        words += ["--replications", str(_NIGHTS_OF_SET), "--seed", str(self._seed), "-o", target]
        more = {"sets": sets, "replications": _NIGHTS_OF_SET, "target": self._full(target)}
        return {**request, **more}, _line(*words)

    def _compared(self) -> tuple[dict[str, Any], str]:
        against = self._folder.night(_name(self._asked, "against"))
        if against.name == self.night.name:
            raise InputError.about("compare", "found one night twice, expected two nights")
        if self._override:
            message = (
                f"found {self._override!r}, expected two nights without an override; leave it out"
            )
            raise InputError.about("compare", message)
        count = self._replications()
        names = f"{self.night.name}-and-{against.name}"
        target = self._free(f"{names}-{self._seed}")
        arms = [{"night": each.name, **self._arm(each)} for each in (self.night, against)]
        words = ["mobsim", "compare", self.night.path.name, against.path.name]
        words += ["--replications", str(count), "--seed", str(self._seed), "-o", target]
        request = {"kind": "compare", "seed": self._seed, "replications": count}
        return {**request, "arms": arms, "target": self._full(target)}, _line(*words)

    def _arm(self, night: NightFile) -> dict[str, Any]:
        """Copy a night as it is at present, so that later typing does not change the run."""
        text = night.text
        resolve_source(source_of(text, night.path), self._override, others=False)
        said = shlex.join(self._source(night))
        return {"text": text, "path": str(night.path), "override": self._override, "source": said}

    def _source(self, night: NightFile) -> list[str]:
        more = ["--with", self._override] if self._override else []
        return [night.path.name, *more]

    def _chosen(self) -> str | None:
        found = self._asked.get("with") or []
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise InputError.about("with", "expected a list of names of overrides")
        if len(found) > 1:
            raise InputError.about("with", f"found {len(found)} overrides, expected one")
        return found[0] if found else None

    def _replications(self, usual: int = _MANY) -> int:
        most = limit("nights")
        return _whole(self._asked, "replications", usual, 1, most, passed=over("nights"))

    def _target(self, ending: str) -> str:
        with_it = f"-{self._override}" if self._override else ""
        return self._free(f"{self.night.name}{with_it}-{self._seed}{ending}")

    def _full(self, target: str) -> str:
        return str(self._folder.path / target)

    def _free(self, name: str) -> str:
        return self._folder.free_result(name, self._taken).name

    def _resumed(self) -> str:
        """Return the name of the study to resume, if the request names a study."""
        name = self._asked.get("resume")
        if name is None:
            return ""
        if not isinstance(name, str) or name in self._taken:
            raise NotThereError("That study is already running.")
        _, kind = self._folder.result(name)
        if kind != "study":
            raise InputError.about("resume", f"found {name!r}, expected a study of many nights")
        return name


def _line(*words: str) -> str:
    return shlex.join(words)


def _name(asked: Mapping[str, Any], key: str) -> str:
    found = asked.get(key)
    if not isinstance(found, str):
        raise InputError.about(key, "expected the name of a night")
    return found


def _one_of(found: Any, known: tuple[str, ...], key: str) -> str:
    if not isinstance(found, str) or found not in known:
        raise InputError.about(key, f"expected one of: {', '.join(known)}")
    return found


def _whole(
    asked: Mapping[str, Any], key: str, usual: int, low: int, high: int, *, passed: str = ""
) -> int:
    found = asked.get(key)
    if found is None:
        return usual
    if isinstance(found, bool) or not isinstance(found, int):
        raise InputError.about(key, "expected a whole number")
    if not low <= found <= high:
        told = f"expected a whole number from {low} to {high:,}"
        raise InputError.about(key, passed if passed and found > high else told)
    return found
