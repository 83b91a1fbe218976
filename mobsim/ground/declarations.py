"""What does mobsim declare about each value that a scenario can set?

One record gives the form of the value, its default, a range worth trying, the reason for it, what
it affects, and a line of help. The keys of a scenario, the numbers that the engine reads, and the
parameters of policies, shipped or plugged in, are all declared with the classes below. The reader,
the JSON Schema, the defaults, the register of assumptions, the reference pages and the factors of a
sweep read these records, and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mobsim.ground.priors import Prior

Nature = Literal["belief", "policy", "fact"]
"""``belief``: something about the world, not a choice of the service. ``policy``: someone in the
service could choose another value. ``fact``: what the scenario states, or what is set.
"""

Status = Literal["published", "published at second hand", "assumed", "synthetic"]

PUBLISHED: Status = "published"
SECOND_HAND: Status = "published at second hand"
ASSUMED: Status = "assumed"
SYNTHETIC: Status = "synthetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a record can say about any value, regardless of its form."""

    nature: Nature = "belief"
    """The value's nature; for a parameter of a choice, the nature of the choice counts instead.

    A plug-in's parameter is a belief if it has a `prior`, and a policy if it says so.
    """
    unit: str = ""
    tried: tuple[str, str] = ("", "")
    """The lowest and highest values worth trying; empty if another value would make another model.
    """
    prior: Prior | None = None
    """For a belief, how probable each value is.

    By default it is a triangle over `tried`, with its peak at the `likely` value, or otherwise at
    the default.
    """
    status: Status = ASSUMED
    why: str = ""
    """The source of the figure; for an assumption, the reason for this value. If empty, this is not
    a number of the model.
    """
    affects: str = ""
    """What changes when the value changes."""
    title: str = ""
    """What a form calls it, in a few words; by default its key."""
    help: str = ""
    """A sentence for editors and reference pages, if `meaning` does not make one."""
    argument: str = ""
    """The name in the code, if it differs from the name in a scenario."""
    key: str = ""
    """The name in a scenario, if it differs from the field that declares it."""
    likely: tuple[Any, str] | None = None
    """The value with ``likely: on``, and the reason for it."""
    static: Any = None
    """The value with ``static: on``; None if the preset leaves it alone."""
    parts: Mapping[str, "Part"] = field(default_factory=dict)
    """For a value with several parts, what the register says about each."""


@dataclass(frozen=True, slots=True)
class Part(Said):
    """One part of a value with several parts."""

    meaning: str


@dataclass(frozen=True, slots=True)
class _Form(Said):
    """A value as a scenario writes it."""

    default: Any
    meaning: str = ""
    """What the value means: a phrase for the register; a plug-in may write a sentence."""


@dataclass(frozen=True, slots=True)
class DurationParameter(_Form):
    """A duration above 0, such as ``60m``; the code gets minutes."""

    zero: bool = field(default=False, kw_only=True)
    """Whether ``0m`` is a duration too."""


class DurationsParameter(_Form):
    """Durations above 0 in increasing order, such as ``[1h, 4h]``; the code gets minutes."""


class SpreadParameter(_Form):
    """A fixed duration, or a distribution of durations."""


class TimeParameter(_Form):
    """A time such as ``20:00`` or ``+2h``; the code gets minutes since the scenario began."""


@dataclass(frozen=True, slots=True)
class ShareParameter(_Form):
    """A share, such as ``15%``; the code gets a number from 0 to 1."""

    most: float = field(default=1.0, kw_only=True)
    """The largest value, if it may be more than 100 %."""


class SharesParameter(_Form):
    """Shares in increasing order, such as ``[10%, 100%]``; the code gets numbers from 0 to 1."""


class SwitchParameter(_Form):
    """``on`` or ``off``."""


@dataclass(frozen=True, slots=True)
class NumberParameter(Said):
    """A number between two, both included."""

    default: float
    low: float = 0.0
    high: float = 1e9
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class CountParameter(Said):
    """A whole number between two, both included."""

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
    """A value with its own form; it has its own reader and JSON Schema."""

    default: Any
    read: Callable[[Any], Any]
    schema: Mapping[str, Any]
    meaning: str = ""


Parameter = _Form | NumberParameter | CountParameter | NameParameter | OwnParameter


def sentence(said: Any) -> str:
    """The line of help of a parameter: its own, or its meaning as a sentence.

    >>> sentence(DurationParameter("60m", "arrivals within this are equally fast"))
    'Arrivals within this are equally fast.'
    """
    if said.help or not said.meaning:
        return str(said.help)
    return f"{said.meaning[0].upper()}{said.meaning[1:].rstrip('.')}."
