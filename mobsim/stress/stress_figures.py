"""How do the findings of a stress test look?"""

from mobsim.looking import figures
from mobsim.looking.figures import Picture
from mobsim.stress.findings import CLASSES, GATING, StressFindings
from mobsim.stress.paper.drawing import force_tiles, line_gauges


def breaking_map(findings: StressFindings, reading: str = "") -> Picture:
    """The largest need of each force that is met on time, on a map of tiles.

    Parameters
    ----------
    reading
        Id of one of the findings' readings; by default the last that was searched, as is likely.

    Raises
    ------
    InputError
        When no force was searched under the reading.
    """
    title = f"{findings.quarter}: largest need met on time"
    searched = list(dict.fromkeys(row.reading for row in findings.map))
    if not searched:
        return figures.nothing(title, "No force was searched (n = 0 nights).")
    if reading:
        figures.check_picture(reading, searched)
    under = reading or searched[-1]
    name = next((each.name for each in findings.readings if each.reading_id == under), under)
    nights = {row.largest.n for row in findings.map if row.reading == under}
    count = " to ".join(str(each) for each in sorted({min(nights), max(nights)}))
    note = f"n = {count} nights a force;  – not searched, or not bounded by what was tried"
    title = f"{title} — {name}{_trial(findings)}"
    return figures.tiles(force_tiles(findings, under), title, "PSUs, median night", note)


def capacity(findings: StressFindings) -> Picture:
    """What is declared of each national line, and in use in the worst test that it must hold."""
    tests = " and ".join(CLASSES[each].lower() for each in GATING)
    note = f"in use: median night (n = {findings.nights} nights) of the worst test, {tests}"
    title = f"{findings.quarter}: the national lines{_trial(findings)}"
    return figures.capacity(line_gauges(findings), title, note)


def _trial(findings: StressFindings) -> str:
    return " — a trial, to conclude nothing from" if findings.quick else ""
