"""After how many nights is the verdict on a line clear enough for its run to stop early?

The test checks each run after fixed numbers of nights. A verdict is clear if the chance that it is
wrong is at most `EARLY_ERROR`, over all checks together. A run that stops early has a verdict but
no interval.
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
"""The numbers of nights after which the test checks a run. These numbers are assumed. An early pass
needs at least 81 nights, none of them strained.
"""
EARLY_ERROR: Final = 0.02
"""The highest allowed chance of a wrong early verdict on one line of a run, over all checks. This
number is assumed.
"""
_FOR_FAIL: Final = 0.1
"""The part of `EARLY_ERROR` that early fails can use; early passes can use the rest. With a smaller
part, an early fail needs only a few more broken nights.
"""


LAXEST: Final = 0.025
"""The error that the last night's interval allows on each side. An early verdict allows a smaller
error.
"""


def check_error(error: float) -> None:
    """Refuse an error so large that an early verdict could contradict the rule for the last night.

    >>> check_error(0.0), check_error(EARLY_ERROR)
    (None, None)
    """
    if not 0 <= error <= LAXEST:
        raise ValueError(
            f"early_error: found {error}, expected 0 to {LAXEST}; 0 runs all nights, and more than "
            f"{LAXEST} is laxer than the rule for the last night"
        )


def looks_before(nights: int) -> list[int]:
    """The numbers of nights after which the test checks a run of ``nights`` nights.

    >>> looks_before(200), looks_before(110)
    ([82, 110, 150], [82])
    """
    return [look for look in LOOKS if look < nights]


def plain_verdict(
    breaks: int, strained: int, needed: int, nights: int, error: float = EARLY_ERROR
) -> CapacityVerdict | None:
    """The verdict on a line if the verdict is already clear, otherwise None.

    Of ``nights`` nights, ``needed`` nights need the line's crews. The line runs out in ``breaks``
    of the needed nights, and runs out or nearly does in ``strained`` of the needed nights.

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
"""The verdict on each line in one run, by line and region; None if the verdict is not clear."""


def plain_in(study: "Study", error: float = EARLY_ERROR) -> Plain:
    """The verdict on every line after a study's nights; None for a verdict that is not clear."""
    nights = study.replications_run
    return {key: _verdict(held, nights, error) for key, held in all_shares_of(study).items()}


def must_go_on(found: Mapping[Run, Plain]) -> list[Run]:
    """The runs of one test in which the verdict on at least one line is not clear.

    For a region's AEP teams, only the worst run counts, and the worst possible verdict is *watch*.
    If the teams clearly run out in one run, the other runs cannot change the result.

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
    """The numbers of nights in words.

    >>> looked_at([110, 150])
    '110 or 150'
    """
    return " or ".join(map(str, looks))
