"""What does ``mobsim inspect`` print?"""

from collections.abc import Iterator, Sequence
from typing import Final

from mobsim.ground.errors import listed
from mobsim.ground.text_layout import aligned, columns, wrapped
from mobsim.inspection.inspection_parts import (
    HEADS,
    ForceBeside,
    Inspection,
    InspectionFinding,
    NoNoticeTest,
    OverHours,
)
from mobsim.inspection.no_notice_hours import PUBLISHED_RESULTS
from mobsim.inspection.no_notice_week import DAYS, SURE
from mobsim.inspection.rule_words import counted, of_hours

_NONE: Final = "–"
_WORD: Final = 9
"""Columns of the word of a finding."""


def text_of_inspection(made: Inspection) -> str:
    """The page: findings, the test, the force beside others, what changed, what it cannot see."""
    parts = (_opening, _published, _findings, _test, _beside, _changed, _assumed)
    return "\n".join(line for part in parts for line in part(made))


def _opening(made: Inspection) -> Iterator[str]:
    yield f"{made.name}, inspected on the returns of {made.quarter}"
    yield from wrapped(made.basis)
    yield ""
    yield from wrapped(in_short(made))


def _published(made: Inspection) -> Iterator[str]:
    """Which published findings come out, and why others do not."""
    if not made.published:
        return
    yield ""
    yield "HELD AGAINST THE PUBLISHED FINDINGS"
    out = sum(each.comes_out for each in made.published)
    yield f"  {out} of {len(made.published)} come out. These do not:"
    for each in made.published:
        if not each.comes_out:
            yield from wrapped(f"- {each.words}: {each.why}", indent="  ", further="    ")


def _findings(made: Inspection) -> Iterator[str]:
    for head, title in HEADS.items():
        yield ""
        yield title.upper()
        yield from _under(made.under(head))


def in_short(made: Inspection) -> str:
    """How many findings there are of each word, and which lines are not met."""
    met, not_met, stated, gaps = (made.count(w) for w in ("met", "not met", "stated", "gap"))
    says = f"Of {counted(met + not_met, 'question')} with a line to be met, {met} are met."
    missed = [each.rule for each in made.findings if each.word == "not met"]
    says += f" Not met: {listed(missed, len(missed))}." if missed else ""
    if made.kind != "force":
        says += " Forces that meet a line are counted, and the count is not judged."
    numbers = counted(stated, "finding states a number", "findings state a number")
    cannot = counted(gaps, "finding cannot be made", "findings cannot be made")
    said = f"{numbers}; {cannot}, as nothing was returned" if gaps else numbers
    return f"{says} {said}."


def _under(found: Sequence[InspectionFinding]) -> Iterator[str]:
    """Findings one by one, then in one paragraph what cannot be found."""
    for each in found:
        if each.word != "gap":
            yield from _finding(each)
    if gaps := [each.says for each in found if each.word == "gap"]:
        first = f"  {'gap'.ljust(_WORD)}"
        yield from wrapped(" ".join(gaps), indent=first, further=" " * len(first))


def _finding(each: InspectionFinding) -> Iterator[str]:
    first = f"  {each.word.ljust(_WORD)}"
    further = " " * len(first)
    cited = f" [{each.rule}: {each.cites}]" if each.cites else f" [{each.rule}]"
    yield from wrapped(each.says + cited, indent=first, further=further)


def _test(made: Inspection) -> Iterator[str]:
    test = made.test
    yield ""
    yield "THE TEST WITHOUT NOTICE, AT EVERY HOUR OF A WEEK"
    yield from wrapped(
        f"{test.tests} tests at each of 168 hours, week of {test.week}, seed {test.seed}. At an "
        f"hour a number is what at least {SURE:.0%} of its tests reach.",
        indent="  ",
    )
    rows = [("", "lowest hour", "median hour", "best hour")]
    rows += [(f"  {name}", *spread_cells(of)) for name, of in measured(test)]
    yield from aligned(rows)
    yield ""
    yield "  Results published of tests in September 2013, and when they are reached here"
    reached = [
        (f"  {name}", of_hours(test.reached[key])) for key, (name, _) in PUBLISHED_RESULTS.items()
    ]
    yield from aligned(reached, last_left=True)
    yield ""
    yield "  PSUs mustered within 20 / 60 minutes, lowest hour of each three"
    yield from aligned([("", *DAYS), *((f"  {first}", *rest) for first, *rest in test.bands)])


def measured(test: NoNoticeTest) -> list[tuple[str, OverHours]]:
    """What is measured in the test, as printed."""
    return [
        ("PSUs mustered within 20 minutes", test.at_once),
        ("PSUs mustered within 60 minutes", test.within),
        ("officers at the rendezvous within 60 minutes", test.officers),
        ("the same if crews come in serials", test.officers_in_serials),
        ("inspectors on duty who may lead a PSU", test.inspectors),
        ("trained sergeants and constables on duty", test.others),
    ]


def spread_cells(of: OverHours) -> tuple[str, str, str]:
    """Lowest, median and best, as printed."""
    return f"{of.lowest:,}", f"{of.median:,.10g}", f"{of.best:,}"


BESIDE: Final = (
    ("force", "", "officers", "trained", "owed", "declared", "local", "/1,000", "rank", "in 60",
     "aid"),
)  # fmt: skip
"""Titles of the table of forces."""


def beside_rows(made: Inspection) -> list[tuple[str, ...]]:
    """The table of peers or members, as printed, with its titles."""
    return [*BESIDE, *(_row(each) for each in made.beside)]


def _row(each: ForceBeside) -> tuple[str, ...]:
    numbers = (each.trained, each.owed, each.declared, each.local_need)
    within = each.within_hour
    return (
        each.name,
        each.why,
        f"{each.officers:,}",
        *(_NONE if number is None else str(number) for number in numbers),
        _NONE if each.per_thousand is None else f"{each.per_thousand:.2f}",
        _NONE if each.rank is None else str(each.rank),
        _NONE if within is None else f"{within.lowest}–{within.best}",
        each.net_aid or _NONE,
    )


def beside_note(made: Inspection) -> str:
    """What the columns of the table of forces are."""
    return (
        "PSUs. Local: needed at home. /1,000: declared for each 1,000 officers; rank by it, of "
        f"{made.rank_of} forces. In 60: mustered without notice within 60 minutes, worst to best "
        f"hour. {_NONE}: not returned."
    )


def _beside(made: Inspection) -> Iterator[str]:
    yield ""
    yield "BESIDE ITS PEERS" if made.kind == "force" else "ITS FORCES"
    yield from wrapped(beside_note(made), indent="  ")
    titles, *rows = beside_rows(made)
    yield from aligned([(f"  {first}", *rest) for first, *rest in (titles, *rows)], left=2)


def _changed(made: Inspection) -> Iterator[str]:
    yield ""
    if not made.last:
        yield "SINCE THE QUARTER BEFORE: no quarter before to compare with; name one with --last"
        return
    yield f"SINCE {made.last}"
    rows = [[e.what, f"{e.before} → {e.after}", e.note] for e in made.changes]
    yield from (f"  {line}" for line in columns(rows, width=98) or ["nothing changed"])


def text_of_statement(made: Inspection) -> str:
    """The draft: sections, and numbered paragraphs with the rule of each in brackets."""
    lines = [
        f"{made.name}: draft of the annual assurance statement, public order",
        f"On the returns of {made.quarter}. Edit before use; rules stand in brackets.",
    ]
    section = ""
    for number, each in enumerate(made.statement, 1):
        if each.section != section:
            section = each.section
            lines += ["", section]
        rule = f" ({each.rule})" if each.rule else ""
        lines += wrapped(f"{each.text}{rule}", indent=f"{number:>2}. ", further="    ")
    return "\n".join(lines)


def _assumed(made: Inspection) -> Iterator[str]:
    if made.remarks:
        yield ""
        yield "REMARKS OF THE RETURN"
        for each in made.remarks:
            yield from wrapped(each, indent="  ", further="    ")
    yield ""
    yield "WHAT THIS CANNOT SEE"
    for each in made.assumed:
        yield from wrapped(each, indent="  ")
