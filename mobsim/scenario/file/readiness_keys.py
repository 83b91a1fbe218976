"""Which keys state how aid becomes ready, and how a host's own crews turn out?

The shares of the promised timeline and of a host's crews are declared where the engine reads them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mobsim.ground.declarations import OwnParameter, Parameter, Part, ShareParameter
from mobsim.scenario.declared import declared_in
from mobsim.scenario.file.times import ClockTime, read_moment
from mobsim.scenario.file.value_readers import SHARE, Gather, read_share, shown
from mobsim.scenario.scenario import LocalReadiness, Rules, Timeline


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The shares of fit crews on duty at stated hours of the day, and on weekend evenings.

    Between two hours, the share changes evenly.
    """

    by_hour: tuple[tuple[int, float], ...]
    weekend_evening: float
    """The share on Saturday and Sunday from 18:00 to 22:00."""


WEEKEND_EVENING = "weekend_evening"
WEEKEND_HOURS = range(18, 22)


_EVENING = "18%"
"""The share of crews on duty on weekend evenings, if a scenario states only other hours."""


def read_on_duty(found: object) -> OnDuty:
    """Read the shares of crews on duty at whole hours of the day."""
    if not isinstance(found, dict):
        raise ValueError(f"found {shown(found)}, expected shares by hour, such as {{'14:00': 25%}}")
    gather = Gather()
    evening = found.get(WEEKEND_EVENING, _EVENING)
    by_hour = {key: share for key, share in found.items() if key != WEEKEND_EVENING}
    hours = read_hours(by_hour, read_share, gather, "14:00")
    weekend = gather.read(read_share, evening, WEEKEND_EVENING)
    if not hours:
        gather.add("expected a share for at least one hour, such as {'14:00': 25%}")
    gather.done()
    return OnDuty(tuple(sorted(hours.items())), weekend)


def read_hours(
    found: Mapping[Any, Any], read: Callable[[Any], Any], gather: Gather, example: str
) -> dict[int, Any]:
    """Read figures by whole hour of the day, and collect their faults."""
    hours: dict[int, Any] = {}
    for key, figure in found.items():
        moment = gather.read(read_moment, key, key)
        value = gather.read(read, figure, key)
        if isinstance(moment, ClockTime) and moment.weekday is None and not moment.minute:
            hours[moment.hour] = value
        elif moment:
            gather.add(f"found {key!r}, expected a whole hour of day such as '{example}'", key)
    return hours


def _on_duty(when: str, low: str, high: str) -> Part:
    why, affects = (
        "early shifts are fullest, nights thinnest",
        "the host's strength in the first hours",
    )
    return Part(f"crews on duty {when}", unit="of fit", tried=(low, high), why=why, affects=affects)


_ROSTER = "readiness.roster."

# fmt: off
READINESS: Mapping[str, Mapping[str, Parameter]] = {
    "timeline": declared_in(Timeline),
    "roster": {
        **{
            key.removeprefix(_ROSTER): record
            for key, record in declared_in(Rules).items()
            if key.startswith(_ROSTER)
        },
        "holiday": ShareParameter(
            "80%", "crews on duty on a bank holiday, relative to a Sunday", unit="of a Sunday's "
            "crews",
            tried=("60%", "100%"), why="forces let as many officers as possible stay at home",
            affects="all supply on a bank holiday"),
        "level_2_fill": ShareParameter(
            "25%", "PSUs whose officers can form BDUs instead",
            help="Share of fit PSUs whose officers can form BDUs instead.", unit="of fit PSUs",
            tried=("0%", "100%"), why="a level 2 officer can serve in a BDU, but a level 3 officer "
            "cannot serve in a PSU",
            affects="BDUs of every force"),
    },
}
"""The parameters of each choice of readiness, by name of the choice, then of the parameter."""

HOST_READINESS: Mapping[str, Mapping[str, Parameter]] = {
    "local": {
        "on_duty": OwnParameter(
            {"14:00": "25%", "22:00": "18%", "04:00": "8%", WEEKEND_EVENING: _EVENING},
            read_on_duty, {"type": "object", "additionalProperties": SHARE.schema},
            "shares of fit crews on duty by hour of day, linear in between",
            help="Shares of fit crews on duty, by hour of the day. Between two hours, the share "
            "changes evenly.",
            parts={
                "14:00": _on_duty("at 14:00", "15%", "35%"),
                "22:00": _on_duty("at 22:00", "10%", "25%"),
                "04:00": _on_duty("at 04:00", "4%", "15%"),
                WEEKEND_EVENING: _on_duty("on weekend evenings", "10%", "30%"),
            }),
        **declared_in(LocalReadiness),
    },
    "timeline": {},
}
"""The parameters of each choice of readiness, by name of the choice, then of the parameter."""
# fmt: on

ON_DUTY = HOST_READINESS["local"]["on_duty"]
