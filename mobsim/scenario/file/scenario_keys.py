"""Which keys can a scenario file have, and what can you write under each key?

In the classes of this module, every key is optional. Keys that a run needs are checked only after
the layers have been combined (`mobsim.scenario.file.resolving`), so that one fault does not hide
another.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model

from mobsim.country.force_tables import SHIPPED
from mobsim.country.forces import Commitments, NorthWales
from mobsim.country.lines import LondonReading
from mobsim.ground.declarations import (
    PUBLISHED,
    NumberParameter,
    Parameter,
    Part,
    Said,
    sentence,
)
from mobsim.ground.priors import even, log_uniform, not_drawn
from mobsim.policy.drawdown import Drawdown
from mobsim.scenario.declared import declared_in
from mobsim.scenario.file.choices import Chosen, choice_form
from mobsim.scenario.file.forces_now import ForcesNow
from mobsim.scenario.file.forms import form_of
from mobsim.scenario.file.nested_keys import (
    AGREEMENTS,
    DESKS,
    FORCE_TABLES,
    IN_PLAY,
    LEAVE,
    NEED,
    OTHER,
    PLACE,
    PRIORITY,
    RICC_AT,
    SEVERITIES,
    SOME_UNITS,
    TAGS,
    Begin,
    Beyond,
    Crews,
    Donors,
    InlineAgreement,
    NeedKey,
    Place,
    Repeats,
    SlugKey,
    Units,
)
from mobsim.scenario.file.times import START_FORM, read_start
from mobsim.scenario.file.value_readers import (
    DURATION,
    ForceText,
    KindText,
    PositiveDuration,
    RegionText,
    Share,
    Switch,
    Text,
    Time,
    TownText,
    ValueForm,
    one_of,
)
from mobsim.scenario.scenario import (
    AskingRules,
    Draws,
    Durations,
    End,
    LodgingRules,
    Mode,
    RiskRules,
    Rules,
)

SCHEMA_VERSION = 1


class Keys(BaseModel):
    """A mapping of known keys. Pydantic builds its checks when it reads the first scenario."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )


NO_DEFAULT = object()
"""The marker for a key that has no default."""


@dataclass(frozen=True, slots=True)
class Key(Said):
    """A key of a scenario that declares its own form."""

    meaning: str
    default: Any = NO_DEFAULT
    """The default, in the form that a scenario uses."""
    required: str = ""
    """What the key must hold, if every scenario needs it."""


class _Record:
    """Keeps the record of a field, and adds its help to the JSON Schema."""

    def __init__(self, record: Key | Parameter) -> None:
        self.record = record

    def __call__(self, schema: dict[str, Any]) -> None:
        schema["description"] = sentence(self.record)


def _key(meaning: str, default: Any = NO_DEFAULT, **said: Any) -> Any:
    """The field of a key, with its record; see `Key`."""
    return _field(Key(meaning, default, **said))


def _field(record: Key | Parameter) -> Any:
    return Field(None, json_schema_extra=_Record(record))


def _told(meaning: str, *, alias: str | None = None) -> Any:
    """The field of a key in an entry of a list, with help for editors and reference pages."""
    return Field(None, description=meaning, alias=alias)


def _engines(made: Any) -> dict[str, Any]:
    """The keys that are declared where the engine reads them."""
    return {
        name: (Annotated[Any, form_of(record)] | None, _field(record))
        for name, record in declared_in(made).items()
        if "." not in name
    }


def records_of(model: type[BaseModel]) -> dict[str, Key | Parameter]:
    """The records of the keys of a mapping, in order."""
    extras = {name: field.json_schema_extra for name, field in model.model_fields.items()}
    return {name: each.record for name, each in extras.items() if isinstance(each, _Record)}


_START = ValueForm(read_start, {"type": "string", "examples": ["2026-08-15 18:00"]}, holds="time")

Basis = Literal["fit", "commitment", "declared"]
"""Which crews of a force count: fit, owed or declared crews."""


class IncidentKeys(Keys):
    """Disorder at one place."""

    id: SlugKey | None = _told(
        "The id of the incident. The default is the name in lower case, with hyphens between words."
    )
    name: Text | None = _told("The name that mobsim prints. The default is the town of `place`.")
    force: ForceText | None = _told(
        "The host. The default is the force that covers the town of `place`. If `place` is in "
        "degrees, the default is the force with the nearest main city, which can be wrong near "
        "borders."
    )
    place: Annotated[Place | str, PLACE] | None = _told(
        "The RVP, as a town or in degrees. The default is the host's main city. The time that the "
        "host's own crews take to drive there does not depend on it."
    )
    begins: Time | None = _told("When the incident begins.")
    lasts: PositiveDuration | None = _told("How long the incident lasts; use this or `ends`.")
    ends: Time | None = _told("When the incident ends; use this or `lasts`.")
    severity: Annotated[str, one_of(*SEVERITIES)] | None = _told(
        "A named size, which stands for a number of PSUs; use this or `need`."
    )
    end: Annotated[End, one_of(*get_args(End))] | None = _told(
        "Whether the host knows beforehand when the incident ends. The default is the scenario's "
        "`end`."
    )
    holding: Switch | None = _told(
        "Whether this is a holding area, where units stand ready for other incidents."
    )
    priority: Annotated[int, PRIORITY] | None = _told(
        "The threat level, from 1 to 3. Desks and donors serve level 1 first. The default is 2. "
        "This is a policy."
    )
    repeat: Repeats | None = _told(
        "The days on which the incident repeats at the same time: `daily`, or `on` some days of "
        "the week, `until` a last day."
    )
    need: Annotated[dict[str, NeedKey], NEED] | None = _told(
        "The units needed, by kind: a number, steps, a ramp, the same steps each day, or need that "
        "responds to the units that are there."
    )


class OperationKeys(Keys):
    """A planned operation, which takes units out in advance."""

    like: Text | None = _told(
        "A usual operation, such as `carnival`. Its values apply to the keys that you leave out."
    )
    id: SlugKey | None = _told(
        "The id of the operation. The default is made from the name, or from the name of the usual "
        "operation."
    )
    name: Text | None = _told("The name that mobsim prints.")
    force: ForceText | None = _told(
        "The host. The default is the force that covers the town of `place`."
    )
    place: Annotated[Place | str, PLACE] | None = _told(
        "The place to which donors drive, as a town or in degrees. The default is the host's main "
        "city."
    )
    begins: Begin | None = _told(
        "When the operation begins. If this is before the start, its units are out from the start."
    )
    lasts: PositiveDuration | None = _told("How long the operation lasts; use this or `ends`.")
    ends: Time | None = _told("When the operation ends; use this or `lasts`.")
    repeat: Repeats | None = _told(
        "The days on which the operation repeats at the same time: `daily`, or `on` some days of "
        "the week, `until` a last day."
    )
    units: Units | None = _told("The host's own units.")
    from_: Donors | None = _told(
        "Units of other forces. They drive home when the operation ends.", alias="from"
    )
    may_turn_to: list[SlugKey] | None = _told(
        "Incidents that take over the operation's units as soon as they begin, on the order of the "
        "commander there."
    )


class TargetKeys(Keys):
    """A number of units that should be at a place by a time."""

    place: Text | None = _told("The id, name or town of an incident.")
    kind: KindText | None = _told("The kind of unit; by default `psu`.")
    units: Annotated[int, SOME_UNITS] | None = _told("How many units must be there at once.")
    by: Time | None = _told(
        "When the units must be there: a clock time, or a time after the "
        "incident begins, such as `+4h`."
    )


class TensionKeys(Keys):
    """Trouble that forces expect at home for a while, so that they lend less."""

    force: ForceText | None = _told(
        "The force that expects trouble; use this, `region` or `place`."
    )
    place: TownText | None = _told("A town in the area of the force; use this instead of `force`.")
    region: RegionText | None = _told(
        "A region, all of whose forces expect trouble; use this instead of `force`."
    )
    from_: Begin | None = _told(
        "When the tension begins. The default, and the earliest time, is the start.", alias="from"
    )
    until: Time | None = _told("When the tension ends. The default is the end of the run.")
    lends: Share | None = _told(
        "Share of its usual lending that a force still lends. The default is `risk.lends`."
    )


class PostureKeys(Keys):
    """Crews on standby at home before anything happens."""

    force: ForceText | None = _told("The force whose crews are on standby.")
    place: TownText | None = _told("A town in the area of the force; use this instead of `force`.")
    region: RegionText | None = _told(
        "A region, all of whose forces have crews on standby; use this instead of `force`."
    )
    all: Switch | None = _told(
        "Whether all 43 forces have crews on standby; use `on` instead of `force`."
    )
    from_: Time | None = _told("When the posture begins. The default is the start.", alias="from")
    until: Time | None = _told("When the posture ends. The default is the end of the run.")
    units: Crews | None = _told(
        "The crews of each force that are on standby at any time, by kind: a number, or a share of "
        "the fit crews."
    )
    notice: Annotated[float, DURATION] | None = _told(
        "Time from the order until a crew has mustered. The default is `durations.standby_notice`."
    )


class AidOutKeys(Keys):
    """Aid that a force already has out when the scenario starts."""

    from_: ForceText | None = _told("The donor.", alias="from")
    to: Text | None = _told("The receiver: a force, or the name of a body outside the 43 forces.")
    units: Units | None = _told("The units, by kind.")
    until: Time | None = _told("When the units set out for home.")


DurationKeys: type[Keys] = create_model(
    "DurationKeys", __base__=Keys, __doc__=Durations.__doc__, **_engines(Durations)
)
AskingKeys: type[Keys] = create_model(
    "AskingKeys", __base__=Keys, __doc__=AskingRules.__doc__, **_engines(AskingRules)
)
RiskKeys: type[Keys] = create_model(
    "RiskKeys", __base__=Keys, __doc__=RiskRules.__doc__, **_engines(RiskRules)
)
LodgingKeys: type[Keys] = create_model(
    "LodgingKeys", __base__=Keys, __doc__=LodgingRules.__doc__, **_engines(LodgingRules)
)
_RuleKeys: Any = create_model("_RuleKeys", __base__=Keys, **_engines(Rules))


# fmt: off
_TRAINED = NumberParameter(
    1.0, 0.1, 10, "trained crews, relative to the table of forces", unit="of trained",
    tried=("0.8", "1.25"), affects="all supply",
    help="Number of trained crews of every kind, relative to the table of forces.",
    why="as in the table: the press of 2024 gives about 18,000 trained officers, and some papers "
        "15,000 to 22,000",
    title="Trained crews, relative to the table")
_NEED = NumberParameter(
    1.0, 0.1, 10, "need, relative to what is stated or drawn", unit="of need",
    tried=("0.5", "2"), affects="all need",
    help="Factor that multiplies all need, stated or drawn, except the units of holding areas.",
    prior=log_uniform("0.63", "1.6", "sizes are named in steps of 2.5; the range is half a step "
    "either way"),
    why="as stated", title="Need, relative to what is stated")


class _FirstKeys(Keys):
    """The keys about the scenario itself, the forces that exist, and the named choices."""

    name: SlugKey | None = _key(
        "the name of the result", nature="fact",
        help="The name of the result. The default is the name of the file, followed by the name of "
        "the override if there is one.")
    title: Text | None = _key("the heading of what mobsim prints", nature="fact")
    question: Text | None = _key(
        "the question that the scenario should answer", nature="fact",
        required="the question that the scenario should answer")
    tags: Annotated[tuple[str, ...], TAGS] | None = _key(
        "words that help to find the scenario again", nature="fact",
        help="Words that help you to find the scenario again, such as `[football, regional]`.")
    start: Annotated[datetime, _START] | None = _key(
        "when the scenario starts, in London time", nature="fact", required=START_FORM)
    duration: PositiveDuration | None = _key(
        "how long to simulate; units still out at the end are reported as out", nature="fact",
        required="how long to simulate, such as '30h'")
    mode: Annotated[Mode, one_of(*get_args(Mode))] | None = _key(
        "whether tours end", "surge", nature="fact",
        help="Whether tours end (`sustained`) or do not end (`surge`).",
        why="a run covers one night, unless the file "
        "says otherwise",
        affects="endurance")
    static: Switch | None = _key(
        "no delays and no random variation, for comparison with static allocation", False,
        nature="fact",
        help="Whether to leave out delays and random variation, for comparison with static "
        "allocation.",
        title="No delays or random variation")
    likely: Switch | None = _key(
        "likely values instead of promised values", False, nature="fact",
        help="Whether to use likely values instead of promised values.")
    chance: Annotated[Draws, one_of(*get_args(Draws))] | None = _key(
        "drawn or typical durations", "drawn", nature="fact", static="typical",
        help="`drawn`: durations are drawn at random. `typical`: every duration takes its mean, "
        "and every donor answers.",
        why="one run is one night", affects="everything")

    forces: Annotated[str | tuple[str, ...], FORCE_TABLES] | None = _key(
        "a table that replaces the shipped table, `shipped`, a quarter of returns, or a list of "
        "these",
        SHIPPED, nature="fact",
        help="A table of forces that replaces the shipped table, or a quarter of returns such as "
        "`2026-Q4`. You can also write a list of both: each item overrides the items before it and "
        "the shipped table.",
        title="Table of forces")
    forces_in_play: Annotated[tuple[str, ...], IN_PLAY] | None = _key(
        "the forces that take part; other forces neither host nor lend", "all", nature="fact")
    kinds: Text | None = _key(
        "a table of additional kinds of unit, or `shipped`", SHIPPED, nature="fact",
        title="Further kinds of unit")
    requirements: Text | None = _key(
        "a table of national lines that replaces the shipped table, or `shipped`", SHIPPED,
        nature="fact", title="Table of national figures")
    roads: Text | None = _key(
        "a table of roads that replaces the shipped table, or `shipped`", SHIPPED, nature="fact",
        title="Table of roads")
    london: Annotated[LondonReading, one_of(*get_args(LondonReading))] | None = _key(
        "whether London's forces owe a share of the 297 PSUs as well as the 75 PSUs", "outside_297",
        help="Whether London's forces owe a share of the 297 national PSUs as well as the 75 PSUs "
        "for London.",
        prior=even("the sentence does not say which", *get_args(LondonReading)),
        why="the published sentence can be read either way",
        affects="every commitment; report both", title="The 297 and London")
    north_wales: Annotated[NorthWales, one_of(*get_args(NorthWales))] | None = _key(
        "the region that North Wales belongs to", "wales",
        prior=even("two sources with different dates disagree", *get_args(NorthWales)),
        why="the nine regions of 2016; popm has it in the North West",
        affects="which forces are asked first in two regions", title="Region of North Wales")
    commitments: Annotated[Commitments, one_of(*get_args(Commitments))] | None = _key(
        "whether published commitments, which have dates, replace the rule", "synthetic",
        help="Whether the published commitments of two forces, which have dates, replace the "
        "commitments that mobsim computes.",
        prior=even("dated figures of two forces may still be correct", *get_args(Commitments)),
        why="the published figures have dates years apart",
        affects="what West Midlands and Kent owe",
        title="What forces owe")
    allow_unreconciled: Switch | None = _key(
        "whether to accept a table whose totals differ from the national figures",
        False, nature="fact",
        title="Accept other national totals")
    agreements: Annotated[str | tuple[str | InlineAgreement, ...], AGREEMENTS] | None = _key(
        "standing agreements in force", "none", nature="policy", why="no list is public",
        affects="aid requested without a desk", title="Standing agreements")

    stock: Annotated[Basis, one_of(*get_args(Basis))] | None = _key(
        "crews that exist on the night: fit, commitment or declared", "fit", static="commitment",
        help="Which crews exist: the trained crews that are fit (`fit`), the crews that a force "
        "owes (`commitment`), or the crews that a return declares (`declared`).",
        prior=not_drawn("commitment and declared answer different questions: what a force owes, "
        "and what it says it has"),
        why="only fit crews can come", affects="all supply", title="Crews that exist")
    trained_factor: Annotated[Any, form_of(_TRAINED)] | None = _field(_TRAINED)
    not_fit: Share | None = _key(
        "trained crews that are not fit to deploy", "15%",
        help="Share of trained crews that are not fit to deploy.",
        unit="of trained", tried=("5%", "30%"),
        why="sickness, restrictions, lapsed refresher training, postings elsewhere",
        affects="all supply",
        title="Not fit to deploy")
    leave: Annotated[dict[str, float], LEAVE] | None = _key(
        "share of trained crews on leave, by month", {"august": "15%", OTHER: "10%"},
        parts={
            "august": Part(
                "crews on leave in August", unit="of trained", tried=("10%", "25%"),
                why="school holidays", affects="all supply in August"),
            OTHER: Part(
                "crews on leave in other months", unit="of trained", tried=("5%", "15%"),
                why="five to six weeks a year", affects="all supply"),
        },
        title="On leave")
    absence: Share | None = _key(
        "crews lost to unforeseen absence", "0%", unit="of crews", tried=("0%", "20%"),
        help="Share of crews lost to unforeseen absence.",
        why="none, as on a usual night", affects="all supply",
        likely=("5%", "one crew in twenty is unexpectedly absent"), title="Unforeseen absence")
    forces_now: ForcesNow | None = _key(
        "how a force differs on this night", {}, nature="fact",
        help="How a force differs from its table on this night: crews by kind, `lends`, `absence`, "
        "`notice` and `floor`.",
        why="every force is as its table says", affects="which forces lend how many, and how soon",
        title="Forces tonight")
    floor_share: Share | None = _key(
        "crews kept at home when lending, unless a return states a number",
        "10%", nature="policy", static="0%",
        help="Share of fit crews that a force keeps at home when it lends, unless its return "
        "states a number.",
        unit="of fit", tried=("0%", "30%"), why="no figure is public",
        affects="all aid; home cover", title="Kept at home when lending")

    readiness: Annotated[Chosen, choice_form("readiness")] | None = _key(
        "how aid becomes ready", "timeline",
        prior=not_drawn("the promised and likely readings are compared; only their numbers are "
        "drawn"),
        why="the promised timeline; roster shows what is likely", affects="all aid",
        likely=("roster", "crews on duty come first; a promise does not say who is on duty"),
        title="How aid gets ready")
    host_readiness: Annotated[Chosen, choice_form("host_readiness")] | None = _key(
        "how the host's own crews turn out", "local", static="timeline",
        prior=not_drawn("the promised and likely choices are compared; only their numbers are "
        "drawn"),
        why="its own duty officers get there first", affects="first unit on the ground",
        title="How the host's own crews turn out")
    drawdown: Annotated[Drawdown, one_of(*get_args(Drawdown))] | None = _key(
        "how much a force lends", "moderate", nature="policy", tried=("none", "extensive"),
        why="each force lends what it owes and no more", affects="all aid; what is left at home",
        title="How much a force lends")
    ranking: Annotated[Chosen, choice_form("ranking")] | None = _key(
        "which forces are asked first", "nearest", nature="policy", why="the nearest",
        affects="which force gives; how far crews drive", title="Who is asked first")
    escalation: Annotated[Chosen, choice_form("escalation")] | None = _key(
        "whether the region comes before the country", "region_first", nature="policy",
        help="Whether the forces of the region are asked before the rest of the country.",
        static="quickest", status=PUBLISHED,
        why="requests are met regionally, then nationally if required (SPR 2023, paragraph 125)",
        affects="which force is asked; when aid comes; what the country keeps",
        title="Region before the country")
    trigger: Annotated[Chosen, choice_form("trigger")] | None = _key(
        "when the national call is made", "reactive", nature="policy",
        why="hosts ask for aid tier by tier", affects="all national aid",
        title="When the national call is made")
    release: Annotated[Chosen, choice_form("release")] | None = _key(
        "how long a host keeps units when need falls", "at_once", nature="policy",
        why="units that are not needed are free for others",
        affects="aid in use; need that returns",
        likely=("hold", "commanders keep their units until the place has stayed quiet"),
        title="How long units are kept")
    retasking: Annotated[Chosen, choice_form("retasking")] | None = _key(
        "which incident gets a unit that another incident releases", "never", nature="policy",
        help="Which incident gets a unit that another incident releases.",
        why="none: the unit goes home, because it was requested for one incident",
        affects="aid to incidents that are short", title="Who gets a released unit")
    recall: Annotated[Chosen, choice_form("recall")] | None = _key(
        "whether a host calls its own units back from other incidents", "never", nature="policy",
        why="never: hosts do not call back aid that they gave",
        affects="the host's strength; aid to the incident that they leave",
        title="Calling own units back")
    priority: Annotated[Chosen, choice_form("priority")] | None = _key(
        "whether need or relief comes first", "need_first", nature="policy",
        why="need without units comes before relief", affects="relief, endurance",
        title="Need or relief first")
    london_release: Annotated[Chosen, choice_form("london_release")] | None = _key(
        "whether London's units may leave London", "always", nature="policy",
        help="Whether units of London's forces may leave London.",
        why="like units of any other force; whether the 75 may leave is not public",
        affects="aid outside London", title="London's units outside London")

    ricc_desks: Annotated[dict[str, int], DESKS] | None = _key(
        "the number of requests that a RICC works on at once: one number, or numbers by region "
        "with `other`",
        {OTHER: 2},
        nature="policy",
        parts={
            OTHER: Part(
                "requests that a RICC works on at once", unit="desks", tried=("1", "6"),
                why="two officers work at the desk", affects="queues when several cities compete")
        },
        title="Desks at a RICC")
    ricc_at: Annotated[dict[str, str], RICC_AT] | None = _key(
        "lost RICCs, and the RICCs that take over their work", {}, nature="fact",
        help="The RICCs that are lost: for each of their regions, the RICC that takes over the "
        "work.",
        why="none is lost",
        affects="queues", title="RICCs that are lost")


class _LastKeys(Keys):
    """The keys about durations, disorder and units that are out."""

    asking: AskingKeys | None = _key(
        "how much a host asks for, and when", title="Asking for aid")
    risk: RiskKeys | None = _key(
        "how much a force with risk at home lends", title="Risk at home")
    lodging: LodgingKeys | None = _key(
        "which aid is lodged near the incident, and for how long", title="Lodged aid")
    durations: DurationKeys | None = _key("how long each step takes", title="Duration of each step")
    disorder: Annotated[Chosen, choice_form("disorder")] | None = _key(
        "the source from which incidents are drawn", "none",
        help="The source from which incidents are drawn, in addition to the stated incidents or "
        "instead of them.",
        prior=not_drawn("it depends on the question that the scenario asks"),
        why="a scenario states its incidents, unless it says otherwise", affects="all need",
        title="Disorder drawn by chance")
    need_factor: Annotated[Any, form_of(_NEED)] | None = _field(_NEED)
    incidents: list[IncidentKeys] | None = _key(
        "disorder that the scenario states", nature="fact",
        required="a list of incidents, or a 'disorder' to draw them from", title="Places")

    targets: list[TargetKeys] | None = _key(
        "units that should be at a place by a time: the standard for the speed of a run", [],
        nature="fact")
    tensions: list[TensionKeys] | None = _key(
        "trouble that forces or regions expect at home, so that they lend less", [], nature="fact",
        title="Trouble expected at home")
    operations: list[OperationKeys] | None = _key(
        "planned operations that take units out", [], nature="fact", title="Planned operations")
    calendar: list[OperationKeys] | None = _key(
        "planned operations of a year; a run uses the operations that overlap it", nature="fact",
        title="Calendar of operations")
    posture: list[PostureKeys] | None = _key(
        "crews on standby at home before anything happens", [], nature="policy",
        title="Crews on standby")
    aid_out: list[AidOutKeys] | None = _key(
        "aid that is already out when the scenario starts", [], nature="fact",
        title="Aid already out")
    beyond: Beyond | None = _key(
        "bodies beyond the 43 forces that lend", "none", nature="policy",
        help="Bodies beyond the 43 forces that NPoCC can ask.",
        why="the national figures cover the 43 forces only", affects="national aid",
        title="Aid from outside the 43 forces")


# fmt: on
class LayerKeys(_LastKeys, _RuleKeys, _FirstKeys):
    """The keys that a scenario or one of its overrides can have."""


KEYS = records_of(LayerKeys)
"""The record of every key at the top level of a scenario, in order."""
GROUPS: dict[str | int, type[Keys]] = {
    "asking": AskingKeys,
    "risk": RiskKeys,
    "lodging": LodgingKeys,
    "durations": DurationKeys,
}
"""The keys of the engine that hold further keys, and the class of those keys."""
GROUPED = {str(group): records_of(model) for group, model in GROUPS.items()}
"""The record of every key below each group, in order."""

NOT_LAYERED = ("schema", "base", "overrides")
"""The keys about the file itself, which are read before its values are laid on its base."""

REQUIRED = {
    name: key.required for name, key in KEYS.items() if isinstance(key, Key) and key.required
}
"""The keys that every scenario needs, and what each key must hold."""
