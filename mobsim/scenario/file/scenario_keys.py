"""Which keys may a scenario file have, and what may stand under each?

Every key is optional here: what a run cannot do without is asked for when the layers have been
laid on one another (`mobsim.scenario.file.resolving`), so that one fault does not hide another.
"""

import dataclasses
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, create_model

from mobsim.ground.randomness import Distribution
from mobsim.scenario.file.choices import Chosen, choice_schema, read_choice
from mobsim.scenario.file.nested_keys import (
    AGREEMENTS_SCHEMA,
    DESKS_SCHEMA,
    LEAVE_SCHEMA,
    NEED_SCHEMA,
    PLACE_SCHEMA,
    RICC_AT_SCHEMA,
    SEVERITIES,
    SLUG_SCHEMA,
    InlineAgreement,
    NeedKey,
    Place,
    read_agreements,
    read_leave,
    read_needs,
    read_place,
    read_ricc_at,
    read_ricc_desks,
    read_slug,
)
from mobsim.scenario.file.times import START_FORM, read_start
from mobsim.scenario.file.units_out import Begin, Beyond, Donors, Units
from mobsim.scenario.file.value_readers import (
    Duration,
    PositiveDuration,
    Share,
    Spread,
    Switch,
    Text,
    Time,
    count_between,
    number_between,
    one_of,
)
from mobsim.scenario.scenario import Durations

SCHEMA_VERSION = 1


class Keys(BaseModel):
    """A mapping of known keys."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, use_attribute_docstrings=True
    )


def _name_of(*names: str) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(one_of(*names)), WithJsonSchema({"enum": list(names)})


def _whole(low: int, high: int) -> tuple[PlainValidator, WithJsonSchema]:
    schema = {"type": "integer", "minimum": low, "maximum": high}
    return PlainValidator(count_between(low, high)), WithJsonSchema(schema)


def _number(low: float, high: float) -> tuple[PlainValidator, WithJsonSchema]:
    schema = {"type": "number", "minimum": low, "maximum": high}
    return PlainValidator(number_between(low, high)), WithJsonSchema(schema)


def _choice_of(key: str) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(read_choice(key)), WithJsonSchema(choice_schema(key))


class IncidentKeys(Keys):
    """Disorder at one place."""

    id: Annotated[str, PlainValidator(read_slug), WithJsonSchema(SLUG_SCHEMA)] | None = None
    """By default the name in lower case, joined by hyphens."""
    name: Text | None = None
    """As printed; it is not looked up. Without ``place`` it is in the host's main city."""
    force: Text | None = None
    """Host. Give it whenever you know it: left out, it is the force whose main city is nearest to
    the place, which is wrong near borders."""
    place: Annotated[Place, PlainValidator(read_place), WithJsonSchema(PLACE_SCHEMA)] | None = None
    """RVP. By default the host's main city. Own crews' drive is the same wherever it is."""
    begins: Time | None = None
    lasts: PositiveDuration | None = None
    ends: Time | None = None
    severity: Annotated[str, *_name_of(*SEVERITIES)] | None = None
    """A named size in PSUs, in place of `need`."""
    holding: Switch | None = None
    """A holding area: its units stand ready for other incidents."""
    need: (
        Annotated[dict[str, NeedKey], PlainValidator(read_needs), WithJsonSchema(NEED_SCHEMA)]
        | None
    ) = None


class OperationKeys(Keys):
    """A planned operation: units that are taken out beforehand."""

    like: Text | None = None
    """A usual operation, such as `carnival`: what it says holds where the other keys do not."""
    id: Annotated[str, PlainValidator(read_slug), WithJsonSchema(SLUG_SCHEMA)] | None = None
    """By default made of the name, or that of the usual operation."""
    name: Text | None = None
    """As printed."""
    force: Text | None = None
    """Host."""
    begins: Begin | None = None
    """May lie before the start: its units are then out from the start."""
    lasts: PositiveDuration | None = None
    ends: Time | None = None
    units: Units | None = None
    """Of the host's own."""
    from_: Donors | None = Field(None, alias="from")
    """Of others, who have to drive home."""


class AidOutKeys(Keys):
    """Aid that one force has out already when the scenario starts."""

    from_: Text | None = Field(None, alias="from")
    """Donor."""
    to: Text | None = None
    """A force, or a body outside the 43 in words."""
    units: Units | None = None
    until: Time | None = None
    """When it sets out for home."""


LOOPS = ("judging_interval", "rework_interval", "tour")
"""Durations that repeat, so that none of them may be nothing."""


def _duration_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for each in dataclasses.fields(Durations):
        kind: Any = PositiveDuration if each.name in LOOPS else Duration
        fields[each.name] = ((Spread if each.type is Distribution else kind) | None, None)
    return fields


DurationKeys: type[Keys] = create_model(
    "DurationKeys", __base__=Keys, __doc__="How long each step takes.", **_duration_fields()
)


class LayerKeys(Keys):
    """What a scenario or one of its overrides may say."""

    name: Annotated[str, PlainValidator(read_slug), WithJsonSchema(SLUG_SCHEMA)] | None = None
    """Names the result. By default that of the file, and of the override if there is one."""
    title: Text | None = None
    question: Text | None = None
    """What the scenario is to answer."""
    start: (
        Annotated[
            datetime,
            PlainValidator(read_start),
            WithJsonSchema({"type": "string", "examples": ["2026-08-15 18:00"]}),
        ]
        | None
    ) = None
    """Europe/London."""
    duration: PositiveDuration | None = None
    mode: Annotated[Literal["surge", "sustained"], *_name_of("surge", "sustained")] | None = None
    static: Switch | None = None
    """No delay and no noise, for comparison with static allocation."""
    likely: Switch | None = None
    """What is likely in place of what is promised."""
    chance: Annotated[Literal["drawn", "typical"], *_name_of("drawn", "typical")] | None = None
    """``typical``: the mean of every duration, and nobody is silent."""

    forces: Text | None = None
    """A table to use in place of the shipped one, or ``shipped``."""
    kinds: Text | None = None
    """A table of further kinds of unit, or ``shipped``."""
    requirements: Text | None = None
    """A table of national lines to use in place of the shipped one, or ``shipped``."""
    roads: Text | None = None
    """A table to use in place of the shipped one, or ``shipped``."""
    london: (
        Annotated[Literal["outside_297", "inside_297"], *_name_of("outside_297", "inside_297")]
        | None
    ) = None
    london_75: (
        Annotated[Literal["held_by", "available_to"], *_name_of("held_by", "available_to")] | None
    ) = None
    north_wales: (
        Annotated[Literal["wales", "north-west"], *_name_of("wales", "north-west")] | None
    ) = None
    commitments: (
        Annotated[Literal["synthetic", "published"], *_name_of("synthetic", "published")] | None
    ) = None
    allow_unreconciled: Switch | None = None
    """Accept a table whose totals are not the national figures."""
    agreements: (
        Annotated[
            str | tuple[str | InlineAgreement, ...],
            PlainValidator(read_agreements),
            WithJsonSchema(AGREEMENTS_SCHEMA),
        ]
        | None
    ) = None

    stock: (
        Annotated[
            Literal["fit", "commitment", "declared"], *_name_of("fit", "commitment", "declared")
        ]
        | None
    ) = None
    """Which crews there are: those fit of the trained, those owed, or those that a return says."""
    not_fit: Share | None = None
    leave: (
        Annotated[dict[str, float], PlainValidator(read_leave), WithJsonSchema(LEAVE_SCHEMA)] | None
    ) = None
    absence: Share | None = None
    """Share of those crews that unforeseen absence takes."""
    floor_share: Share | None = None

    readiness: Annotated[Chosen, *_choice_of("readiness")] | None = None
    host_readiness: Annotated[Chosen, *_choice_of("host_readiness")] | None = None
    drawdown: (
        Annotated[
            Literal["none", "minimal", "moderate", "extensive"],
            *_name_of("none", "minimal", "moderate", "extensive"),
        ]
        | None
    ) = None
    ranking: Annotated[Chosen, *_choice_of("ranking")] | None = None
    trigger: Annotated[Chosen, *_choice_of("trigger")] | None = None
    release: Annotated[Chosen, *_choice_of("release")] | None = None
    """How long units are kept when need falls."""
    retasking: Annotated[Chosen, *_choice_of("retasking")] | None = None
    """Which incident gets a unit that another one releases."""
    recall: Annotated[Chosen, *_choice_of("recall")] | None = None
    """Whether a host calls its own units back from elsewhere."""
    priority: Annotated[Chosen, *_choice_of("priority")] | None = None
    """What comes first, need or relief."""
    london_release: Annotated[Chosen, *_choice_of("london_release")] | None = None
    """Whether units of London's forces may leave London."""

    desks: Switch | None = None
    ricc_desks: (
        Annotated[dict[str, int], PlainValidator(read_ricc_desks), WithJsonSchema(DESKS_SCHEMA)]
        | None
    ) = None
    ricc_at: (
        Annotated[dict[str, str], PlainValidator(read_ricc_at), WithJsonSchema(RICC_AT_SCHEMA)]
        | None
    ) = None
    """RICCs that are lost: by region, the one that stands in."""
    npocc_desks: Annotated[int, *_whole(1, 1000)] | None = None
    no_answer: Share | None = None
    convoy_size: Annotated[int, *_whole(1, 100)] | None = None
    convoy_factor: Annotated[float, *_number(0.1, 10)] | None = None
    travel_cv: Annotated[float, *_number(0, 10)] | None = None
    reserve_share: Share | None = None
    national_tours: Annotated[int, *_whole(1, 100)] | None = None

    need_bias: Annotated[float, *_number(0.1, 3)] | None = None
    """Need as the host judges it, for each unit needed: 1, with `need_cv` 0, if it sees exactly."""
    need_cv: Annotated[float, *_number(0, 3)] | None = None
    """Spread of what the host judges: coefficient of variation."""
    refusals: Share | None = None
    """Share of asks that are refused with no trouble in the donor's region."""
    refusals_per_incident: Share | None = None
    """What each running incident in the donor's region adds to it."""
    part_offers: Share | None = None
    """Share of asks to which only a part is offered."""
    part_share: Share | None = None
    """That part, of what is asked for."""
    withdrawals: Share | None = None
    """Share of aid ordered that is withdrawn when it should muster."""
    fatigue: Share | None = None
    """Share of crews found unfit after rest, for each tour in a row."""

    durations: DurationKeys | None = None
    disorder: (
        Annotated[
            Chosen,
            PlainValidator(read_choice("disorder")),
            WithJsonSchema(choice_schema("disorder")),
        ]
        | None
    ) = None
    """What incidents are drawn from, beside or in place of those stated."""
    incidents: list[IncidentKeys] | None = None

    operations: list[OperationKeys] | None = None
    """Planned operations that take units out."""
    aid_out: list[AidOutKeys] | None = None
    """Aid that is out when the scenario starts."""
    beyond: Beyond | None = None
    """Bodies beyond the 43 forces that NPoCC can ask."""


NOT_LAYERED = ("schema", "base", "overrides")
"""Keys about the file itself, read before its values are laid on those of its base."""

REQUIRED = {
    "question": "the question that the scenario is to answer",
    "start": START_FORM,
    "duration": "how long is simulated, such as '30h'",
    "incidents": "a list of incidents, or a 'disorder' to draw them from",
}
"""Keys without a default, and what each should hold."""
