"""Which numbers does a run depend on, and who says so?

The register lists each with its value, a range worth trying, its status and source, and what it
affects. Values are read from where they stand, so that none is written twice; the ranges are
judgements, where no source gives one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from mobsim.country import commitments, doctrine, geography, pool
from mobsim.country.forces import load_forces, load_kinds
from mobsim.country.lines import load_requirements, required_by_kind
from mobsim.ground import clock
from mobsim.scenario.file import beyond_bodies, nested_keys, supply
from mobsim.scenario.file.choices import (
    CHOICES,
    ON_DUTY,
    WEEKEND_EVENING,
    Parameter,
    plugin_of,
)
from mobsim.scenario.file.defaults import SHIPPED, default_document, likely_preset
from mobsim.scenario.file.disorder_keys import DISORDER
from mobsim.scenario.file.usual_operations import usual_operations
from mobsim.scenario.file.yaml_reading import Plain
from mobsim.scenario.plugins import KINDS

Status = Literal["published", "published at second hand", "assumed", "synthetic"]

PUBLISHED: Status = "published"
SECOND_HAND: Status = "published at second hand"
ASSUMED: Status = "assumed"
SYNTHETIC: Status = "synthetic"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number that a run depends on."""

    name: str
    """In plain words."""
    path: str | None
    """Where a scenario sets it; None if none can."""
    value: Plain
    """As a scenario writes it, or the number in the code."""
    unit: str
    low: str
    """The least worth trying; empty where another value would be another model."""
    high: str
    status: Status
    source: str
    """Whose figure it is; for what is assumed, why this value."""
    affects: str
    """What moves when it does."""
    group: str = ""
    where: str = ""
    """The constant that holds it, ``module.NAME``, if it stands in the code."""


Row = tuple[str, str, str, str, str, str, str]
"""Key, name, unit, low, high, why this value, what it affects."""

# fmt: off
_DURATIONS: Sequence[Row] = (
    ("judging", "first judging of need by the host", "", "10m", "60m",
     "command must see before it asks", "when aid is first asked for"),
    ("on_call_wait", "wait for on-call command out of hours", "", "0m", "90m",
     "senior command is at home outside office hours", "when aid is first asked for at night"),
    ("ricc_desk", "desk time of a RICC on a request", "", "5m", "90m",
     "telephone calls to each force of a region", "regional aid; queues when cities contend"),
    ("npocc_desk", "desk time of NPoCC on a request", "", "10m", "120m",
     "as a RICC, with more to ask", "national aid; queues when cities contend"),
    ("donor_desk", "desk time of a donor region's RICC for NPoCC", "", "0m", "40m",
     "half a RICC's own work", "national aid without a national call"),
    ("answer", "a donor's answer", "", "5m", "60m",
     "a duty officer looks at the roster", "all aid"),
    ("booking_own", "RVP to deployed, own crews", "", "0m", "30m",
     "they know the ground and the channel", "first unit on the ground"),
    ("booking_aid", "RVP to deployed, aid", "", "15m", "90m",
     "register, brief, radios, a local guide", "all aid"),
    ("muster_formed", "order to mustered, formed serial on duty", "", "0m", "30m",
     "kitted and together", "first unit on the ground"),
    ("muster_assembled", "order to mustered, crews assembled on duty", "", "20m", "120m",
     "called off other duty, they draw kit and carriers", "own strength in the first hours"),
    ("recall", "recall to duty, before assembling", "", "30m", "360m",
     "telephone round and drive in", "own strength in the first night"),
    ("own_travel", "own crews' drive to the RVP", "", "10m", "60m",
     "about half across a force area", "first unit on the ground"),
    ("silence", "an ask without an answer counts as none after", "", "15m", "120m",
     "the slowest answer", "aid when donors are silent"),
    ("judging_interval", "between later judgings", "", "15m", "120m",
     "a command meeting each half hour", "how soon a change of need is seen"),
    ("look_ahead", "how far ahead scripted need is known", "", "0m", "6h",
     "intelligence of an evening", "how early aid is asked for"),
    ("rework_interval", "an unmet request is worked again after", "", "30m", "4h",
     "an hourly round", "aid when supply falls short"),
    ("convoy_wait", "a convoy waits for its last crew at most", "", "0m", "60m",
     "carriers travel together, not at any price", "all aid"),
    ("tour", "longest tour, from mustering", "", "8h", "16h",
     "a long shift with travel", "relief, endurance"),
    ("rest", "rest between tours", "", "8h", "12h",
     "eleven hours of daily rest in the working time rules, recalled", "endurance"),
    ("rested_muster", "least time to muster a crew that has toured before", "", "30m", "120m",
     "wake, kit, brief", "relief"),
    ("clock_reset", "a force's mobilisation clock runs out after", "", "12h", "72h",
     "a day later everyone is at home again", "aid on later days"),
    ("seen_need_lasts", "need that is only seen is taken to last", "", "2h", "24h",
     "a night's disorder, told neither to grow nor to end", "relief; tours of national units"),
    ("report_interval", "between reports of what forces have available", "", "0m", "6h",
     "none, so that what brokers see is true", "who is asked in vain; all aid"),
    ("recovery", "a crew found unfit after rest is off for", "", "8h", "72h",
     "a day off besides the rest", "endurance, with fatigue"),
)

_LEVERS: Sequence[Row] = (
    ("mode", "whether tours end", "", "", "", "one night, unless said otherwise", "endurance"),
    ("chance", "drawn or typical durations", "", "", "", "one run is one night", "everything"),
    ("london", "whether London's forces owe a share of the 297 besides the 75", "", "", "",
     "the published sentence can be read both ways", "every commitment; report both"),
    ("london_75", "whether the 75 is held by London's forces or available to London", "", "", "",
     "the published sentence can be read both ways", "the line PSU for London"),
    ("north_wales", "the region of North Wales", "", "", "",
     "nine regions of 2016; popm has North West", "who is asked first in two regions"),
    ("commitments", "whether dated published commitments replace the rule", "", "", "",
     "dates differ by years", "what West Midlands and Kent owe"),
    ("agreements", "standing agreements in force", "", "", "",
     "no list is public", "aid asked without a desk"),
    ("stock", "crews that exist on the night: fit, or the commitment", "", "", "",
     "what is fit is what can come", "all supply"),
    ("drawdown", "how much a force lends", "", "none", "extensive",
     "what it owes, no more", "all aid; what is left at home"),
    ("readiness", "how aid becomes ready", "", "", "",
     "the promised timeline; roster is what is likely", "all aid"),
    ("host_readiness", "how the host's own crews turn out", "", "", "",
     "its own duty officers are there first", "first unit on the ground"),
    ("ranking", "who is asked first", "", "", "", "the nearest", "who gives, how far they drive"),
    ("trigger", "when the national call is made", "", "", "",
     "aid is asked for tier by tier", "all national aid"),
    ("release", "how long units are kept when need falls", "", "", "",
     "what is not needed is free for others", "aid in use; need that comes back"),
    ("retasking", "who gets a unit that one incident releases", "", "", "",
     "nobody: it goes home, as it was asked for", "aid to the incidents that are short"),
    ("recall", "whether a host calls its own units back from elsewhere", "", "", "",
     "never: aid that was given stays", "own strength; aid of the incident they leave"),
    ("priority", "what comes first, need or relief", "", "", "",
     "need that nobody covers yet", "relief, endurance"),
    ("london_release", "whether London's units may leave London", "", "", "",
     "as any force's; whether the 75 may leave is not public", "aid outside London"),
    ("desks", "whether desks take time and queue", "", "", "", "they do", "all aid"),
    ("ricc_at", "RICCs that are lost, and which stand in", "", "", "", "none is lost", "queues"),
    ("disorder", "what incidents are drawn from", "", "", "",
     "a scenario states its incidents, unless it says otherwise", "all need"),
    ("beyond", "bodies beyond the 43 that lend", "", "", "",
     "the national figures are of the 43 alone", "national aid"),
)

_SHARES: Sequence[Row] = (
    ("not_fit", "trained crews not fit to deploy", "of trained", "5%", "30%",
     "sickness, restriction, lapsed refreshers, posted elsewhere", "all supply"),
    ("leave.august", "crews on leave in August", "of trained", "10%", "25%",
     "school holidays", "all supply in August"),
    ("leave.other", "crews on leave in other months", "of trained", "5%", "15%",
     "five to six weeks a year", "all supply"),
    ("absence", "crews that unforeseen absence takes", "of crews", "0%", "20%",
     "none: a usual night", "all supply"),
    ("floor_share", "kept at home when lending, where no return says", "of fit", "0%", "30%",
     "no figure is public", "all aid; home cover"),
    ("reserve_share", "asked for on top of need", "of need", "0%", "30%",
     "none, so that need and request agree", "how much is asked for"),
    ("no_answer", "a donor does not answer an ask", "of asks", "0%", "20%",
     "one in twenty calls is lost", "all aid"),
    ("ricc_desks.other", "requests a RICC works on at once", "desks", "1", "6",
     "two officers on the desk", "queues when cities contend"),
    ("npocc_desks", "requests NPoCC works on at once", "desks", "1", "12",
     "a small centre", "queues when cities contend"),
    ("convoy_size", "units of a convoy at most", "units", "1", "12",
     "eighteen carriers on one road", "all aid"),
    ("convoy_factor", "carriers in convoy against cars in light traffic", "", "1.0", "1.3",
     "minibus speed limits, forming up", "all aid"),
    ("travel_cv", "spread of a convoy's drive", "coefficient of variation", "0", "0.3",
     "traffic, weather", "all aid"),
    ("national_tours", "tours of a national unit before it goes home", "tours", "1", "5",
     "three days away", "endurance"),
    ("need_bias", "need as the host judges it", "of need", "0.5", "1.5",
     "exact, so that what is asked for is what is needed", "how much is asked for"),
    ("need_cv", "spread of what the host judges", "coefficient of variation", "0", "0.6",
     "none, so that no judging differs from the last", "how much is asked for, and released"),
    ("refusals", "a donor refuses, with no trouble in its region", "of asks", "0%", "10%",
     "none: what is owed is given", "all aid"),
    ("refusals_per_incident", "added for each incident running in the donor's region", "of asks",
     "0%", "20%", "none: what is owed is given", "aid from where there is trouble"),
    ("part_offers", "a donor offers only a part", "of asks", "0%", "30%",
     "none: what is owed is given", "all aid"),
    ("part_share", "the part that is offered then", "of what is asked for", "20%", "80%",
     "half, for want of better", "all aid, with part offers"),
    ("withdrawals", "aid ordered that is withdrawn when it should muster", "of orders", "0%", "10%",
     "none: an order is an order", "aid that was counted on"),
    ("fatigue", "crews found unfit after rest, for each tour in a row", "of crews", "0%", "10%",
     "none: eleven hours of rest are enough", "endurance"),
)

_PARAMETERS: Mapping[str, Row] = {
    "readiness.timeline.shares": (
        "", "shares of the commitment ready by each end of a bracket", "of commitment", "", "",
        "popm (2021) calls the first three nationally recognised; of what, is not public",
        "all aid"),
    "readiness.timeline.ends": (
        "", "ends of the brackets", "", "", "",
        "1, 4 and 8 h as above; 16 h is popm's own", "all aid"),
    "readiness.timeline.rounding": (
        "", "how shares of a commitment become crews", "", "", "",
        "each force rounds up; national apportions by largest remainder",
        "about 19 PSUs in the first hour"),
    "readiness.timeline.within_bracket": (
        "", "when in its bracket a crew is ready", "", "", "",
        "at its end: what is promised, no better", "all aid"),
    "readiness.roster.recall_after_call": (
        "", "crews off duty that can be recalled once a national call cancels rest days",
        "of crews off duty", "40%", "80%",
        "more than on a plain night: those told beforehand can be reached", "all aid after a call"),
    "readiness.roster.holiday": (
        "", "crews on duty on a bank holiday, against a Sunday", "of a Sunday's", "60%", "100%",
        "a day on which as many as can are at home", "all supply on a bank holiday"),
    "readiness.roster.level_2_fill": (
        "", "PSUs whose officers may make up BDUs instead", "of fit PSUs", "0%", "100%",
        "a level 2 officer may fill a BDU, never the reverse", "BDUs of every force"),
    "host_readiness.local.formed": (
        "", "crews on duty that stand as formed serials", "of crews on duty", "0%", "100%",
        "a serial for each that is spread over stations", "first unit on the ground"),
    "host_readiness.local.recall": (
        "", "crews off duty that can be recalled", "of crews off duty", "20%", "70%",
        "not all answer, not all may drive", "own strength in the first night"),
    "ranking.fast_and_plentiful.band": (
        "", "arrivals within this are equally fast", "", "15m", "4h",
        "an hour of the timeline", "who gives, under fast_and_plentiful"),
    "release.hold.for": (
        "", "units stay so long after the last judging that wanted them", "", "30m", "3h",
        "two judgings that agree", "aid in use, under hold"),
    "trigger.anticipatory.in_use_share": (
        "", "share of a national figure in use at which the call is made", "of the figure",
        "10%", "90%", "half of what there is", "when the call is made, under anticipatory"),
    "trigger.national_call.at": (
        "", "minute of a call at a set time", "", "", "",
        "at once; the scenario says when", "when the call is made, under national_call"),
}

_ON_DUTY: Mapping[str, tuple[str, str]] = {
    "14:00": ("15%", "35%"),
    "22:00": ("10%", "25%"),
    "04:00": ("4%", "15%"),
    WEEKEND_EVENING: ("10%", "30%"),
}

_LIKELY: Mapping[str, str] = {
    "readiness": "who is on duty comes; a promise puts nobody on duty",
    "durations.report_interval": "a round of calls to 43 forces; no interval is public",
    "need_bias": "first estimates miss what is not seen yet",
    "need_cv": "two commanders differ by about a third",
    "refusals": "a force may need its own for what nobody foresaw",
    "refusals_per_incident": "trouble next door is a reason to keep units",
    "part_offers": "one in ten sends what it can spare",
    "part_share": "half, for want of better",
    "withdrawals": "sickness, a breakdown or a call at home between order and muster",
    "fatigue": "eleven hours on a camp bed are not always enough",
    "release": "commanders keep what they have until it stays quiet",
}
"""Why each value of the likely preset; what it is and its range are those of its key."""

Fact = tuple[str, str, str, str, Status, str, str]
"""``module.NAME``, name, unit, range, status, source, what it affects."""

_SPR = "SPR 2023"
_POPM = "the open model popm, 2021"

_FACTS: Sequence[Fact] = (
    ("doctrine.REGIONS", "regions, each with a RICC", "regions", "",
     PUBLISHED, f"{_SPR} ¶127; members as listed in 2016", "who is asked at tier 2"),
    ("doctrine.FORCES", "territorial forces", "forces", "",
     PUBLISHED, "lists of forces", "all supply"),
    ("doctrine.TIERS", "tiers of mutual aid", "", "",
     PUBLISHED, f"{_SPR} ¶123", "the order of asking"),
    ("doctrine.PSU", "make-up of a PSU", "officers", "",
     PUBLISHED, f"{_SPR} ¶122a", "officers taken from ordinary duty; trained stock"),
    ("doctrine.PSU_CARRIERS", "carriers of a PSU", "carriers", "",
     PUBLISHED, "HMIC, West Midlands, 2014", "length of a convoy"),
    ("doctrine.BDU", "make-up of a BDU", "officers", "",
     PUBLISHED, f"{_SPR} ¶122b", "officers taken from ordinary duty"),
    ("doctrine.AEP", "make-up of an AEP team", "officers", "",
     PUBLISHED, f"{_SPR} ¶122c", "officers taken from ordinary duty"),
    ("doctrine.TIMELINE", "shares of PSUs promised by 1, 4 and 8 h", "", "",
     SECOND_HAND, f"{_POPM}; what they are shares of is not public", "all aid"),
    ("doctrine.PLANNING_SIZES", "PSUs of a small, medium and large incident", "PSUs", "",
     SECOND_HAND, _POPM, "scenarios that use them"),
    ("doctrine.KENT_WITHIN_AN_HOUR", "contingents of Kent within 60 min", "PSUs", "",
     PUBLISHED, "HMIC, Kent, 2014; tested September 2013; a contingent is taken for a PSU",
     ("a check on readiness, which it meets at 14:00; not at 04:00, when too few are on duty for "
     "one whole crew (the hour of the test is not published)")),
    ("doctrine.WEST_MIDLANDS_AT_ONCE", "PSUs of West Midlands at once", "PSUs", "",
     PUBLISHED, "HMIC, West Midlands, 2014; tested September 2013",
     ("a check on readiness, which it meets at 14:00; not at 04:00, when fewer than three crews "
     "stand formed (the hour of the test is not published)")),
    ("doctrine.WEST_MIDLANDS_WITHIN_AN_HOUR",
     "trained sergeants and constables of West Midlands at a rendezvous within 1 h", "officers", "",
     PUBLISHED, "HMIC, West Midlands, 2014; tested September 2013",
     ("a check on readiness that the defaults do not meet: at 14:00 a quarter of crews are on "
     "duty, half of those formed, and about 200 officers are there; all on duty would be some 300 "
     "sergeants and constables. The finding does not say who of the 700 was on duty, nor in what "
     "crews: with ten PSU inspectors 210 of them make up PSUs")),
    ("nested_keys.SEVERITIES", "PSUs of a named severity", "PSUs", "local: 3 to 20",
     ASSUMED, "local is assumed (2011 had about 19 at one place, 2024 about 9); the others as popm",
     "scenarios that use them"),
    ("nested_keys.DEFAULT_STEP", "step in which need ramps, decays or responds", "", "5m to 60m",
     ASSUMED, "as often as need is judged", "scenarios with a ramp, or responsive need"),
    ("nested_keys.DEFAULT_GROWTH", "growth of responsive need in a step while it is not met", "",
     "5% to 100%", ASSUMED, "doubles in an hour and a half; no rate is published",
     "scenarios with responsive need"),
    ("nested_keys.DEFAULT_DECAY", "decay of responsive need in a step once it is met", "",
     "10% to 100%", ASSUMED, "crowds that are matched go home; no rate is published",
     "scenarios with responsive need"),
    ("commitments.PUBLIC_ORDER_OFFICERS", "officers trained in public order", "officers",
     "15000 to 22000", SECOND_HAND, "press, 2024: about 18,000", "trained stock of PSUs"),
    ("commitments.TRAINED_PER_COMMITMENT", "crews trained for each owed: all kinds but PSU", "",
     "1 to 4", ASSUMED, "no figure is public", "fit stock of BDU, AEP and others"),
    ("supply.FEWEST_FOR_FLOOR", "crews trained below which none is kept at home", "crews",
     "2 to 10", ASSUMED, "a floor of a handful would be all of it", "aid of scarce kinds"),
    ("supply.LEAST_FLOOR", "PSUs, and BDUs, kept at home at least", "crews", "0 to 3",
     ASSUMED, "something stays", "aid of small forces; home cover"),
    ("pool.SURPLUS", "people and carriers for each that trained crews need, by rank", "",
     "1.0 to 1.5", ASSUMED, "more supervisors and drivers than constables allow; none is published",
     "crews under roster readiness; a return counts its own"),
    ("pool.CARRIERS_OFF_THE_ROAD", "carriers in the workshop or used otherwise", "of carriers",
     "5% to 25%", ASSUMED,
     ("one in ten. In September 2013 West Midlands knew of five equipped carriers at the start of "
     "each tour, and three PSUs take nine: where the others came from is not published"),
     "PSUs under roster readiness"),
    ("geography.THROUGH_CITY_MINUTES", "taken off for each city driven past", "min", "8 to 18",
     ASSUMED, "fitted to 378 published drive times", "all aid from afar"),
    ("geography.LEAST_ROAD_MINUTES", "least a road counts after that", "min", "0 to 5",
     ASSUMED, "no road takes nothing", "routes round London"),
    ("geography.DETOUR_FACTOR", "road against straight line, to a place", "", "1.1 to 1.5",
     ASSUMED, "median of 903 routes of the road table", "places off the main cities"),
    ("geography.PLACE_SPEED_KMH", "speed to a place off the main cities", "km/h", "40 to 80",
     ASSUMED, "mixed roads", "places off the main cities"),
    ("geography.EARTH_RADIUS_KM", "mean radius of the earth", "km", "",
     PUBLISHED, "IUGG mean radius", "places off the main cities"),
    ("clock.SHIFT_STARTS", "hours at which duty shifts begin", "", "6, 14, 21 to 8, 16, 23",
     ASSUMED, "early, late and night", "own strength after the first hours"),
    ("clock.ON_CALL_FREE", "hours, Monday to Friday, with command at work", "", "7–19 to 9–17",
     ASSUMED, "office hours", "when the on-call wait applies"),
    ("beyond_bodies.BEYOND_DESKS", "requests that liaison of bodies beyond the 43 works on at once",
     "desks", "1 to 4", ASSUMED, "one liaison officer", "aid from beyond the 43"),
)

_RULES: Sequence[tuple[str, str, Plain, str, str, str, str, str]] = (
    ("policy.drawdown", "share of the commitment lent at drawdown minimal", "a third", "", "10%",
     "50%", "between nothing and all of it", "all aid at that level"),
    ("readiness", "crews on duty, recallable and at each shift, at least", 1, "crews", "0", "3",
     "no force is without any", "first unit on the ground in small forces"),
    ("readiness.roster", "people on duty who make up less of a crew are not sent", 1, "crews",
     "0.5", "1", "half a crew is not sent, nor put together with a neighbour's half",
     "crews on duty under roster, at night most: at 04:00 33 of 43 forces have no PSU on duty"),
    ("scoring.headlines.HELD_SHARE", "of a day's need met: with this the level is held", 0.9, "",
     "0.8", "1", "a judgement of what holding means", "the headline of endurance; no event"),
    ("country.line_verdicts.WATCH_SHARE", "of a figure left: below this a line is watched", 0.1, "",
     "0.05", "0.25", "a tenth is little", "the verdicts pass and watch; no event"),
)
# fmt: on

_MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        clock,
        commitments,
        doctrine,
        geography,
        nested_keys,
        pool,
        supply,
        beyond_bodies,
    )
}


def register(origins: Mapping[str, tuple[Plain, str]] | None = None) -> tuple[Assumption, ...]:
    """Every number that a run depends on.

    Parameters
    ----------
    origins
        Values of a scenario by path (`mobsim.scenario.file.Resolved.origins`); they stand in
        place of the defaults.
    """
    listed = _defaults()
    if origins is None:
        return listed
    known = tuple(replace(each, value=_value_in(origins, each)) for each in listed)
    return (*known, *_plugged(origins))


def _plugged(origins: Mapping[str, tuple[Plain, str]]) -> Iterable[Assumption]:
    """Parameters of the plug-ins that a scenario has chosen; their packages answer for them."""
    for path, (value, _) in origins.items():
        key, name, parameter = (*path.split(".", 2), "", "")[:3]
        if key not in KINDS or not parameter or name in KINDS[key].shipped:
            continue
        plugin = plugin_of(key, name)
        said = plugin.parameters[parameter].meaning if plugin else ""
        yield Assumption(
            f"{name}: {parameter}",
            path,
            value,
            "",
            "",
            "",
            ASSUMED,
            said.rstrip(".") or "the plug-in does not say",
            f"what the {key} of the plug-in gives",
            "Plug-ins",
        )


def _value_in(origins: Mapping[str, tuple[Plain, str]], each: Assumption) -> Plain:
    path = each.path or ""
    if path in origins:
        value = origins[path][0]
        return each.value if value == SHIPPED else value
    # What is chosen by name has its parameters below the name.
    below = [other.removeprefix(f"{path}.") for other in origins if other.startswith(f"{path}.")]
    return below[0].partition(".")[0] if path and below else each.value


@cache
def _defaults() -> tuple[Assumption, ...]:
    document = default_document()
    durations = tuple(_rows("durations", _DURATIONS, document, "How long each step takes"))
    levers = tuple(_rows("", _LEVERS, document, "Levers and readings"))
    shares = tuple(_rows("", _SHARES, document, "Supply, desks and what goes otherwise"))
    return (
        *_facts("What is published, and what stands in the code"),
        *_rules("What is published, and what stands in the code"),
        *_tables("Forces and kinds"),
        *shares,
        *_parameters("Readiness and policies"),
        *_on_duty("Readiness and policies"),
        *durations,
        *levers,
        *_likely("What likely: on stands for", (*durations, *levers, *shares)),
        *_disorder("Drawn demand"),
        *_operations("Planned operations, and aid from beyond the 43"),
        *_beyond("Planned operations, and aid from beyond the 43"),
    )


def _rows(
    under: str, rows: Iterable[Row], document: Mapping[str, Plain], group: str
) -> Iterable[Assumption]:
    for key, name, unit, low, high, why, affects in rows:
        path = f"{under}.{key}" if under else key
        value = _value_at(document, path)
        yield Assumption(name, path, value, unit, low, high, ASSUMED, why, affects, group)


def _value_at(document: Mapping[str, Plain], path: str) -> Plain:
    value: Plain = dict(document)
    for step in path.split("."):
        assert isinstance(value, dict)
        value = value[step]
    return value


def _likely(group: str, plain: Iterable[Assumption]) -> Iterable[Assumption]:
    """Values of the likely preset, each beside the key that it sets."""
    preset = likely_preset()
    for each in plain:
        path = each.path or ""
        if path in _LIKELY:
            yield replace(
                each,
                name=f"{each.name}; with likely: on",
                path=None,
                value=_value_at(preset, path),
                source=_LIKELY[path],
                group=group,
                where=f"scenario.file.defaults.likely_preset.{path}",
            )


def parameters() -> dict[str, Parameter]:
    """Every parameter of everything that is chosen by name, by path."""
    return {
        f"{key}.{name}.{each}": parameter
        for key, choices in CHOICES.items()
        for name, known in choices.items()
        for each, parameter in known.items()
    }


def _parameters(group: str) -> Iterable[Assumption]:
    known = parameters()
    for path, (_, name, unit, low, high, why, affects) in _PARAMETERS.items():
        second_hand = path in ("readiness.timeline.shares", "readiness.timeline.ends")
        status = SECOND_HAND if second_hand else ASSUMED
        value = known[path].default
        yield Assumption(name, path, value, unit, low, high, status, why, affects, group)


def _disorder(group: str) -> Iterable[Assumption]:
    """Parameters of drawn demand; each says what it is where it is read."""
    for source, known in DISORDER.items():
        for key, each in known.items():
            yield Assumption(
                each.name,
                f"disorder.{source}.{key}",
                each.default,
                each.unit,
                each.low,
                each.high,
                ASSUMED,
                each.source,
                each.affects,
                group,
            )


def _on_duty(group: str) -> Iterable[Assumption]:
    for key, (low, high) in _ON_DUTY.items():
        at = "on weekend evenings" if key == WEEKEND_EVENING else f"at {key}"
        path = f"host_readiness.local.on_duty.{key}"
        yield Assumption(
            f"crews on duty {at}",
            path,
            ON_DUTY[key],
            "of fit",
            low,
            high,
            ASSUMED,
            "early shifts are fullest, nights thinnest",
            "own strength in the first hours",
            group,
        )


def _facts(group: str) -> Iterable[Assumption]:
    for where, name, unit, span, status, source, affects in _FACTS:
        module, _, constant = where.partition(".")
        value = _plain(getattr(_MODULES[module], constant))
        low, _, high = span.partition(" to ")
        yield Assumption(name, None, value, unit, low, high, status, source, affects, group, where)


def _rules(group: str) -> Iterable[Assumption]:
    """Numbers of modules that this one may not import; a test holds them against the code."""
    for where, name, value, unit, low, high, why, affects in _RULES:
        yield Assumption(name, None, value, unit, low, high, ASSUMED, why, affects, group, where)


def _plain(value: object) -> Plain:
    """A constant as plain data."""
    if isinstance(value, doctrine.MakeUp):
        return value.officers
    if isinstance(value, range):
        return f"{value.start}:00 to {value.stop}:00"
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    assert isinstance(value, str | int | float)
    return value


def _tables(group: str) -> Iterable[Assumption]:
    forces = load_forces()
    for line in load_requirements():
        figures = [(line.name, line.required)]
        if line.per_region is not None:
            figures.append((f"{line.name} of each region", line.per_region))
        for name, figure in figures:
            source = re.split("[:,]", line.note)[0]
            affects = f"the line {line.name}; every commitment of the kind"
            yield Assumption(
                f"national figure: {name}",
                "requirements",
                figure,
                "units",
                "",
                "",
                PUBLISHED,
                source,
                affects,
                group,
            )
    figured = required_by_kind(load_requirements())
    for kind in load_kinds():
        owed = sum(force.stock[kind.kind_id].commitment for force in forces)
        trained = sum(force.stock[kind.kind_id].trained for force in forces)
        figure = kind.kind_id in figured
        rule = "the national figure" if figure else "a notional total (no figure is set)"
        yield Assumption(
            f"{kind.plural} owed, by force",
            "forces",
            owed,
            "in all",
            "",
            "",
            SYNTHETIC,
            f"{rule} shared out by officers; what each force owes is not public",
            "all aid of the kind",
            group,
        )
        yield Assumption(
            f"{kind.plural} trained, by force",
            "forces",
            trained,
            "in all",
            "",
            "",
            SYNTHETIC,
            "public-order officers by strength"
            if kind.kind_id == "psu"
            else "a multiple of what is owed",
            "all supply of the kind",
            group,
        )
        yield Assumption(
            f"officers in one of {kind.plural}",
            "kinds",
            kind.officers,
            "officers",
            "",
            "",
            PUBLISHED if figure else ASSUMED,
            f"{_SPR} ¶122" if figure else "none is published",
            "officers taken from ordinary duty",
            group,
        )


_HALF, _TWICE = "half", "twice"


def _operations(group: str) -> Iterable[Assumption]:
    """What usual operations take out; only scenarios that name one depend on it."""
    at = "data/operations.csv"
    for each in usual_operations().values():
        affects = f"scenarios with an operation like {each.operation_id}"
        remarks = "how many of its officers are in units is not public"
        numbers: Sequence[tuple[str, Plain, str]] = (
            ("units", dict(each.units), remarks),
            ("length", each.lasts, "crowds, and clearing up after them"),
        )
        for what, value, why in numbers:
            name = f"{what} of {each.name}"
            yield Assumption(name, None, value, "", _HALF, _TWICE, ASSUMED, why, affects, group, at)


def _beyond(group: str) -> Iterable[Assumption]:
    """What bodies beyond the 43 have, lend and drive; nothing unless a scenario names them."""
    at, affects = "data/beyond.csv", "national aid, where beyond names them"
    for row in beyond_bodies.bodies().values():
        trained: Plain = {kind: row.trained(kind) for kind in beyond_bodies.KINDS}
        lent: Plain = {kind: row.lent(kind) for kind in beyond_bodies.KINDS}
        way = f"{row.city} to the main city of {row.gateway}, cars in light traffic and the ferry"
        low, high = f"{round(row.minutes * 0.9)}", f"{round(row.minutes * 1.5) or 60}"
        numbers: Sequence[tuple[str, Plain, str, str, str, str]] = (
            ("crews trained", trained, "crews", _HALF, _TWICE, "no figure was read"),
            ("crews lent at most", lent, "crews", _HALF, _TWICE, "a small part of what it has"),
            ("way to the first city", row.minutes, "min", low, high, way),
        )
        for what, value, unit, least, most, why in numbers:
            name = f"{what}, {row.name}"
            yield Assumption(name, None, value, unit, least, most, ASSUMED, why, affects, group, at)
