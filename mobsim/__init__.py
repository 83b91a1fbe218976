"""Which forces send help, how long does it take, and what remains at home?

mobsim simulates public-order mutual aid among the 43 police forces of England and Wales.

>>> import mobsim
>>> mobsim.run("quickstart").measures.asked.first_ricc_at
20.0
"""

import os
import sys

# With ``python -m mobsim``, Python looks for modules in the current folder first, which may hold
# files from somebody else. These lines remove that folder from the path before any other import,
# unless mobsim itself is there. sys.argv is "-m" only while Python looks for the module to run.
_IN_FOLDER = __path__[0].rpartition(os.sep)[0]
if sys.argv[:1] == ["-m"] and not sys.flags.safe_path and sys.path[0] != _IN_FOLDER:
    del sys.path[0]

from typing import TYPE_CHECKING, Any  # noqa: E402

if TYPE_CHECKING:
    from mobsim.api import LoadedScenario, compare, load, run
    from mobsim.ground.budgets import limits
    from mobsim.ground.errors import InputError, MobsimError, OutputError, ScoringError
    from mobsim.scenario.scenario import Scenario
    from mobsim.scoring import Facts, Measures, minutes_between, score
    from mobsim.stress.requirement.requirement_study import requirement
    from mobsim.study.night_result import Result
    from mobsim.study.study import Study, extend, merge, read_study
    from mobsim.telling.store import read_result

    __version__: str

__all__ = [
    "Facts",
    "InputError",
    "LoadedScenario",
    "Measures",
    "MobsimError",
    "OutputError",
    "Result",
    "Scenario",
    "ScoringError",
    "Study",
    "__version__",
    "calibrate",
    "compare",
    "extend",
    "limits",
    "load",
    "merge",
    "minutes_between",
    "read_result",
    "read_study",
    "requirement",
    "run",
    "score",
]

_FROM = {
    "Facts": "mobsim.scoring",
    "InputError": "mobsim.ground.errors",
    "LoadedScenario": "mobsim.api",
    "Measures": "mobsim.scoring",
    "MobsimError": "mobsim.ground.errors",
    "OutputError": "mobsim.ground.errors",
    "Result": "mobsim.study.night_result",
    "Scenario": "mobsim.scenario.scenario",
    "ScoringError": "mobsim.ground.errors",
    "Study": "mobsim.study.study",
    "calibrate": "mobsim.api",
    "compare": "mobsim.api",
    "extend": "mobsim.study.study",
    "limits": "mobsim.ground.budgets",
    "load": "mobsim.api",
    "merge": "mobsim.study.study",
    "minutes_between": "mobsim.scoring",
    "read_result": "mobsim.telling.store",
    "read_study": "mobsim.study.study",
    "requirement": "mobsim.stress.requirement.requirement_study",
    "run": "mobsim.api",
    "score": "mobsim.scoring",
}
"""The module of each public name. Modules are imported only when needed, so that ``mobsim --help``
does not wait for the engine.
"""


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "__version__":
        value: Any = import_module("mobsim.ground.versions").version()
    elif name in _FROM:
        value = getattr(import_module(_FROM[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
