"""How is a force, a region or the nation inspected?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple

from mobsim.country.force_names import force_id_of, plain_name, unknown_force
from mobsim.country.forces import load_regions, shipped_forces
from mobsim.country.returns import Returns, differences
from mobsim.country.returns.differing import Difference
from mobsim.ground.errors import InputError, listed
from mobsim.inspection.area_rules import area_findings
from mobsim.inspection.assurance_statement import statement_of
from mobsim.inspection.capability_rules import capability, over
from mobsim.inspection.capacity_rules import capacity
from mobsim.inspection.connectivity_rules import connectivity
from mobsim.inspection.consistency_rules import consistency
from mobsim.inspection.forces_beside import members_beside, peers, ranks, returned
from mobsim.inspection.inspected_returns import PUBLISHED, InspectedReturns
from mobsim.inspection.inspection_evidence import HowInspected, InspectionEvidence
from mobsim.inspection.inspection_parts import ChangedNumber, Inspection, NoNoticeTest
from mobsim.inspection.no_notice_hours import tested_at_every_hour
from mobsim.inspection.published_findings import held_against
from mobsim.inspection.rule_words import several_of

ALL: Final = "all"
_REGION: Final = " region"
_NEAR: Final = 0.8
"""How like the id of a region a name has to be that could be one."""


class Subject(NamedTuple):
    """Whom an inspection is of."""

    kind: Literal["force", "region", "nation"]
    key: str
    """Force id, region id, or ``all``."""
    name: str
    forces: tuple[str, ...]


def subject_of(name: str) -> Subject:
    """Whom a name means: a force by its id or a name, a region, or all.

    A name that both have means the force; ``west midlands region`` means the region.

    Raises
    ------
    InputError
        When it means nobody, with near names.

    >>> subject_of("Kent Police").key, subject_of("South East").kind, subject_of("all").kind
    ('kent', 'region', 'nation')
    >>> subject_of("west-midlands").kind, subject_of("west-midlands region").kind
    ('force', 'region')
    """
    rows = shipped_forces()
    if plain_name(name) == ALL:
        return Subject("nation", ALL, "England and Wales", tuple(rows))
    force = force_id_of(name)
    if force in rows:
        return Subject("force", force, rows[force].name, (force,))
    plain = plain_name(name)
    for region in load_regions():
        if plain.removesuffix(_REGION) == plain_name(region.region_id):
            members = tuple(f for f, row in rows.items() if row.region == region.region_id)
            return Subject("region", region.region_id, f"{region.name} region", members)
    raise InputError.about(name, _means_nobody(name))


def _means_nobody(name: str) -> str:
    """What is wrong with a name, and what may be meant."""
    if force_id_of(name) is not None:
        return f"{name!r} is beyond the 43 forces, which alone are inspected; expected one of them"
    told = unknown_force(name, shipped_forces())
    if "mobsim forces" not in told:
        told += "; 'mobsim forces' lists the forces"
    plain = plain_name(name).removesuffix(_REGION).replace(" ", "-")
    near = get_close_matches(plain, [each.region_id for each in load_regions()], 1, _NEAR)
    return f"{told}; {near[0]!r} is a region" if near else told


def inspect_force(
    name: str, returns: InspectedReturns, last: InspectedReturns | None, how: HowInspected
) -> Inspection:
    """The inspection of a force, a region or the nation, on a return.

    Raises
    ------
    InputError
        When it means nobody, or nobody it means returned anything.
    """
    subject = subject_of(name)
    now = InspectionEvidence(returns, how)
    there = [force for force in subject.forces if returns.returns.has(force, "psu")]
    if not there:
        raise InputError.about(returns.named, _nothing(subject, returns))
    then = InspectionEvidence(last, how) if last is not None else None
    test = tested_at_every_hour(now, there)
    if subject.kind == "force":
        findings = [
            *capacity(now, subject.key),
            *capability(now, subject.key, test),
            *consistency(now, subject.key),
            *connectivity(now, subject.key),
        ]
        beside = peers(now, subject.key)
    else:
        findings = area_findings(now, subject.key, subject.forces, test)
        beside = members_beside(now, subject.forces)
    made = Inspection(
        subject=subject.key,
        kind=subject.kind,
        name=subject.name,
        quarter=returns.returns.quarter,
        source=returns.named,
        returns_sha256=returns.returns.sha256,
        basis=_basis(returns),
        findings=findings,
        test=test,
        beside=beside,
        rank_of=len(ranks(now)),
        last=then.returns.quarter if then else "",
        changes=list(_changes(now, then, there, test)),
        statement=(),
        published=held_against(subject.key, findings) if returns.named == PUBLISHED else [],
        remarks=list(_remarks(returns.returns, there)),
        assumed=list(_assumed(now)),
    )
    # A force makes a statement; an area makes none.
    return replace(made, statement=statement_of(made)) if made.kind == "force" else made


def _nothing(subject: Subject, returns: InspectedReturns) -> str:
    heard = sorted(row.force_id for row in returns.returns.rows if row.kind == "psu")
    who = (
        f"returns of {subject.name}" if subject.kind == "force" else f"return of the {subject.name}"
    )
    told = f"it has PSU rows of {listed(heard)}" if heard else "it has no PSU row"
    return (
        f"found no {who} (row psu) for {returns.returns.quarter}; {told}; ask for one of them, "
        "name another quarter with --quarter, or inspect the file that came in with --returns FILE"
    )


def _basis(returns: InspectedReturns) -> str:
    if returns.named == PUBLISHED:
        return (
            "Figures that the inspections of 2014 published of September 2013; what they did not "
            "publish is not returned."
        )
    if returns.returns.synthetic:
        return "The figures are synthetic: this says nothing of the real force."
    return "The figures are those that the forces returned; nobody but them has checked them."


def _remarks(returns: Returns, forces: Sequence[str]) -> Iterator[str]:
    """What a force says in its own words beside its rows; of an area nothing, for its length."""
    if len(forces) > 1:
        return
    for row in returns.rows:
        if row.force_id in forces and row.remarks:
            yield f"{row.kind} row: {row.remarks}"
    said = returns.capability_of(forces[0])
    if said and said.remarks:
        yield f"capability row: {said.remarks}"


def _assumed(evidence: InspectionEvidence) -> Iterator[str]:
    yield (
        "The inspections of 2014 judged people, papers and equipment on the spot; this page knows "
        "the rows of a return and runs of a model only."
    )
    yield (
        "Absence, shares on duty where a return says nothing, the times of mustering, calling in "
        "and travelling, and the people behind crews that were not returned are assumed: 'mobsim "
        "explain quickstart --assumptions' lists them."
    )
    silent = len(evidence.night.forces) - len(returned(evidence, list(shipped_forces())))
    if silent:
        yield (
            f"{silent} forces returned no PSUs. The nights that are run have a whole country: "
            "synthetic rows stand in for them there, and nothing is said of them."
        )
    if evidence.how.settings:
        yield f"Changed for this inspection: {', '.join(evidence.how.settings)}."


def _changes(
    now: InspectionEvidence,
    then: InspectionEvidence | None,
    forces: Sequence[str],
    test: NoNoticeTest,
) -> Iterator[ChangedNumber]:
    if then is None:
        return
    moved = [each for each in differences(then.returns, now.returns) if each.force in forces]
    yield from _summed(moved, then.returns, now.returns, forces)
    if len(returned(then, forces)) == len(forces):
        before, after = over(tested_at_every_hour(then, forces).within), over(test.within)
        if before != after:
            yield ChangedNumber("PSUs mustered within 60 minutes, without notice", before, after)


def _summed(
    moved: Sequence[Difference], then: Returns, now: Returns, forces: Sequence[str]
) -> Iterator[ChangedNumber]:
    """Of one force each number that moved; of an area its totals."""
    if len(forces) == 1:
        for each in moved:
            what = f"{several_of(each.kind)}, {each.column}" if each.kind else each.column
            yield ChangedNumber(what, _said(each.before), _said(each.after), each.note)
        return
    kinds = dict.fromkeys((each.kind, each.column) for each in moved if each.kind)
    for kind, column in kinds:
        totals = [
            sum(
                getattr(row, column) or 0
                for row in each.rows
                if row.kind == kind and row.force_id in forces
            )
            for each in (then, now)
        ]
        if column in ("trained", "commitment", "declared") and totals[0] != totals[1]:
            yield ChangedNumber(f"{several_of(kind)}, {column}", *map(str, totals))


def _said(value: int | str | None) -> str:
    return "not returned" if value is None else str(value)
