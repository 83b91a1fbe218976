"""Does a national line pass, is it on watch, or does it fail?

This module gives the verdicts on stock and on a single run, and formats verdicts for printing.
`mobsim.stress.verdicts` gives the verdicts on many nights.
"""

import re
from collections.abc import Iterable
from typing import Final, Literal

Verdict = Literal["pass", "watch", "fail"]
CapacityVerdict = Literal["pass", "watch", "fail", "not tested"]
"""The verdict on a line in one run; ``not tested`` means that the run needed none of its units."""

WATCH_SHARE: Final = 0.10
"""A line is on watch if fewer units than this share of its figure are left (assumed)."""

_ORDER: Final[tuple[CapacityVerdict, ...]] = ("pass", "not tested", "watch", "fail")
_COLOURS: Final = {
    **dict.fromkeys(("FAIL", "missed", "not met", "breaks"), "red"),
    "watch": "yellow",
    **dict.fromkeys(("pass", "met", "holds"), "green"),
}
"""The colours of printed verdicts; the words always appear as well."""
_BEGINS: Final = re.compile(rf"({'|'.join(_COLOURS)})(?!\w)")


def is_scarce(left: int, required: int) -> bool:
    """Whether so few units are left that the line is on watch.

    >>> is_scarce(29, 297), is_scarce(30, 297)
    (True, False)
    """
    return left < WATCH_SHARE * required


def verdict_on_stock(declared: int, required: int) -> Verdict:
    """The verdict on the number of declared units.

    The verdict is *fail* if the number is below the requirement, and *watch* if the surplus is less
    than a tenth of the requirement.

    >>> verdict_on_stock(296, 297), verdict_on_stock(297, 297), verdict_on_stock(330, 297)
    ('fail', 'watch', 'pass')
    """
    if declared < required:
        return "fail"
    return "watch" if is_scarce(declared - required, required) else "pass"


def verdict_on_capacity(*, needed: bool, binds: bool, scarce: bool) -> CapacityVerdict:
    """The verdict on a line in one run.

    The verdict is *fail* if the line ran out of units, and *watch* if few units were left while
    need was unmet.

    >>> verdict_on_capacity(needed=True, binds=False, scarce=True)
    'watch'
    """
    if not needed:
        return "not tested"
    return "fail" if binds else "watch" if scarce else "pass"


def worst_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several verdicts, or *pass* if there are no verdicts.

    >>> worst_of(["pass", "fail", "watch"]), worst_of([])
    ('fail', 'pass')
    """
    return max(verdicts, key=_ORDER.index, default="pass")


def worst_capacity(verdicts: Iterable[CapacityVerdict]) -> CapacityVerdict:
    """The worst of several verdicts, where *not tested* is worse than *pass*.

    Without any verdicts, the result is *pass*.

    >>> worst_capacity(["pass", "not tested"]), worst_capacity(["not tested", "watch"])
    ('not tested', 'watch')
    """
    return max(verdicts, key=_ORDER.index, default="pass")


def worst_tested(verdicts: Iterable[CapacityVerdict]) -> CapacityVerdict:
    """The worst verdict on a line over several runs, ignoring runs that do not test the line.

    >>> worst_tested(["pass", "not tested"]), worst_tested(["not tested"])
    ('pass', 'not tested')
    """
    tested = [each for each in verdicts if each != "not tested"]
    return worst_capacity(tested) if tested else "not tested"


def printed(verdict: str | None, otherwise: str = "not told") -> str:
    """The verdict as a table shows it, with a failure in capitals.

    >>> printed("fail"), printed("watch"), printed(None)
    ('FAIL', 'watch', 'not told')
    """
    return "FAIL" if verdict == "fail" else verdict or otherwise


def verdict_in(shown: str) -> str:
    """The printed verdict at the start of a cell or an answer; empty if there is no verdict.

    >>> verdict_in("not met: 40 PSUs"), verdict_in("holds, crews were left"), verdict_in("methods")
    ('not met', 'holds', '')
    """
    found = _BEGINS.match(shown)
    return found[0] if found else ""


def colour_of(shown: str) -> str | None:
    """The colour of a cell that begins with a printed verdict; None for any other cell.

    >>> colour_of("FAIL 23:05 stock"), colour_of("met at 23:05"), colour_of("297")
    ('red', 'green', None)
    """
    return _COLOURS.get(verdict_in(shown))
