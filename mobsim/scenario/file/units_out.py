"""What may stand under the keys that take units out beforehand, or bring further ones in?

Units by kind, donors, a beginning that may lie before the start, the bodies beyond the 43: how each
is read, and what editors complete.
"""

from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from mobsim.ground.errors import did_you_mean
from mobsim.scenario.file.beyond_bodies import bodies
from mobsim.scenario.file.nested_keys import MOST_UNITS
from mobsim.scenario.file.times import MOMENT_FORM, Moment, Offset, read_moment, read_offset
from mobsim.scenario.file.value_readers import Gather, count_between, shown

NONE = "none"
UNITS_FORM = "units by kind, such as {psu: 6}"
DONORS_FORM = "units by kind for each donor, such as {kent: {psu: 2}}"
BEYOND_FORM = "none or a list such as [police-scotland, btp]"

_units = count_between(0, MOST_UNITS)


def read_units(found: object) -> dict[str, int]:
    """Units by kind."""
    if not isinstance(found, dict) or not found:
        raise ValueError(f"found {shown(found)}, expected {UNITS_FORM}")
    gather = Gather()
    units = {kind: gather.read(_units, value, kind) for kind, value in found.items()}
    gather.done()
    return units


def read_donors(found: object) -> dict[str, dict[str, int]]:
    """Units by donor, then kind."""
    if not isinstance(found, dict) or not found:
        raise ValueError(f"found {shown(found)}, expected {DONORS_FORM}")
    gather = Gather()
    donors = {donor: gather.read(read_units, value, donor) for donor, value in found.items()}
    gather.done()
    return donors


def read_begins(found: object) -> Moment:
    """A time, or so long before the start.

    >>> read_begins("-3h")
    Offset(minutes=-180.0)
    """
    if isinstance(found, str) and found.strip().startswith("-"):
        form = f"{MOMENT_FORM}, or '-3h' for before the start"
        return Offset(-read_offset(found.strip().removeprefix("-"), found, form).minutes)
    return read_moment(found)


def read_beyond(found: object) -> tuple[str, ...]:
    """The bodies beyond the 43 that lend, in the order given.

    >>> read_beyond("none"), read_beyond(["psni"])
    ((), ('psni',))
    """
    if found == NONE:
        return ()
    if not isinstance(found, list):
        raise ValueError(f"found {shown(found)}, expected {BEYOND_FORM}")
    gather = Gather()
    chosen: list[str] = []
    for i, each in enumerate(found):
        if not isinstance(each, str):
            gather.add(f"found {shown(each)}, expected a body such as 'police-scotland'", i)
        elif each not in bodies():
            gather.add(f"unknown body {each!r}; {did_you_mean(each, bodies())}", i)
        elif each in chosen:
            gather.add(f"found {each!r} twice, expected it once", i)
        chosen.append(str(each))
    gather.done()
    return tuple(chosen)


# Field types

_UNITS = {
    "type": "object",
    "additionalProperties": {"type": "integer", "minimum": 0, "maximum": MOST_UNITS},
    "examples": [{"psu": 6}],
}

Units = Annotated[dict[str, int], PlainValidator(read_units), WithJsonSchema(_UNITS)]
Donors = Annotated[
    dict[str, dict[str, int]],
    PlainValidator(read_donors),
    WithJsonSchema({"type": "object", "additionalProperties": _UNITS}),
]
Begin = Annotated[
    Moment,
    PlainValidator(read_begins),
    WithJsonSchema({"type": "string", "examples": ["20:00", "Sun 08:00", "-3h"]}),
]
Beyond = Annotated[
    tuple[str, ...],
    PlainValidator(read_beyond),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": [NONE]},
                {"type": "array", "uniqueItems": True, "items": {"enum": sorted(bodies())}},
            ]
        }
    ),
]
