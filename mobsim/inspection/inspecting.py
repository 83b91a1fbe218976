"""How does mobsim inspect a force, a region or the nation?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple

from mobsim.country.force_names import force_id_of, plain_name, unknown_force
from mobsim.country.forces import load_regions, shipped_forces
from mobsim.country.returns import Returns, differences
from mobsim.country.returns.differing import Difference
from mobsim.ground.errors import InputError, listed
from mobsim.inspection.area_rules import area_findings, force_findings
from mobsim.inspection.assurance_statement import statement_of
from mobsim.inspection.capability_rules import over
from mobsim.inspection.forces_beside import members_beside, peers, ranks, returned
from mobsim.inspection.inspected_returns import PUBLISHED, InspectedReturns
from mobsim.inspection.inspection_evidence import PEOPLE, HowInspected, InspectionEvidence
from mobsim.inspection.inspection_parts import ChangedNumber, Inspection, NoNoticeTest
from mobsim.inspection.no_notice_hours import tested_at_every_hour
from mobsim.inspection.published_findings import held_against
from mobsim.inspection.rule_words import counted, missing_of, said, several_of

ALL: Final = "all"
_REGION: Final = " region"
_NEAR: Final = 0.8
"""How similar an unknown name must be to a region's id before the error suggests the region."""
_TOTALLED: Final = ("trained", "commitment", "declared")
"""The columns that are added up for an area; every row gives these numbers."""


class Subject(NamedTuple):
    """The subject of an inspection."""

    kind: Literal["force", "region", "nation"]
    key: str
    """The id of a force or region, or ``all``."""
    name: str
    forces: tuple[str, ...]


def subject_of(name: str) -> Subject:
    """The subject that a name refers to: a force by id or name, a region, or all forces.

    If a force and a region share a name, the name means the force; ``west midlands region`` means
    the region.

    Raises
    ------
    InputError
        If the name is unknown. The error suggests similar names.

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
    """A message that explains why a name is unknown and suggests names."""
    if force_id_of(name) is not None:
        return f"{name!r} is not one of the 43 forces that can be inspected; expected one of them"
    plain = plain_name(name).removesuffix(_REGION).replace(" ", "-")
    forces, regions = shipped_forces(), [each.region_id for each in load_regions()]
    nearest = get_close_matches(plain, [*forces, *regions], 1, _NEAR)
    if nearest and nearest[0] not in forces:
        near = [repr(each) for each in get_close_matches(plain, regions, 2, _NEAR)]
        return f"unknown force or region {name!r}; did you mean the region {' or '.join(near)}?"
    told = unknown_force(name, forces)
    if "mobsim forces" in told:
        return told
    return f"{told}{'' if told.endswith('?') else ';'} 'mobsim forces' lists the forces"


def inspect_force(
    name: str, returns: InspectedReturns, last: InspectedReturns | None, how: HowInspected
) -> Inspection:
    """Inspect a force, a region or the nation, using a return.

    Raises
    ------
    InputError
        If the name is unknown, or if the name covers no force that sent a return.
    """
    subject = subject_of(name)
    now = InspectionEvidence(returns, how)
    there = [force for force in subject.forces if returns.returns.has(force, "psu")]
    if not there:
        raise InputError.about(returns.named, _nothing(subject, returns))
    then = InspectionEvidence(last, how) if last is not None else None
    test = tested_at_every_hour(now, there)
    if subject.kind == "force":
        findings = force_findings(now, subject.key, test)
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
        basis=_basis(returns, subject),
        findings=findings,
        test=test,
        beside=beside,
        rank_of=len(ranks(now)),
        last=then.returns.quarter if then else "",
        changes=list(_changes(now, then, subject, test)),
        statement=(),
        published=held_against(subject.key, findings) if returns.named == PUBLISHED else [],
        remarks=list(_remarks(returns, subject)),
        assumed=list(_assumed(now)),
    )
    # Only a force makes a statement.
    return replace(made, statement=statement_of(made)) if made.kind == "force" else made


def _nothing(subject: Subject, returns: InspectedReturns) -> str:
    heard = sorted(row.force_id for row in returns.returns.rows if row.kind == "psu")
    who = (
        f"return of {subject.name}" if subject.kind == "force" else f"return of the {subject.name}"
    )
    told = f"it has PSU rows for {listed(heard)}" if heard else "it has no PSU row"
    return (
        f"found no {who} (row psu) for {returns.returns.quarter}; {told}; name one of them, "
        "name another quarter with --quarter, or add the file with that row with --returns FILE"
    )


def _basis(returns: InspectedReturns, subject: Subject) -> str:
    if returns.named == PUBLISHED:
        return (
            "The inspections of 2014 published these figures for September 2013. Figures that "
            "they did not publish count as not returned."
        )
    if returns.returns.synthetic:
        return "The figures are synthetic and say nothing about the real force."
    if subject.kind == "force" and (subject.key, "psu") in returns.returns.carried:
        return (
            "The force returned no PSUs for this quarter, so numbers from an earlier quarter "
            "are used."
        )
    return "Forces returned these figures, and nobody else has checked them."


def _remarks(returns: InspectedReturns, subject: Subject) -> Iterator[str]:
    """Warnings about a force's rows, and the force's remarks on them; empty for an area.

    Published figures get no warnings, because some of their numbers are replacements.
    """
    if subject.kind != "force":
        return
    of, published = returns.returns, returns.named == PUBLISHED
    own = [] if published else [each for each in of.remarks if each.force == subject.key]
    yield from (f"{each.kind or 'capability'} row: {each.text}" for each in own)
    rows = [(row.kind, row.remarks) for row in of.rows if row.force_id == subject.key]
    if facts := of.capability_of(subject.key):
        rows.append(("capability", facts.remarks))
    words = "" if published else ", in the force's words"
    yield from (f"{name} row{words}: {text}" for name, text in rows if text)


def _assumed(evidence: InspectionEvidence) -> Iterator[str]:
    yield (
        "The inspections of 2014 judged people, documents and equipment on site. This page has "
        "only the rows of a return and the runs of a model."
    )
    yield (
        "This page assumes absence and the times for mustering, calling in and travelling. If a "
        "return gives no numbers, it assumes shares on duty and the people in crews. 'mobsim "
        "explain quickstart --assumptions' lists the assumptions."
    )
    silent = len(evidence.night.forces) - len(returned(evidence, list(shipped_forces())))
    if silent:
        yield (
            f"{silent} forces returned no PSUs. Simulated nights use synthetic rows for them. "
            "This page says nothing about these forces."
        )
    people = tuple(PEOPLE.values())
    if any(missing_of(people, row) != list(people) for row in evidence.returns.capability):
        yield (
            "Here, the ranks that a return counts limit its crews. 'mobsim stress run' does not "
            "count ranks, so it may field more crews."
        )
    if evidence.how.settings:
        yield f"Changed for this inspection: {', '.join(evidence.how.settings)}."


def _changes(
    now: InspectionEvidence,
    then: InspectionEvidence | None,
    subject: Subject,
    test: NoNoticeTest,
) -> Iterator[ChangedNumber]:
    """The changes since the earlier quarter in a force's values or in an area's totals.

    The last change in the list is the change in the test without notice.
    """
    if then is None:
        return
    moved = [e for e in differences(then.returns, now.returns) if e.force in subject.forces]
    if subject.kind == "force":
        for each in moved:
            what = f"{several_of(each.kind)}, {each.column}" if each.kind else each.column
            yield ChangedNumber(what, said(each.before), said(each.after), each.note)
    elif moved:
        yield from _totals(moved, then.returns, now.returns, subject.forces)
        forces = counted(len({each.force for each in moved}), "force")
        changed = f"{counted(len(moved), 'value')} of {forces} changed"
        yield ChangedNumber("everything returned", "", changed)
    there = returned(now, subject.forces)
    if there == returned(then, subject.forces):
        before, after = over(tested_at_every_hour(then, there).within), over(test.within)
        if before != after:
            yield ChangedNumber("PSUs mustered within 60 minutes, without notice", before, after)


def _totals(
    moved: Sequence[Difference], then: Returns, now: Returns, forces: Sequence[str]
) -> Iterator[ChangedNumber]:
    """Totals over the forces that returned the kind of unit in both quarters."""
    for kind, column in dict.fromkeys((each.kind, each.column) for each in moved):
        if column not in _TOTALLED:
            continue
        both = [force for force in forces if then.has(force, kind) and now.has(force, kind)]
        before, after = (sum(getattr(q.of(f, kind), column) for f in both) for q in (then, now))
        if before != after:
            yield ChangedNumber(f"{several_of(kind)}, {column}", str(before), str(after))
