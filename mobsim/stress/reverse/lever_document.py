"""How does a lever stand in a document?"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from mobsim.stress.reverse.separating import AtPoint
from mobsim.stress.reverse.severity import (
    CallAfter,
    ForceNeed,
    Joint,
    Lever,
    NeedEach,
    PairNeed,
    Setting,
    SimultaneousIncidents,
    StartHour,
)

_LEVERS: Final[Mapping[str, Any]] = {
    "simultaneous-incidents": SimultaneousIncidents,
    "force-need": ForceNeed,
    "pair-need": PairNeed,
    "need-each": NeedEach,
    "start-hour": StartHour,
    "call-after": CallAfter,
    "setting": Setting,
    "joint": Joint,
    "at-point": AtPoint,
}


def lever_to_plain(lever: Lever) -> dict[str, Any]:
    """A lever for a document.

    >>> lever_to_plain(ForceNeed("kent"))
    {'kind': 'force-need', 'force': 'kent'}
    """
    name = next(name for name, made in _LEVERS.items() if made is type(lever))
    values = {each.name: getattr(lever, each.name) for each in fields(lever)}  # type: ignore[arg-type]
    return {"kind": name} | {key: _plain(value) for key, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return lever_to_plain(value) if type(value) in _LEVERS.values() else value  # type: ignore[arg-type]


def lever_from_plain(content: Mapping[str, Any]) -> Lever:
    """A lever from a document.

    Raises
    ------
    KeyError, TypeError
        When it is none.

    >>> lever_from_plain({"kind": "force-need", "force": "kent"})
    ForceNeed(force='kent')
    """
    values = {key: _lively(value) for key, value in content.items() if key != "kind"}
    lever: Lever = _LEVERS[content["kind"]](**values)
    return lever


def _lively(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return lever_from_plain(value) if isinstance(value, dict) else value
