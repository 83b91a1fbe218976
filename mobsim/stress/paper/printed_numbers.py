"""How does the page print a number that is estimated from nights?"""

import math
from collections.abc import Iterable
from typing import Final

from mobsim.ground.units import format_duration
from mobsim.stress.findings import Estimate, StressFindings
from mobsim.study import study_text

_MINUS: Final = "\u2212"
_NONE: Final = "–"
_POINTS: Final = "points"
"""The unit of the difference between two percentages."""


_WHOLE: Final = ("incidents", "PSUs")
"""Units of severity, which are whole numbers."""


def number(value: float | None, unit: str) -> str:
    """A number as printed for readers. A number of whole units has no decimals.

    >>> number(10.0, "incidents"), number(10.0, "units")
    ('10', '10.0')
    """
    if value is not None and unit in _WHOLE and math.isfinite(value):
        return f"{value:g}"
    return study_text.number(value, unit)


def told(estimate: Estimate, unit: str, never: str = "never") -> str:
    """The estimate without its interval.

    >>> told(Estimate(estimate=0.62, low=0.55, high=0.69, n=200), "share")
    '62 %'
    """
    if not estimate.n:
        return _NONE
    return never if estimate.estimate is None else number(estimate.estimate, unit)


def between(estimate: Estimate, unit: str) -> str:
    """The 95 % interval of an estimate.

    >>> between(Estimate(estimate=0.62, low=0.55, high=0.69, n=200), "share")
    '55–69 %'
    >>> between(Estimate(estimate=None, low=14, high=None, n=200), "units")
    '14.0 or more'
    """
    low, high = estimate.low, estimate.high
    if not estimate.n:
        return "no night"
    if low is None and high is None:
        return "no bound"
    if low is None:
        return f"up to {number(high, unit)}"
    if high is None:
        return f"{number(low, unit)} or more"
    if unit == "share":
        return f"{100 * low:.0f}–{100 * high:.0f} %"
    return f"{number(low, unit)}–{number(high, unit)}"


def difference(value: float | None, unit: str) -> str:
    """The difference between two numbers, with its sign.

    >>> difference(0.12, "share"), difference(-90, "minutes"), difference(3, "count")
    ('+12 points', '−1h30m', '+3')
    """
    if value is None or not math.isfinite(value):
        return _NONE
    sign = "+" if value > 0 else _MINUS if value < 0 else ""
    if unit == "count":
        return f"{sign}{abs(value):,.0f}"
    if unit == "share":
        points = f"{abs(100 * value):.0f}"
        return f"{sign}{points} {_POINTS.removesuffix('s') if points == '1' else _POINTS}"
    if unit == "minutes":
        return sign + format_duration(abs(value))
    return sign + number(abs(value), unit)


def difference_between(estimate: Estimate, unit: str) -> str:
    """The 95 % interval of a difference.

    >>> difference_between(Estimate(estimate=0.1, low=-0.02, high=0.2, n=9), "share")
    '−2 points to +20 points'
    """
    if estimate.low is None and estimate.high is None:
        return "no bound"
    return f"{difference(estimate.low, unit)} to {difference(estimate.high, unit)}"


def moved(before: Estimate, after: Estimate, unit: str) -> tuple[str, str, str]:
    """The numbers before and after, and their difference, printed so that they add up."""
    was, now = before.estimate, after.estimate
    if was is None or now is None or not math.isfinite(was - now):
        return told(before, unit), told(after, unit), _NONE
    return study_text.in_agreement(was, now, unit)


def span(counts: Iterable[int]) -> str:
    """One number if all counts agree; otherwise the smallest and the largest count.

    >>> span([200, 200]), span([40, 200]), span([])
    ('200', '40–200', '–')
    """
    found = sorted(set(counts))
    if not found:
        return _NONE
    return f"{found[0]:,}" if len(found) == 1 else f"{found[0]:,}–{found[-1]:,}"


def nights_told(findings: StressFindings) -> str:
    """The line on the number of nights, printed below every sheet and above every section."""
    parts = [
        findings.quarter,
        f"pack {findings.pack}",
        f"n = {findings.nights:,} nights per run{fewer_told(findings)}",
        f"seed {findings.seed}",
    ]
    return " · ".join(parts)


def fewer_told(findings: StressFindings) -> str:
    """A note that some runs have fewer nights; empty if no host stopped early."""
    stopped = any(each.stopped_after for each in findings.hosts)
    return " (fewer where a verdict was clear early)" if stopped else ""


def quick_told(findings: StressFindings) -> str:
    """The warning that the test is a trial."""
    return f"QUICK: n = {findings.nights:,} nights, draw no conclusions"


def signed_facts(findings: StressFindings) -> list[tuple[str, str]]:
    """The facts above the signatures, as pairs of a name and a text."""
    libraries = ", ".join(f"{name} {findings.libraries[name]}" for name in findings.libraries)
    basis = " (some figures synthetic)" if findings.returns_synthetic else ""
    drawn = [("Beliefs drawn", findings.beliefs.source)] if findings.beliefs else []
    return [
        ("Quarter", findings.quarter),
        ("Made", findings.made),
        ("Pack", findings.pack),
        ("Nights in each run", f"{findings.nights:,}{fewer_told(findings)}"),
        ("Seed", f"{findings.seed}"),
        *drawn,
        ("Returns", f"{findings.returns_forces} forces{basis}"),
        ("Checksum of the returns", findings.returns_sha256),
        ("mobsim", findings.mobsim),
        ("Checksum of the code", findings.code_sha256),
        ("Libraries", libraries),
    ]
