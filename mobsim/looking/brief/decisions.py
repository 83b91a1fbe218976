"""Which three decisions mattered most in the night?

Each decision comes with its facts: when help was requested, which step took longest, and which
crews stayed at home or were not asked for.
"""

from mobsim.ground.units import format_duration
from mobsim.looking.brief.brief_night import BriefNight
from mobsim.scoring.events import NPOCC
from mobsim.scoring.measures import IncidentMeasures
from mobsim.telling.at_a_glance import STEP_ADVICE
from mobsim.telling.measures_told import steps_told
from mobsim.telling.wording import capital, several, units


def decisions(night: BriefNight) -> list[tuple[str, str]]:
    """Return the decisions that mattered most, each with the relevant facts of the night."""
    row = _hardest(night)
    if row is None:
        return []
    return [
        ("When to ask, and for how much", _asking(night, row)),
        ("Which step to shorten", _shortening(night, row)),
        ("What else to call on", _calling(night)),
    ]


def _hardest(night: BriefNight) -> IncidentMeasures | None:
    """The place and kind with the worst shortfall or, without a shortfall, with the most need."""
    rows = night.measures.incidents
    worst = night.measures.headlines.worst_shortfall
    if worst is not None:
        found = (row for row in rows if (row.incident, row.kind) == (worst.incident, worst.kind))
        return next(found, None)
    ours = [row for row in rows if row.kind == night.main_kind] or rows
    return max(ours, key=lambda row: row.peak_need, default=None)


def _asking(night: BriefNight, row: IncidentMeasures) -> str:
    place, kind = night.place(row.incident), several(night.facts.kinds[row.kind])
    asked = [
        each.row
        for each in night.found.requests
        if (each.row.incident, each.row.kind) == (row.incident, row.kind)
    ]
    told = f"{place} needed units from {night.at(row.began_at)}, at most "
    told += f"{units(night.facts, row.peak_need, row.kind)}."
    if not asked:
        return f"{told} No RICC was asked for {kind}. Decide what should trigger a request."
    first = asked[0]
    told += f" {capital(night.story.say.broker(first.counterpart))} was first asked "
    told += f"at {night.at(first.minute)}, for {first.count}{_own(night, row, first.minute)}"
    national = next((each for each in asked if each.counterpart == NPOCC), None)
    if national is not None and national is not first:
        told += f"; NPoCC at {night.at(national.minute)}, for {national.count}"
    return f"{told}. Decide who may ask for all units likely to be needed, and when."


def _own(night: BriefNight, row: IncidentMeasures, minute: float) -> str:
    """Say how many of the host's own crews had been ordered by a given minute."""
    ours = sum(
        order.row.kind == row.kind and not order.is_aid and order.row.minute <= minute
        for order in night.by_place.get(row.incident, [])
    )
    return f", with {ours or 'no'} own crew{'' if ours == 1 else 's'} ordered by then"


def _shortening(night: BriefNight, row: IncidentMeasures) -> str:
    place, kind = night.place(row.incident), several(night.facts.kinds[row.kind])
    spent, took = row.spent_on_40, row.time_to["40"]
    most = f"the {units(night.facts, row.peak_need, row.kind)} needed at most"
    what, whose = f"40 % of {most} were on duty in {place}", "The last of these crews"
    if took is None or not steps_told(spent):
        spent, took = row.spent_on_first_aid, row.began_to_first_aid
        what, whose = f"the first of another force's {kind} was on duty in {place}", "That crew"
    known = {step: minutes for step, minutes in spent.items() if minutes}
    if took is None or not known:
        return f"No {kind} of other forces came to {place}, so the longest step is not known."
    longest = max(known, key=lambda step: known[step])
    after = f"{format_duration(took)} after need began, {what}."
    return f"{after} {whose} took longest over {steps_told(spent, 3)}. {STEP_ADVICE[longest]}"


def _calling(night: BriefNight) -> str:
    asked, home = night.measures.asked, night.measures.home
    at = asked.national_call_at
    told = (
        "No national call was made" if at is None else f"The national call came at {night.at(at)}"
    )
    rows = home.forces if home else []
    below = {each.force for each in rows if each.lowest < each.floor}
    count = len(below)
    told += f"; {count or 'no'} force{'s' if count > 1 else ''} went below the floor."
    unasked = len(night.others - night.asks_of.keys() - night.hosts.keys())
    if unasked:
        told += f" {unasked} other force{'s were' if unasked > 1 else ' was'} not asked for aid."
    if at is None:
        return f"{told} Decide who makes the national call, and what should trigger it."
    return f"{told} Decide how many crews each force should keep at home."
