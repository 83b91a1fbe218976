"""What does a log say, reckoned a second time by plain and slow means?

Every measure is reckoned again from the documents: ``docs/results.md``, ``docs/protocol.md`` and
what `mobsim.scoring.measures` says of each name. Nothing is kept up to date row by row: each
function goes through the whole log for what it wants. It shares with mobsim the form of a row, the
names of the measures and what is known besides the log, and nothing that counts. A test holds both
against each other, name for name.

A *curve* is a list of (minute, level): from that minute on the level holds, until the next. The
level of a minute is what is left when all its rows have been handled.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from mobsim.scoring.events import (
    AID_ASKED,
    AID_OFFERED,
    AID_REQUESTED,
    FLOOR_OVERRIDDEN,
    INCIDENT_BEGAN,
    INCIDENT_ENDED,
    NATIONAL_CALL_MADE,
    NEED_CHANGED,
    NEED_JUDGED,
    NEED_UNMET,
    OPERATION_SHORT,
    SERIAL_REACHED_RVP,
    UNIT_CANCELLED,
    UNIT_COMMITTED,
    UNIT_DEPLOYED,
    UNIT_MUSTERED,
    UNIT_ORDERED,
    UNIT_REACHED_RVP,
    UNIT_RESTED,
    UNIT_RETURNED,
    UNIT_STOOD_BY,
    UNIT_STOOD_DOWN,
    UNIT_UNFIT,
    Event,
)
from mobsim.scoring.measures import (
    Asked,
    AtHome,
    FirstToBreak,
    ForceAtHome,
    Headlines,
    IncidentMeasures,
    LineMeasures,
    Measures,
    OfficersTaken,
    People,
    RegionMeasures,
    TargetMeasures,
    WorstShortfall,
)

HOUR = 60.0
DAY = 24 * HOUR
HOURS = ("1", "4", "8")
STRENGTH_HOURS = ("1", "2", "4", "8")
FIRST_MINUTES = ("15", "30", "60", "120")
PERCENT = ("10", "40", "60", "100")
SOURCES = ("own", "agreement", "region", "nation", "beyond")
BY_TIER = {1: "agreement", 2: "region", 3: "nation"}
STEPS = ("judging", "waiting", "desks", "answer", "muster", "road", "booking_in")
LASTING = 60.0
"""Minutes on end for which a shortfall is one."""
ANSWERS = ("full", "part", "none", "refused", "no answer")
WENT_ON = ("re-tasked", "recalled", "sent forward")
"""Why a unit goes straight to another incident, on the same tour."""
TURNED = "turned"
NEAR_THE_RVP = "near the RVP"
LONDON, BEYOND = "london", "beyond"
SPARE = 10
"""Percent of a figure under which a verdict is *watch*."""
HELD = 90
"""Percent of unit-minutes needed that must be there for a day to be endured."""

Log = Sequence[Event]
Curve = list[tuple[float, int]]
Rows = Sequence[Event]


def second_score(log: Iterable[Event], facts: Any) -> Measures:
    """All measures of a log.

    Parameters
    ----------
    log
        Its rows, in the order in which they happened.
    facts
        What is known besides it, as `mobsim.scoring.Facts` holds it.
    """
    log = list(log)
    incidents = incidents_of(log, facts)
    national = [national_line(log, facts, line) for line in facts.lines if line.region is None]
    regions = [region_line(log, facts, line) for line in facts.lines if line.region is not None]
    return Measures(
        national=national,
        regions=regions,
        incidents=incidents,
        targets=[target_measures(log, facts, target) for target in facts.targets],
        headlines=headlines(log, facts),
        home=home(log, facts),
        people=people(log, facts),
        asked=asked(log),
        refused={},
    )


# --- curves -------------------------------------------------------------------------------------


def curve(changes: Iterable[tuple[float, int]]) -> Curve:
    """The level that starts at 0 and changes by so much at these minutes."""
    by_minute: dict[float, int] = defaultdict(int)
    for minute, change in changes:
        by_minute[minute] += change
    level, found = 0, []
    for minute in sorted(by_minute):
        level += by_minute[minute]
        found.append((minute, level))
    return found


def level_at(steps: Curve, minute: float) -> int:
    """The level when all rows of the minute have been handled."""
    level = 0
    for begins, height in steps:
        if begins <= minute:
            level = height
    return level


def first_reaching(steps: Curve, wanted: int, since: float = float("-inf")) -> float | None:
    """The first minute, not before ``since``, with a level of so many at least."""
    if since > float("-inf") and level_at(steps, since) >= wanted:
        return since
    for minute, level in steps:
        if minute >= since and level >= wanted:
            return minute
    return None


def highest(steps: Curve) -> tuple[int, float | None]:
    """The highest level and the first minute of it; 0 and None if it is never above 0."""
    most, when = 0, None
    for minute, level in steps:
        if level > most:
            most, when = level, minute
    return most, when


def pieces(until: float, *curves: Curve, since: float = 0.0) -> list[tuple[float, tuple[int, ...]]]:
    """How long each combination of levels holds between two minutes, one piece after the other."""
    cuts = {minute for steps in curves for minute, _ in steps if since < minute < until}
    edges = [since, *sorted(cuts), until]
    places = [0] * len(curves)
    levels = [0] * len(curves)
    found = []
    for begins, ends in pairwise(edges):
        for number, steps in enumerate(curves):
            while places[number] < len(steps) and steps[places[number]][0] <= begins:
                levels[number] = steps[places[number]][1]
                places[number] += 1
        if ends > begins:
            found.append((ends - begins, tuple(levels)))
    return found


def combined(how: Any, *curves: Curve) -> Curve:
    """The curve of what ``how`` makes of the levels of several curves at each minute."""
    places = [0] * len(curves)
    levels = [0] * len(curves)
    found = []
    for minute in sorted({minute for steps in curves for minute, _ in steps}):
        for number, steps in enumerate(curves):
            while places[number] < len(steps) and steps[places[number]][0] <= minute:
                levels[number] = steps[places[number]][1]
                places[number] += 1
        found.append((minute, how(*levels)))
    return found


def percent_of(percent: int, figure: int) -> int:
    """So many percent of a figure, rounded up to whole units."""
    return -(-percent * figure // 100)


# --- incidents ----------------------------------------------------------------------------------


def of(log: Log, event: str, **columns: object) -> list[Event]:
    """Rows of an event with these values in these columns."""
    return [
        row
        for row in log
        if row.event == event
        and all(getattr(row, name) == value for name, value in columns.items())
    ]


def beginnings(log: Log, facts: Any) -> list[Event]:
    """The beginning of each incident that is no holding area, in order of minute and id."""
    found = [row for row in of(log, INCIDENT_BEGAN) if row.incident not in facts.holding]
    return sorted(found, key=lambda row: (row.minute, row.incident))


def need_curve(rows: Rows) -> Curve:
    """Units needed."""
    found: dict[float, int] = {}
    for row in rows:
        if row.event == NEED_CHANGED:
            found[row.minute] = row.count
    return sorted(found.items())


def presence(rows: Rows, arrives: str) -> Curve:
    """Units that have arrived and not yet stood down."""
    there: set[str | None] = set()
    changes = []
    for row in rows:
        if row.event == arrives and row.unit not in there:
            there.add(row.unit)
            changes.append((row.minute, 1))
        if row.event == UNIT_STOOD_DOWN and row.unit in there:
            there.remove(row.unit)
            changes.append((row.minute, -1))
    return curve(changes)


def officers_there(rows: Rows, officers: int) -> Curve:
    """Officers at the RVP, unit by unit: a serial's, then all of it, until it has left."""
    there: dict[str | None, int] = {}
    changes = []
    for row in rows:
        before = there.get(row.unit, 0)
        if row.event == SERIAL_REACHED_RVP:
            there[row.unit] = before + row.count
        elif row.event == UNIT_REACHED_RVP:
            there[row.unit] = officers
        elif row.event in (UNIT_CANCELLED, UNIT_STOOD_DOWN):
            there[row.unit] = 0
        changes.append((row.minute, there.get(row.unit, 0) - before))
    return curve(changes)


def shortage(need: Curve, there: Curve) -> Curve:
    """Units short."""
    return combined(lambda wanted, have: max(0, wanted - have), need, there)


def kinds_needed(log: Log, incident: str | None) -> list[str]:
    """Kinds of which the incident ever needed any."""
    rows = of(log, NEED_CHANGED, incident=incident)
    return sorted({row.kind for row in rows if row.count})


def incidents_of(log: Log, facts: Any) -> list[IncidentMeasures]:
    """Each incident and kind it ever needed."""
    return [
        incident_measures(log, facts, began, kind)
        for began in beginnings(log, facts)
        for kind in kinds_needed(log, began.incident)
    ]


def incident_measures(log: Log, facts: Any, began: Event, kind: str) -> IncidentMeasures:
    """One incident's need of one kind, and how it was met."""
    start = began.minute
    ended = of(log, INCIDENT_ENDED, incident=began.incident)
    rows = [row for row in log if row.incident == began.incident and row.kind == kind]
    need = need_curve(rows)
    peak = max(level for _, level in need)
    there, at_rvp = presence(rows, UNIT_DEPLOYED), presence(rows, UNIT_REACHED_RVP)
    requests = of(log, AID_REQUESTED, incident=began.incident)
    asked_at = requests[0].minute if requests else None
    wanted = {"first": 1} | {share: percent_of(int(share), peak) for share in PERCENT}
    short = shortage(need, there)
    held = pieces(facts.duration, need, there)
    unit_minutes = sum(minutes * units for minutes, (units, _) in held)
    met = sum(minutes * min(units, have) for minutes, (units, have) in held)
    deployed = of(rows, UNIT_DEPLOYED)
    aid = [row for row in deployed if row.force != row.counterpart]
    fortieth = the_one_with_which(rows, wanted["40"])
    worst, worst_at, lasts = worst_that_lasts(short, facts.duration)
    return IncidentMeasures(
        incident=began.incident,
        force=began.force,
        kind=kind,
        began_at=start,
        ended_at=ended[0].minute if ended else None,
        peak_need=peak,
        time_to=times_to(there, wanted, start),
        began_to_rvp=times_to(at_rvp, wanted, start),
        requested_to_deployed=times_to(there, wanted, asked_at),
        requested_to_rvp=times_to(at_rvp, wanted, asked_at),
        deployed_at_request=None if asked_at is None else level_at(there, asked_at),
        share_by={
            hour: best_share(there, peak, start + int(hour) * HOUR, facts.duration)
            for hour in HOURS
        },
        met_share=met / unit_minutes if unit_minutes else None,
        needed_unit_hours=unit_minutes / HOUR,
        unmet_unit_hours=(unit_minutes - met) / HOUR,
        there_at=levels_after(there, start, STRENGTH_HOURS, facts.duration),
        officers_at=(
            levels_after(
                officers_there(rows, facts.officers(kind)),
                *(start, FIRST_MINUTES, facts.duration, 1.0),
            )
            if of(log, SERIAL_REACHED_RVP)
            else dict.fromkeys(FIRST_MINUTES)
        ),
        by_source={
            source: len({row.unit for row in deployed if source_of(row, facts) == source})
            for source in SOURCES
        },
        short_at=levels_after(short, start, HOURS, facts.duration),
        began_to_first_aid=aid[0].minute - start if aid else None,
        spent_on_first_aid=time_spent(log, began, aid[0] if aid else None),
        spent_on_40=time_spent(log, began, fortieth),
        worst_short=worst,
        worst_short_at=worst_at,
        worst_short_lasts=lasts,
    )


def source_of(row: Event, facts: Any) -> str | None:
    """Where a unit comes from that is deployed."""
    if row.force == row.counterpart:
        return "own"
    if facts.region_of(row.force) == BEYOND:
        return BEYOND
    return BY_TIER.get(row.tier)


def levels_after(
    steps: Curve, start: float, hours: Iterable[str], duration: float, unit: float = HOUR
) -> dict[str, int | None]:
    """The level so many hours, or other units, after a minute; None if the log ends by then."""
    found: dict[str, int | None] = {}
    for hour in hours:
        minute = start + int(hour) * unit
        found[hour] = level_at(steps, minute) if minute < duration else None
    return found


def worst_that_lasts(short: Curve, duration: float) -> tuple[int, float | None, float | None]:
    """The most that are short for an hour on end, when first, and how long so many are then."""
    for units in sorted({level for _, level in short if level}, reverse=True):
        for begins, ends in stretches(short, units, duration):
            if ends - begins >= LASTING:
                return units, begins, ends - begins
    return 0, None, None


def stretches(steps: Curve, least: int, duration: float) -> list[tuple[float, float]]:
    """When the level is so high at least: each stretch with its beginning and its end."""
    found = []
    begins: float | None = None
    for minute, level in steps:
        if level >= least and begins is None:
            begins = minute
        if level < least and begins is not None:
            found.append((begins, minute))
            begins = None
    return found if begins is None else [*found, (begins, duration)]


def the_one_with_which(rows: Rows, wanted: int) -> Event | None:
    """The deployment with which so many are first there, when its minute is over."""
    minute = first_reaching(presence(rows, UNIT_DEPLOYED), wanted)
    if minute is None:
        return None
    there: set[str | None] = set()
    reached = None
    for row in rows:
        if row.minute > minute:
            break
        before = len(there)
        if row.event == UNIT_DEPLOYED:
            there.add(row.unit)
        if row.event == UNIT_STOOD_DOWN:
            there.discard(row.unit)
        if row.minute == minute and before < wanted <= len(there):
            reached = row
    return reached


def time_spent(log: Log, began: Event, deployed: Event | None) -> dict[str, float | None]:
    """Where the time went until a unit was deployed, from one clock to the next."""
    if deployed is None:
        return dict.fromkeys(STEPS)
    before = list(log[: position(log, deployed) + 1])
    mine = [row for row in before if row.unit == deployed.unit]
    here = [row for row in mine if row.incident == deployed.incident]
    order = of(here, UNIT_ORDERED)[-1]
    since = mine[position(mine, order) :]
    mustered = of(since, UNIT_MUSTERED)
    asked_at = requested_at = order.minute
    if order.request is not None:
        this = {"incident": order.incident, "request": order.request}
        by_now = before[: position(before, order)]
        asks = of(by_now, AID_ASKED, **this, force=order.force, kind=order.kind)
        asked_at = asks[-1].minute if asks else order.minute
        requests = of(by_now, AID_REQUESTED, **this)
        requested_at = min([asked_at, *(row.minute for row in requests)])
    judged = of(log, NEED_JUDGED, incident=order.incident)
    clocks = [
        began.minute,
        min(judged[0].minute, requested_at) if judged else requested_at,
        requested_at,
        asked_at,
        order.minute,
        mustered[0].minute if mustered else order.minute,
        of(since, UNIT_REACHED_RVP)[-1].minute,
        deployed.minute,
    ]
    lengths = (after - earlier for earlier, after in pairwise(clocks))
    return dict(zip(STEPS, lengths, strict=True))


def position(rows: Rows, row: Event) -> int:
    """Where a row stands: this very row, not one that says the same."""
    return next(number for number, each in enumerate(rows) if each is row)


# --- targets ------------------------------------------------------------------------------------


def target_rows(log: Log, facts: Any, target: Any) -> list[Event]:
    """What happened of the kind at the place; nothing that counts at a holding area."""
    if target.incident in facts.holding:
        return []
    return [row for row in log if row.incident == target.incident and row.kind == target.kind]


def target_measures(log: Log, facts: Any, target: Any) -> TargetMeasures:
    """Whether so many were at a place by a minute."""
    there = presence(target_rows(log, facts, target), UNIT_DEPLOYED)
    reached = first_reaching(there, target.units)
    verdict = "never" if reached is None else "met" if reached <= target.by else "late"
    return TargetMeasures(
        incident=target.incident,
        kind=target.kind,
        units=target.units,
        by=target.by,
        there=level_at(there, target.by) if target.by < facts.duration else None,
        reached_at=reached,
        verdict=verdict,
        spent=spent_on_target(log, facts, target),
    )


def spent_on_target(log: Log, facts: Any, target: Any) -> dict[str, float | None]:
    """Where the time went until the unit was deployed with which so many were first there."""
    last = the_one_with_which(target_rows(log, facts, target), target.units)
    if last is None:
        return dict.fromkeys(STEPS)
    return time_spent(log, of(log, INCIDENT_BEGAN, incident=target.incident)[0], last)


def times_to(there: Curve, wanted: dict[str, int], since: float | None) -> dict[str, float | None]:
    """Minutes from ``since`` until so many are present at once; 0 if they were there."""
    if since is None:
        return dict.fromkeys(wanted)
    found: dict[str, float | None] = {}
    for share, units in wanted.items():
        minute = first_reaching(there, units, since)
        found[share] = None if minute is None else minute - since
    return found


def best_share(there: Curve, peak: int, until: float, duration: float) -> float | None:
    """The largest share of peak need present at once up to a minute."""
    if until >= duration:
        return None
    most = max([0, *(level for minute, level in there if minute <= until)])
    return min(most, peak) / peak


# --- national lines -----------------------------------------------------------------------------


def counts(facts: Any, line: Any, force: str | None, host: str | None) -> bool:
    """Whether a unit of a force, ordered to a host, counts on a line."""
    home = facts.region_of(force)
    if home == BEYOND:
        return False
    if line.region is not None:
        return home == line.region
    if line.london is None:
        return True
    of_the_75 = facts.region_of(host) == LONDON and (
        home == LONDON or facts.london_75 == "available_to"
    )
    return of_the_75 == (line.london == "inside")


@dataclass(frozen=True)
class Use:
    """A crew in use: ordered or taken out, and not yet rested."""

    unit: str
    force: str
    kind: str
    host: str
    begins: float
    ends: float | None


def uses(log: Log) -> list[Use]:
    """When each crew was in use, and for which host."""
    found = []
    for rows in by_unit(log).values():
        found += uses_of_one(rows)
    return found


def by_unit(log: Log) -> dict[str, list[Event]]:
    """The rows of each crew."""
    found: dict[str, list[Event]] = defaultdict(list)
    for row in log:
        if row.unit is not None:
            found[row.unit].append(row)
    return found


def uses_of_one(rows: Rows) -> list[Use]:
    """A crew is in use while it has an order, or has been out and not rested since."""
    found: list[Use] = []
    ordered = tired = stands_by = False
    for row in rows:
        off_duty = row.event == UNIT_RETURNED and stands_by
        stands_by = still_stands_by(row, stands_by=stands_by)
        if row.event == UNIT_ORDERED:
            ordered = True
        elif off_duty or row.event == UNIT_COMMITTED:
            tired = True
        elif row.event == UNIT_CANCELLED:
            ordered = False
            tired = tired or row.cause == "withdrawn"
        elif row.event == UNIT_STOOD_DOWN:
            ordered, tired = False, True
        elif row.event == UNIT_RESTED:
            tired = False
        running = bool(found) and found[-1].ends is None
        takes = off_duty or row.event in (UNIT_ORDERED, UNIT_COMMITTED)
        # An order to another host ends the use for the one before.
        if running and (not (ordered or tired) or (takes and found[-1].host != row.counterpart)):
            found[-1] = replace(found[-1], ends=row.minute)
            running = False
        if (ordered or tired) and not running and takes:
            found.append(Use(row.unit, row.force, row.kind, row.counterpart, row.minute, None))
    return found


def still_stands_by(row: Event, *, stands_by: bool) -> bool:
    """Whether a crew stands by after a row: until it musters, is withdrawn or goes off duty."""
    if row.event == UNIT_STOOD_BY:
        return True
    withdrawn = row.event == UNIT_CANCELLED and row.cause == "withdrawn"
    return stands_by and not withdrawn and row.event not in (UNIT_MUSTERED, UNIT_RETURNED)


def standing_by(rows: Rows) -> list[tuple[float, float | None]]:
    """From when to when one crew stood by, ordered or not."""
    found: list[tuple[float, float | None]] = []
    stands_by = False
    for row in rows:
        before, stands_by = stands_by, still_stands_by(row, stands_by=stands_by)
        if before and not stands_by:
            found[-1] = (found[-1][0], row.minute)
        elif stands_by and not before:
            found.append((row.minute, None))
    return found


def in_use(found: Iterable[Use]) -> Curve:
    """How many crews are in use."""
    changes = []
    for use in found:
        changes.append((use.begins, 1))
        if use.ends is not None:
            changes.append((use.ends, -1))
    return curve(changes)


def line_in_use(log: Log, facts: Any, line: Any) -> Curve:
    """How many crews that count on a line are in use."""
    return in_use(
        use
        for use in uses(log)
        if use.kind == line.kind and counts(facts, line, use.force, use.host)
    )


def line_rows(log: Log, facts: Any, line: Any) -> list[Event]:
    """Rows of units that count on a line, at incidents that are no holding areas."""
    return [
        row
        for row in log
        if row.unit is not None
        and row.kind == line.kind
        and row.incident not in facts.holding
        and counts(facts, line, row.force, row.counterpart)
    ]


def first_deployments(rows: Rows) -> Curve:
    """How many different crews have been deployed at least once."""
    seen: dict[str, float] = {}
    for row in of(rows, UNIT_DEPLOYED):
        seen.setdefault(row.unit, row.minute)
    return curve((minute, 1) for minute in seen.values())


def counted_from(log: Log, facts: Any) -> Event | None:
    """The national call, else the first beginning of an incident."""
    calls = of(log, NATIONAL_CALL_MADE)
    if calls:
        return calls[0]
    begun = beginnings(log, facts)
    return begun[0] if begun else None


def verdict_stock(facts: Any, line: Any) -> str | None:
    """Whether the units declared reach the figure."""
    if not facts.returns_loaded:
        return None
    spare = line.declared - line.required
    if spare < 0:
        return "fail"
    return "watch" if 100 * spare < SPARE * line.required else "pass"


def is_tested(log: Log, facts: Any, line: Any) -> bool:
    """Whether any of the line's kind was needed where the line is judged."""
    return any(
        row.count
        for row in of(log, NEED_CHANGED, kind=line.kind)
        if row.incident not in facts.holding
        and line.london in (None, "inside" if facts.region_of(row.force) == LONDON else "outside")
    )


def verdict_capacity(rows: Rows, line: Any, *, tested: bool) -> str:
    """Whether there were enough, however late: what was left while need was unmet."""
    if not tested:
        return "not tested"
    if any(row.cause is not None for row in rows):
        return "fail"
    scarce = any(100 * row.known_stock < SPARE * line.required for row in rows)
    return "watch" if scarce else "pass"


def left_for_london(log: Log, facts: Any, line: Any) -> tuple[int | None, float | None]:
    """Of London's line, the fewest that were left for London, and when first."""
    if line.london != "inside":
        return None, None
    lent = in_use(
        use
        for use in uses(log)
        if use.kind == line.kind
        and facts.region_of(use.force) == LONDON
        and facts.region_of(use.host) != LONDON
    )
    most, when = highest(lent)
    return max(0, line.declared - most), when


def national_line(log: Log, facts: Any, line: Any) -> LineMeasures:
    """One national line."""
    used, used_at = highest(line_in_use(log, facts, line))
    rows = line_rows(log, facts, line)
    ever, at_once = first_deployments(rows), presence(rows, UNIT_DEPLOYED)
    looked_at = of(log, NEED_UNMET, counterpart=line.line)
    broke = [row for row in looked_at if row.cause is not None]
    start = counted_from(log, facts)
    wanted = {share: percent_of(int(share), line.required) for share in PERCENT}
    since = None if start is None else start.minute
    left, left_at = left_for_london(log, facts, line)
    return LineMeasures(
        line=line.line,
        kind=line.kind,
        required=line.required,
        declared=line.declared,
        headroom=line.declared - line.required,
        peak_in_use=used,
        peak_in_use_at=used_at,
        binds_at=broke[0].minute if broke else None,
        binds_cause=broke[0].cause if broke else None,
        binds_where=broke[0].incident if broke else None,
        counted_from=None if start is None else start.event,
        counted_from_at=since,
        time_to=times_to(ever, wanted, since),
        time_to_at_once=times_to(at_once, wanted, since),
        crews_deployed=ever[-1][1] if ever else 0,
        most_at_once=highest(at_once)[0],
        verdict_stock=verdict_stock(facts, line),
        verdict_capacity=verdict_capacity(looked_at, line, tested=is_tested(log, facts, line)),
        least_left=left,
        least_left_at=left_at,
        verdict_timeline=None,
    )


def region_line(log: Log, facts: Any, line: Any) -> RegionMeasures:
    """What one region must be able to field of a kind."""
    used, used_at = highest(line_in_use(log, facts, line))
    rows = line_rows(log, facts, line)
    ever = first_deployments(rows)
    return RegionMeasures(
        line=line.line,
        region=line.region,
        required=line.required,
        declared=line.declared,
        headroom=line.declared - line.required,
        peak_in_use=used,
        peak_in_use_at=used_at,
        crews_deployed=ever[-1][1] if ever else 0,
        most_at_once=highest(presence(rows, UNIT_DEPLOYED))[0],
        verdict_stock=verdict_stock(facts, line),
    )


def timeline_verdict(promises: Iterable[Any]) -> str | None:
    """Whether each promised share was ready in time; None where nothing was promised.

    Parameters
    ----------
    promises
        Each with the minutes ``promised`` and the minutes after which so many were ``ready``.
    """
    promises = list(promises)
    if not promises:
        return None
    kept = all(each.ready is not None and each.ready <= each.promised for each in promises)
    return "pass" if kept else "fail"


# --- headlines ----------------------------------------------------------------------------------


def headlines(log: Log, facts: Any) -> Headlines:
    """The answers, before the tables."""
    aid = [
        row
        for row in of(log, UNIT_DEPLOYED)
        if row.force != row.counterpart and row.incident not in facts.holding
    ]
    first = min(aid, key=lambda row: (row.minute, row.incident, row.kind), default=None)
    return Headlines(
        first_to_break=first_to_break(log, facts),
        worst_shortfall=worst_shortfall(log, facts),
        first_aid_at=first.minute if first else None,
        first_aid_where=first.incident if first else None,
        first_aid_kind=first.kind if first else None,
        forty_percent_at=forty_percent_at(log, facts),
        reserve_by_hour={
            line.line: reserve(log, facts, line) for line in facts.lines if line.region is None
        },
        endurance_days=endurance(log, facts),
        officers_taken=officers_taken(log, facts),
    )


def first_to_break(log: Log, facts: Any) -> FirstToBreak | None:
    """The first national line to bind; of several in one minute the first in their order."""
    found = []
    for number, line in enumerate(line for line in facts.lines if line.region is None):
        broke = [r for r in of(log, NEED_UNMET, counterpart=line.line) if r.cause is not None]
        if broke:
            found.append((broke[0].minute, number, broke[0]))
    if not found:
        return None
    *_, row = min(found, key=lambda each: each[:2])
    return FirstToBreak(row.counterpart, row.minute, row.incident, row.cause)


def worst_shortfall(log: Log, facts: Any) -> WorstShortfall | None:
    """The largest shortfall, in officers; of several the earliest, then by incident and kind."""
    found = []
    for row in incidents_of(log, facts):
        if row.worst_short:
            officers = row.worst_short * (facts.officers(row.kind) or 1)
            found.append(((-officers, row.worst_short_at, row.incident, row.kind), row))
    if not found:
        return None
    _, worst = min(found, key=lambda each: each[0])
    stretch = (worst.worst_short_at, worst.worst_short_lasts)
    return WorstShortfall(worst.worst_short, worst.kind, worst.incident, *stretch)


def needs_and_met(log: Log, facts: Any, kind: str) -> tuple[Curve, Curve]:
    """Units of a kind needed at all incidents, and those there, none beyond an incident's need."""
    needed, met = [], []
    for began in beginnings(log, facts):
        rows = [row for row in log if row.incident == began.incident and row.kind == kind]
        need = need_curve(rows)
        needed.append(need)
        met.append(combined(min, need, presence(rows, UNIT_DEPLOYED)))
    return combined(lambda *all_: sum(all_), *needed), combined(lambda *all_: sum(all_), *met)


def forty_percent_at(log: Log, facts: Any) -> float | None:
    """When 40 % of the peak of all PSU need is met at once."""
    need, met = needs_and_met(log, facts, "psu")
    peak, _ = highest(need)
    return first_reaching(met, percent_of(40, peak)) if peak else None


def met_so_far(log: Log, facts: Any) -> list[tuple[str, float, int, int, float]]:
    """By kind and minutes since the first incident: needed, met, and the best share met so far."""
    needed = incidents_of(log, facts)
    first = min((each.began_at for each in needed), default=0.0)
    found = []
    for kind in sorted({each.kind for each in needed}):
        need, met = needs_and_met(log, facts, kind)
        peak, after = highest(need)[0], 0.0
        while after < facts.duration - first:
            minute = first + after
            best = max([0, *(level for at, level in met if at <= minute)])
            found.append((kind, after, level_at(need, minute), level_at(met, minute), best / peak))
            after += HOUR / 4 if after < 24 * HOUR else HOUR
    return found


def reserve(log: Log, facts: Any, line: Any) -> list[int]:
    """Units declared less units in use, at each whole hour."""
    used = line_in_use(log, facts, line)
    found, hour = [], 0
    while hour * HOUR <= facts.duration:
        found.append(max(0, line.declared - level_at(used, hour * HOUR)))
        hour += 1
    return found


def endurance(log: Log, facts: Any) -> dict[str, int] | None:
    """By kind, days for which need is held from the first minute at which all of it is met."""
    if facts.mode == "surge":
        return None
    rows = [
        row
        for began in beginnings(log, facts)
        for row in of(log, NEED_CHANGED, incident=began.incident)
    ]
    kinds = {row.kind for row in rows}
    return {kind: days_held(*needs_and_met(log, facts, kind), facts.duration) for kind in kinds}


def days_held(need: Curve, met: Curve, duration: float) -> int:
    """Whole days, one after the other, that need something and have 90 % of it."""
    all_met = combined(lambda wanted, have: int(0 < wanted <= have), need, met)
    start = first_reaching(all_met, 1)
    if start is None:
        return 0
    days = 0
    while start + (days + 1) * DAY <= duration:
        begins = start + days * DAY
        held = pieces(begins + DAY, need, met, since=begins)
        wanted = sum(minutes * units for minutes, (units, _) in held)
        there = sum(minutes * units for minutes, (_, units) in held)
        if not wanted or 100 * there < HELD * wanted:
            break
        days += 1
    return days


def officers_taken(log: Log, facts: Any) -> list[OfficersTaken]:
    """The most officers of each force in units in use, or that stand by, at one minute."""
    changes: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for rows in by_unit(log).values():
        spans = [(use.begins, use.ends) for use in uses_of_one(rows)] + standing_by(rows)
        officers = facts.officers(rows[0].kind)
        for begins, ends in joined(spans, facts.duration):
            changes[rows[0].force].append((begins, officers))
            if ends is not None:
                changes[rows[0].force].append((ends, -officers))
    found = []
    for force, known in changes.items():
        most, when = highest(curve(known))
        if when is not None:
            found.append(OfficersTaken(force, most, when))
    return sorted(found, key=lambda each: (-each.most, each.force))


def joined(
    spans: Iterable[tuple[float, float | None]], end: float
) -> list[tuple[float, float | None]]:
    """Spans of which two that touch are made one."""
    found: list[tuple[float, float | None]] = []
    for begins, ends in sorted(spans, key=lambda span: (span[0], span[1] or end)):
        if found and (found[-1][1] is None or begins <= found[-1][1]):
            last = found[-1][1]
            both = None if last is None or ends is None else max(last, ends)
            found[-1] = (found[-1][0], both)
        else:
            found.append((begins, ends))
    return found


# --- at home ------------------------------------------------------------------------------------


def home(log: Log, facts: Any) -> AtHome:
    """What the night left at home, and who lent to whom."""
    takes = (UNIT_ORDERED, UNIT_COMMITTED, UNIT_STOOD_BY)
    touched = {(row.force, row.kind) for row in log if row.event in takes}
    forces = [
        at_home(log, facts, force, kind)
        for force, kind in sorted(touched)
        if kind in facts.stock.get(force, {})
    ]
    committed: dict[str, set[str]] = defaultdict(set)
    for row in of(log, UNIT_COMMITTED):
        committed[row.kind].add(row.unit)
    short: dict[str, int] = defaultdict(int)
    for row in of(log, OPERATION_SHORT):
        short[row.kind] += row.count
    return AtHome(
        forces=forces,
        committed={kind: len(units) for kind, units in committed.items()},
        operations_short=dict(short),
        source_shares=source_shares(log, facts),
        most_standing_by=most_standing_by(log),
        standby_shifts=dict(Counter(row.kind for row in of(log, UNIT_STOOD_BY))),
    )


def most_standing_by(log: Log) -> dict[str, int]:
    """By kind, the most crews that stood by at home at once."""
    changes: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for rows in by_unit(log).values():
        for begins, ends in standing_by(rows):
            changes[rows[0].kind].append((begins, 1))
            if ends is not None:
                changes[rows[0].kind].append((ends, -1))
    return {kind: highest(curve(known))[0] for kind, known in changes.items()}


def at_home(log: Log, facts: Any, force: str, kind: str) -> ForceAtHome:
    """What one force kept of one kind."""
    owned = facts.stock[force][kind]
    mine = [row for row in log if row.force == force and row.kind == kind and row.unit]
    away = curve(change for rows in by_unit(mine).values() for change in leavings(rows))
    left = [(0.0, owned.fit)] + [(minute, owned.fit - level) for minute, level in away]
    lowest, lowest_at = owned.fit, None
    for minute, level in left:
        if level < lowest:
            lowest, lowest_at = level, minute
    kept = pieces(facts.duration, left)
    deployed = [
        row
        for row in of(log, UNIT_DEPLOYED)
        if row.kind == kind and row.incident not in facts.holding
    ]
    return ForceAtHome(
        force=force,
        kind=kind,
        fit=owned.fit,
        floor=owned.floor,
        lowest=lowest,
        lowest_at=lowest_at,
        hours_below_floor=sum(m for m, (level,) in kept if level < owned.floor) / HOUR,
        hours_at_floor=sum(m for m, (level,) in kept if level == owned.floor) / HOUR,
        minutes_emptied=sum((m for m, (level,) in kept if level <= 0), 0.0),
        given=len(
            {row.unit for row in deployed if row.force == force and row.counterpart != force}
        ),
        received=len(
            {row.unit for row in deployed if row.force != force and row.counterpart == force}
        ),
        floors_overridden=len(of(mine, FLOOR_OVERRIDDEN)),
    )


def leavings(rows: Rows) -> list[tuple[float, int]]:
    """When one crew leaves home (+1) and is free there again (-1)."""
    found = []
    at_home, moved, stands_by = True, False, False
    for row in rows:
        off_duty = row.event == UNIT_RETURNED and stands_by
        stands_by = still_stands_by(row, stands_by=stands_by)
        if off_duty:
            if at_home:
                found.append((row.minute, 1))
            at_home, moved = False, True
        elif row.event in (UNIT_ORDERED, UNIT_COMMITTED):
            if at_home:
                at_home, moved = False, False
                found.append((row.minute, 1))
            moved = moved or row.event == UNIT_COMMITTED
        elif row.event in (UNIT_MUSTERED, UNIT_STOOD_DOWN):
            moved = True
        back = row.event == UNIT_RESTED and row.cause != NEAR_THE_RVP
        if row.event == UNIT_CANCELLED and not moved:
            back = row.cause != "withdrawn"
            moved = not back
        if back and not at_home:
            at_home = True
            found.append((row.minute, -1))
    return found


def source_shares(log: Log, facts: Any) -> dict[str, dict[str, float]]:
    """By kind, which share of the units deployed came from each source, needed or not."""
    came: dict[str, list[str]] = defaultdict(list)
    for _, _, kind, source in {
        (row.incident, row.unit, row.kind, source_of(row, facts))
        for row in of(log, UNIT_DEPLOYED)
        if row.incident not in facts.holding
    }:
        if source in SOURCES:
            came[kind].append(source)
    return {
        kind: {source: sources.count(source) / len(sources) for source in SOURCES}
        for kind, sources in came.items()
    }


# --- people -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OneTour:
    """A crew's tour, until it stands down, and its officers' hours, until they are at home."""

    unit: str
    force: str
    kind: str
    begins: float
    mustered: bool
    """Or turned, from an operation."""
    ends: float | None = None
    """None while it runs when the log ends."""
    worked_until: float | None = None
    """None while they are on their way."""


def tours(log: Log, facts: Any) -> list[OneTour]:
    """Every tour begun."""
    return [tour for rows in by_unit(log).values() for tour in tours_of_one(rows, facts.tour)]


def as_mustered(rows: Rows) -> list[Event]:
    """The rows of a crew, as if it had mustered where it stood by, and gone home if withdrawn."""
    found = []
    stands_by = False
    for row in rows:
        before, stands_by = stands_by, still_stands_by(row, stands_by=stands_by)
        if stands_by and not before:
            found.append(row._replace(event=UNIT_MUSTERED))
        elif before and row.event == UNIT_CANCELLED and not stands_by:
            found.append(row._replace(event=UNIT_RETURNED))
        elif not before or row.event != UNIT_MUSTERED:
            found.append(row)
    return found


def tours_of_one(rows: Rows, limit: float) -> list[OneTour]:
    """From mustering, or the operation that it turns from, to standing down; hours, to the return.

    A crew that rests, musters or is committed again without a return worked until it stood down.
    If the log ends before it says which: a crew that stood down after the longest tour or more is
    taken to rest near the RVP, any other to be on its way home.
    """
    found: list[OneTour] = []
    committed_at: float | None = None
    lodged = False
    for row in as_mustered(rows):
        running = bool(found) and found[-1].worked_until is None
        if running and row.event in (UNIT_MUSTERED, UNIT_RESTED, UNIT_COMMITTED):
            stays = found[-1].ends is None and row.event == UNIT_RESTED
            until = row.minute if found[-1].ends is None else found[-1].ends
            if not stays:
                found[-1] = replace(found[-1], ends=until, worked_until=until)
        if row.event == UNIT_COMMITTED:
            committed_at = row.minute
        elif row.event == UNIT_MUSTERED:
            found.append(OneTour(row.unit, row.force, row.kind, row.minute, True))
        elif row.event == UNIT_ORDERED and row.cause == TURNED:
            begins = row.minute if committed_at is None else committed_at
            found.append(OneTour(row.unit, row.force, row.kind, begins, False))
        elif row.event == UNIT_STOOD_DOWN and running and row.cause not in WENT_ON:
            found[-1] = replace(found[-1], ends=row.minute)
            lodged = row.cause == "lodged"
        elif row.event == UNIT_RETURNED and running:
            ends = row.minute if found[-1].ends is None else found[-1].ends
            found[-1] = replace(found[-1], ends=ends, worked_until=row.minute)
    last = found[-1] if found else None
    if last and last.worked_until is None and last.ends is not None:
        near = lodged or last.ends - last.begins >= limit
        found[-1] = replace(last, worked_until=last.ends if near else None)
    return found


def people(log: Log, facts: Any) -> People:
    """What the night asked of officers."""
    found = tours(log, facts)
    lengths = [until(tour.ends, facts) - tour.begins for tour in found]
    by_kind: dict[str, float] = defaultdict(float)
    by_force: dict[str, float] = defaultdict(float)
    for tour in found:
        worked = (until(tour.worked_until, facts) - tour.begins) * facts.officers(tour.kind)
        by_kind[tour.kind] += worked
        by_force[tour.force] += worked
    days = days_in_a_row(found, facts)
    return People(
        tours=len(found),
        tours_over_limit=sum(length > facts.tour for length in lengths),
        longest_tour_hours=max([0.0, *lengths]) / HOUR,
        short_rests=short_rests(found, facts.rest),
        found_unfit=len(of(log, UNIT_UNFIT)),
        most_days_in_a_row=None if days is None else max([0, *days]),
        crews_by_days_in_a_row=(
            None if days is None else {str(n): days.count(n) for n in sorted(set(days))}
        ),
        officer_hours=sum(by_kind.values()) / HOUR,
        officer_hours_by_kind={kind: each / HOUR for kind, each in by_kind.items()},
        officer_hours_by_force={force: each / HOUR for force, each in by_force.items()},
    )


def until(minute: float | None, facts: Any) -> float:
    """When something ended, or the log, if it goes on."""
    return float(facts.duration) if minute is None else minute


def short_rests(found: Iterable[OneTour], least: float) -> int:
    """Rests between two tours of a crew that are shorter than the least."""
    of_crew: dict[str, list[OneTour]] = defaultdict(list)
    for tour in found:
        of_crew[tour.unit].append(tour)
    return sum(
        before.worked_until is not None
        and after.mustered
        and after.begins - before.worked_until < least
        for mine in of_crew.values()
        for before, after in pairwise(mine)
    )


def days_in_a_row(found: Iterable[OneTour], facts: Any) -> list[int] | None:
    """For each crew that toured, the most calendar days, one after the other, with a tour.

    A tour that ends at midnight touches the day that begins then, if the log goes on.
    """
    if facts.clock is None:
        return None
    of_crew: dict[str, set[Any]] = defaultdict(set)
    for tour in found:
        ends = until(tour.ends, facts)
        day = facts.clock.at(tour.begins).date()
        of_crew[tour.unit].add(day)
        while begins_after(facts, day) <= ends and begins_after(facts, day) < facts.duration:
            day += timedelta(days=1)
            of_crew[tour.unit].add(day)
    return [longest_run(days) for days in of_crew.values()]


def begins_after(facts: Any, day: Any) -> float:
    """The minute at which the wall's calendar says that the day after begins."""
    after = day + timedelta(days=1)
    midnight = datetime(after.year, after.month, after.day, tzinfo=facts.clock.at(0).tzinfo)
    return float(facts.clock.minute_of(midnight))


def longest_run(days: set[Any]) -> int:
    """The most days one after the other."""
    most = 0
    for day in days:
        length = 1
        while day + timedelta(days=length) in days:
            length += 1
        most = max(most, length)
    return most


# --- asked --------------------------------------------------------------------------------------


def _answer(offer: Any) -> str:
    """What an answer is, whatever its reason."""
    if offer.cause == "risk at home":
        return "part" if offer.count else "none"
    return str(offer.cause)


def asked(log: Log) -> Asked:
    """Who was asked, when, and what came of it."""
    requests, asks, offers = of(log, AID_REQUESTED), of(log, AID_ASKED), of(log, AID_OFFERED)
    calls = of(log, NATIONAL_CALL_MADE)
    ricc = [row.minute for row in requests if row.tier == 2]
    npocc = [row.minute for row in requests if row.tier == 3]
    return Asked(
        first_ricc_at=ricc[0] if ricc else None,
        first_npocc_at=npocc[0] if npocc else None,
        national_call_at=calls[0].minute if calls else None,
        requests={"2": len(ricc), "3": len(npocc)},
        asks=len(asks),
        units_asked=sum(row.count for row in asks),
        units_offered=sum(row.count for row in offers),
        withdrawn=len(of(log, UNIT_CANCELLED, cause="withdrawn")),
        moved={cause: len(of(log, UNIT_ORDERED, cause=cause)) for cause in (*WENT_ON, TURNED)},
        answers={
            answer: len([row for row in offers if answer == _answer(row)]) for answer in ANSWERS
        },
    )
