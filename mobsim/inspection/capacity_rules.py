"""Capacity and contribution: does the force have the units it owes, and enough units at home?"""

from mobsim.country.returns import ReturnRow
from mobsim.country.returns.return_rows import AVAILABLE, REQUIRED_KINDS, SHIFTS
from mobsim.inspection.inspection_evidence import InspectionEvidence
from mobsim.inspection.inspection_parts import InspectionFinding
from mobsim.inspection.rule_words import Cells, Findings, counted, several_of
from mobsim.telling.wording import joined


def capacity(evidence: InspectionEvidence, force: str) -> list[InspectionFinding]:
    """The findings about a force's capacity and contribution."""
    found = Findings("capacity", evidence.inspected, force)
    _commitment(found)
    _absence(found, evidence)
    _local(found)
    _planned(found)
    _bad_week(found, evidence)
    _shifts(found, evidence)
    _aid(found)
    _specialists(found, evidence)
    return found.found


def _commitment(found: Findings) -> None:
    if found.lacks("declared"):
        found.gap("commitment", "Whether it declares the units that it owes", "declared")
        return
    rows = [row for kind in REQUIRED_KINDS if (row := found.row(kind))]
    short = [row for row in rows if row.declared < row.commitment]
    silent = [several_of(kind) for kind in REQUIRED_KINDS if found.row(kind) is None]
    of = "; ".join(f"{several_of(r.kind)} {r.declared}, owed {r.commitment}" for r in short or rows)
    says = f"It declares {'fewer units than it owes' if short else 'the units it owes'}: {of}."
    if silent:
        says += f" Not returned: {joined(silent)}."
    cells = (Cells(row.kind, row, ("declared", "commitment")) for row in short or rows)
    found.judge("commitment", not short, says, *cells)


def _absence(found: Findings, evidence: InspectionEvidence) -> None:
    psu, fit = found.psu, evidence.night.stock[found.force]["psu"].fit
    enough = "enough" if fit >= psu.commitment else "too few"
    more, least = (" or more", "at least ") if found.lacks("trained") else ("", "")
    says = (
        f"It trains {counted(psu.trained, 'PSU')}{more}. Fit people and carriers, minus leave "
        f"(assumed), make up {least}{fit}: {enough} for the {psu.commitment} owed."
    )
    cells = found.of_psu("trained", "commitment")
    found.judge("absence", fit >= psu.commitment, says, cells, runs=f"fit on {evidence.monday}")


def _local(found: Findings) -> None:
    psu = found.psu
    if psu.local_need is None:
        found.gap("local", "The number of PSUs that it needs for disorder at home", "local_need")
        return
    if found.lacks("declared"):
        found.gap("local", "Whether it declares the PSUs that it needs at home", "declared")
        return
    need, cells = psu.local_need, found.of_psu("declared", "local_need", "commitment")
    enough = psu.declared >= need
    says = f"It needs {counted(need, 'PSU')} at home and declares {psu.declared}: "
    found.judge("local", enough, f"{says}{'enough' if enough else 'too few'}.", cells)
    left = max(0, psu.declared - need)
    says = (
        f"If it needed all {need} at home, it would have {left} left; it owes {psu.commitment}. "
        "The inspections did not require both at once."
    )
    found.add("both", "stated", says, cells)


def _planned(found: Findings) -> None:
    """Add a finding on a planned reduction or growth, if the force returned one."""
    psu = found.psu
    if psu.planned is not None:
        says = f"It plans to train {counted(psu.planned, 'PSU')}; {psu.trained} are trained now."
        found.add("planned", "stated", says, found.of_psu("planned", "trained"))


def _floor(psu: ReturnRow, evidence: InspectionEvidence) -> tuple[int, str]:
    """The number of crews that stay at home, and a note if the number is assumed."""
    if psu.floor is not None:
        return psu.floor, ""
    return evidence.night.stock[psu.force_id]["psu"].floor, " (floor assumed, not returned)"


def _bad_week(found: Findings, evidence: InspectionEvidence) -> None:
    psu = found.psu
    fit = evidence.bad_night.stock[found.force]["psu"].fit
    floor, assumed = _floor(psu, evidence)
    able = max(0, (fit if found.lacks("declared") else min(fit, psu.declared)) - floor)
    declared = "" if found.lacks("declared") else f", declares {psu.declared}"
    least = "at least " if found.lacks("trained") else ""
    says = (
        f"In a bad week it could lend {least}{counted(able, 'PSU')}; it owes {psu.commitment}. In "
        f"August, with most leave, it can make up {least}{fit} (assumed){declared} and keeps "
        f"{floor} at home{assumed}. Planned operations are not returned, so none are subtracted."
    )
    cells = found.of_psu("declared", "floor", "commitment")
    runs = "fit in August"
    if assumed:  # an assumed floor is no basis for a verdict
        found.add("bad-week", "stated", says, cells, runs=runs)
    else:
        found.judge("bad-week", able >= psu.commitment, says, cells, runs=runs)


def _shifts(found: Findings, evidence: InspectionEvidence) -> None:
    psu = found.psu
    known = {
        shift: number
        for shift, column in zip(SHIFTS, AVAILABLE, strict=True)
        if (number := getattr(psu, column)) is not None
    }
    if not known:
        found.gap("shifts", "PSUs on duty on each shift", *AVAILABLE)
        return
    floor, assumed = _floor(psu, evidence)
    of = joined(
        [f"{shift} {max(0, number - floor)} of {number}" for shift, number in known.items()]
    )
    says = (
        f"It keeps {counted(floor, 'PSU')} at home{assumed}. PSUs on duty beyond these, without "
        f"calling anyone in: {of}."
    )
    found.add("shifts", "stated", says, found.of_psu(*AVAILABLE, "floor"))


def _aid(found: Findings) -> None:
    psu = found.psu
    missing = [name for name in ("given", "received") if getattr(psu, name) is None]
    if missing or psu.given is None or psu.received is None:
        found.gap("aid", "Whether it is a net provider or a net recipient of aid", *missing)
        return
    says = (
        f"It is {net_words(psu)} of mutual aid: in 24 months it gave "
        f"{counted(psu.given, 'PSU')} and received {psu.received}."
    )
    found.add("aid", "stated", says, found.of_psu("given", "received"))


def net_aid(psu: ReturnRow) -> str:
    """``provider``, ``recipient`` or ``neither``; empty if not returned."""
    if psu.given is None or psu.received is None:
        return ""
    if psu.given == psu.received:
        return "neither"
    return "provider" if psu.given > psu.received else "recipient"


def net_words(psu: ReturnRow) -> str:
    """Say in words whether a force is a net provider or recipient of aid."""
    found = net_aid(psu)
    return f"a net {found}" if found != "neither" else "neither a net provider nor a net recipient"


def _specialists(found: Findings, evidence: InspectionEvidence) -> None:
    others = [kind for kind in evidence.returns.kinds if kind.kind_id not in REQUIRED_KINDS]
    rows = [row for kind in others if (row := found.row(kind.kind_id))]
    names = {kind.kind_id: kind.several for kind in others}
    silent = [name for kind, name in names.items() if found.row(kind) is None]
    if not rows:
        says = f"Specialists: not returned (no row for {joined(silent)})."
        found.add("specialists", "gap", says)
        return
    says = f"It declares {joined([f'{r.declared} {names[r.kind]}' for r in rows])}."
    if silent:
        says += f" Not returned: {joined(silent)}."
    found.add("specialists", "stated", says, *(Cells(r.kind, r, ("declared",)) for r in rows))
