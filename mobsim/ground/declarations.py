"""What does mobsim declare about each value that a scenario can set?

A record gives the form of the value, its default, a range worth trying, the reason for the value,
its effects, and a line of help. The classes in this module declare the keys of a scenario, the
numbers that the engine reads, and the parameters of policies and plug-ins. These records are the
only source for the reader of scenarios, the JSON Schema, the defaults, the register of assumptions,
the reference pages and the factors of a sweep.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mobsim.ground.priors import Prior

Nature = Literal["belief", "policy", "fact"]
"""A ``belief`` is about the world, and is not a choice of the police service. A ``policy`` is a
value that someone in the service could change. A ``fact`` is stated by the scenario, or is fixed.
"""

Status = Literal["published", "published at second hand", "assumed", "synthetic"]

PUBLISHED: Status = "published"
SECOND_HAND: Status = "published at second hand"
ASSUMED: Status = "assumed"
SYNTHETIC: Status = "synthetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The parts of a record that do not depend on the form of the value."""

    nature: Nature = "belief"
    """The nature of the value. A parameter of a named choice has the nature of that choice.

    A plug-in's parameter is a belief if it has a `prior`, and a policy if it is declared as one.
    """
    unit: str = ""
    tried: tuple[str, str] = ("", "")
    """The lowest and highest values worth trying; empty if another value would change the model."""
    prior: Prior | None = None
    """For a belief, the probability of each value.

    By default, the prior is a triangle over `tried`, with its peak at the `likely` value or,
    without such a value, at the default.
    """
    status: Status = ASSUMED
    why: str = ""
    """The source of the figure; for an assumption, the reason for its value. If this is empty, the
    value is not a parameter of the model.
    """
    affects: str = ""
    """The effects of a change in the value."""
    title: str = ""
    """A short name for use in forms; by default, the key."""
    help: str = ""
    """A sentence for editors and reference pages, if `meaning` cannot serve as a sentence."""
    argument: str = ""
    """The name in the code, if it differs from the name in a scenario."""
    key: str = ""
    """The name in a scenario, if it differs from the name of the field that declares the value."""
    likely: tuple[Any, str] | None = None
    """The value under ``likely: on``, and the reason for it."""
    static: Any = None
    """The value under ``static: on``; None if this preset does not change the value."""
    parts: Mapping[str, "Part"] = field(default_factory=dict)
    """For a value with several parts, the record of each part for the register."""


@dataclass(frozen=True, slots=True)
class Part(Said):
    """One part of a value with several parts."""

    meaning: str


@dataclass(frozen=True, slots=True)
class _Form(Said):
    """A value in the form that a scenario uses."""

    default: Any
    meaning: str = ""
    """The meaning of the value, as a phrase for the register; a plug-in may use a sentence."""


@dataclass(frozen=True, slots=True)
class DurationParameter(_Form):
    """A duration above 0, such as ``60m``; the code receives minutes."""

    zero: bool = field(default=False, kw_only=True)
    """Whether ``0m`` is allowed too."""


class DurationsParameter(_Form):
    """Durations above 0 in increasing order, such as ``[1h, 4h]``; the code receives minutes."""


class SpreadParameter(_Form):
    """A fixed duration, or a distribution of durations."""


class TimeParameter(_Form):
    """A time such as ``20:00`` or ``+2h``; the code receives minutes since the scenario's start."""


@dataclass(frozen=True, slots=True)
class ShareParameter(_Form):
    """A share, such as ``15%``; the code receives a number from 0 to 1."""

    most: float = field(default=1.0, kw_only=True)
    """The largest value allowed, if it is above 100 %."""


class SharesParameter(_Form):
    """Shares in increasing order, such as ``[10%, 100%]``; the code receives numbers up to 1."""


class SwitchParameter(_Form):
    """A switch, which is ``on`` or ``off``."""


@dataclass(frozen=True, slots=True)
class NumberParameter(Said):
    """A number from ``low`` to ``high``, both included."""

    default: float
    low: float = 0.0
    high: float = 1e9
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class CountParameter(Said):
    """A whole number from ``low`` to ``high``, both included."""

    default: int
    low: int = 0
    high: int = 1_000_000
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class NameParameter(Said):
    """One name from a list."""

    default: str
    names: tuple[str, ...]
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class OwnParameter(Said):
    """A value with a form of its own, and therefore with its own reader and JSON Schema."""

    default: Any
    read: Callable[[Any], Any]
    schema: Mapping[str, Any]
    meaning: str = ""


Parameter = _Form | NumberParameter | CountParameter | NameParameter | OwnParameter


def sentence(said: Any) -> str:
    """The line of help for a parameter: its own help, or its meaning as a sentence.

    >>> sentence(DurationParameter("60m", "arrivals within this are equally fast"))
    'Arrivals within this are equally fast.'
    """
    if said.help or not said.meaning:
        return str(said.help)
    return f"{said.meaning[0].upper()}{said.meaning[1:].rstrip('.')}."
