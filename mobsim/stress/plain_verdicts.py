"""After which nights is the verdict on a line plain, so that its run may stop early?

Runs are looked at after fixed numbers of nights. A verdict is plain if the evidence for it is so
strong that it would be found wrongly with a chance of at most `EARLY_ERROR`, over all looks
together. What stops early has a verdict and no interval.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from mobsim.country.line_verdicts import CapacityVerdict
from mobsim.ground.intervals import evidence_for
from mobsim.stress.verdicts import TOLERATED, Share, all_shares_of

if TYPE_CHECKING:
    from mobsim.study.study import Study

LOOKS: Final = (110, 150)
"""Nights after which a run is looked at; assumed. A pass takes 108 without a strained night."""
EARLY_ERROR: Final = 0.005
"""Chance, at most, of a wrong early verdict on a line of one run, over all looks; assumed."""
_FOR_FAIL: Final = 0.1
"""Share of that chance that a fail takes; few broken nights more make up for so little."""


LAXEST: Final = 0.025
"""Chance that the interval of the last night allows on each side: an early verdict is stricter."""


def check_error(error: float) -> None:
    """Refuse an error with which a run could stop before the last night's rule would agree.

    >>> check_error(0.0), check_error(EARLY_ERROR)
    (None, None)
    """
    if not 0 <= error <= LAXEST:
        raise ValueError(
            f"early_error: found {error}, expected 0 to {LAXEST}; 0 runs all nights, and more than "
            f"{LAXEST} is laxer than the verdict of the last night"
        )


def looks_before(nights: int) -> list[int]:
    """After how many nights a run of so many is looked at.

    >>> looks_before(200), looks_before(110)
    ([110, 150], [])
    """
    return [look for look in LOOKS if look < nights]


def plain_verdict(
    breaks: int, strained: int, needed: int, nights: int, error: float = EARLY_ERROR
) -> CapacityVerdict | None:
    """The verdict on a line that is plain already, if one is.

    Of ``nights``, ``needed`` need crews of the line; it runs out in ``breaks`` of these, and runs
    out or nearly does in ``strained``.

    >>> plain_verdict(0, 0, 107, 110), plain_verdict(0, 0, 108, 110), plain_verdict(0, 0, 0, 110)
    (None, 'pass', 'not tested')
    >>> plain_verdict(17, 17, 110, 110), plain_verdict(18, 18, 110, 110)
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


def is_plain(study: "Study", error: float = EARLY_ERROR) -> bool:
    """Whether the verdict on every line is plain in the nights of a study."""
    nights = study.replications_run
    return all(_verdict(held, nights, error) for held in all_shares_of(study))


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
