"""After how many nights is the verdict on a line clear enough for its run to stop early?

The test looks at each run after fixed numbers of nights. A verdict is plain if the evidence is so
strong that the chance of a wrong verdict is at most `EARLY_ERROR` over all looks together. A run
that stops early has a verdict but no interval.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from mobsim.country.line_verdicts import CapacityVerdict
from mobsim.ground.intervals import evidence_for
from mobsim.stress.verdicts import TOLERATED, Share, all_shares_of

if TYPE_CHECKING:
    from mobsim.study.study import Study

Run = TypeVar("Run")

LOOKS: Final = (82, 110, 150)
"""The numbers of nights after which the test looks at a run; assumed. A pass takes 81 nights
without a strained night.
"""
EARLY_ERROR: Final = 0.02
"""The largest allowed chance of a wrong early verdict on one line of a run, over all looks;
assumed.
"""
_FOR_FAIL: Final = 0.1
"""The part of that chance given to a fail. Giving it less costs only a few more broken nights."""


LAXEST: Final = 0.025
"""The chance that the last night's interval allows on each side; an early verdict is stricter."""


def check_error(error: float) -> None:
    """Refuse an error so large that a run could stop when the last night's rule would disagree.

    >>> check_error(0.0), check_error(EARLY_ERROR)
    (None, None)
    """
    if not 0 <= error <= LAXEST:
        raise ValueError(
            f"early_error: found {error}, expected 0 to {LAXEST}; 0 runs all nights, and more than "
            f"{LAXEST} is laxer than the verdict of the last night"
        )


def looks_before(nights: int) -> list[int]:
    """The numbers of nights after which the test looks at a run of ``nights``.

    >>> looks_before(200), looks_before(110)
    ([82, 110, 150], [82])
    """
    return [look for look in LOOKS if look < nights]


def plain_verdict(
    breaks: int, strained: int, needed: int, nights: int, error: float = EARLY_ERROR
) -> CapacityVerdict | None:
    """The verdict on a line if it is already plain.

    Of ``nights``, ``needed`` need crews of the line. The line runs out in ``breaks`` of them, and
    runs out or nearly does in ``strained``.

    >>> plain_verdict(0, 0, 80, 82), plain_verdict(0, 0, 81, 82), plain_verdict(0, 0, 0, 82)
    (None, 'pass', 'not tested')
    >>> plain_verdict(14, 14, 82, 82), plain_verdict(15, 15, 82, 82)
    (None, 'fail')
    """
    if not error:
        return None
    few, many = 1 / (error * (1 - _FOR_FAIL)), 1 / (error * _FOR_FAIL)
    if not needed:
        rare = evidence_for("below", TOLERATED, 0, nights)
        return "not tested" if rare >= few else None
    if evidence_for("above", TOLERATED, breaks, needed) >= many:
        return "fail"
    return "pass" if evidence_for("below", TOLERATED, strained, needed) >= few else None


Plain = Mapping[tuple[str, str], CapacityVerdict | None]
"""The verdict in one run, by line and region; None if it is not plain."""


def plain_in(study: "Study", error: float = EARLY_ERROR) -> Plain:
    """The verdict on every line in a study's nights, where it is plain."""
    nights = study.replications_run
    return {key: _verdict(held, nights, error) for key, held in all_shares_of(study).items()}


def must_go_on(found: Mapping[Run, Plain]) -> list[Run]:
    """The runs of one test in which some line's verdict is not plain.

    For a region's AEP teams only the worst run counts, and the worst possible verdict is *watch*.
    If they plainly run out in one run, the other runs cannot change the result.

    >>> first, other = {("aep", "moor"): "fail"}, {("aep", "moor"): None, ("psu", ""): "pass"}
    >>> must_go_on({"a": first, "b": other}), must_go_on({"b": other})
    ([], ['b'])
    """
    every = (line for each in found.values() for line in each.items())
    settled = {key for key, verdict in every if key[1] and verdict == "fail"}
    return [
        run
        for run, each in found.items()
        if any(verdict is None and key not in settled for key, verdict in each.items())
    ]


def _verdict(held: Share, nights: int, error: float) -> CapacityVerdict | None:
    needed = held.breaks.n
    broken, strained = (
        round((each.estimate or 0.0) * needed) for each in (held.breaks, held.strained)
    )
    return plain_verdict(broken, strained, needed, nights, error)


def looked_at(looks: Sequence[int]) -> str:
    """The looks in words.

    >>> looked_at([110, 150])
    '110 or 150'
    """
    return " or ".join(map(str, looks))
