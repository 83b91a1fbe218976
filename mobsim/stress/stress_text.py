"""What does ``mobsim stress run`` print?"""

from collections.abc import Iterator, Sequence

from mobsim.ground.text_layout import aligned, wrapped
from mobsim.stress.findings import LineVerdict, StressFindings


def text_of(findings: StressFindings) -> str:
    """The answers, then the verdict on each line."""
    return "\n".join([*_opening(findings), *_answers(findings), *_verdicts(findings)])


def _opening(findings: StressFindings) -> Iterator[str]:
    yield findings.title
    returned = "synthetic returns" if findings.returns_synthetic else "returns"
    yield (
        f"{returned.capitalize()} of {findings.returns_forces} forces, pack {findings.pack}, "
        f"{findings.nights} nights of each run, seed {findings.seed}"
    )
    if findings.quick:
        yield f"QUICK: {findings.nights} nights and few hosts; nothing may be concluded from it"


def _answers(findings: StressFindings) -> Iterator[str]:
    for number, each in enumerate(findings.answers, 1):
        verdict = f"  [{each.verdict.upper()}]" if each.verdict else ""
        yield ""
        yield f"{number}. {each.question}{verdict}"
        yield from wrapped(each.answer, indent="   ")
        for point in each.points:
            yield from wrapped(f"- {point}", indent="   ", further="     ")


def _verdicts(findings: StressFindings) -> Iterator[str]:
    yield ""
    national = [each for each in findings.verdicts if not each.region]
    regions = [each for each in findings.verdicts if each.region]
    yield from aligned([_HEADING, *(_row(each) for each in national)])
    yield ""
    yield from aligned([("REGIONS", *_HEADING[1:]), *(_row(each) for each in regions)])


_HEADING = ("NATIONAL LINES", "required", "declared", "on stock", "promised", "likely", "verdict")


def _row(each: LineVerdict) -> Sequence[str]:
    name = f"{each.region_name}, {each.name}" if each.region else each.name
    numbers = (str(each.required), str(each.declared)) if each.required else ("", "")
    on_stock = each.stock if each.required else ""
    return (f"  {name}", *numbers, on_stock, each.promised, each.likely, each.verdict.upper())
