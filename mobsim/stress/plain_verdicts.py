"""After which nights is the verdict on a line plain, so that its run may stop early?

Runs are looked at after fixed numbers of nights. A verdict is plain if the evidence for it is so
strong that it would be found wrongly with a chance of at most `EARLY_ERROR`, over all looks
together. What stops early has a verdict and no interval.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from mobsim.country.line_verdicts import CapacityVerdict
from mobsim.ground.intervals import evidence_for
from mobsim.stress.verdicts import TOLERATED, Share, all_shares_of

if TYPE_CHECKING:
    from mobsim.study.study import Study

Run = TypeVar("Run")

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
    >>> plain_verdict(18, 18, 110, 110), plain_verdict(19, 19, 110, 110)
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
"""By line and region the verdict in one run, None where it is not plain."""


def plain_in(study: "Study", error: float = EARLY_ERROR) -> Plain:
    """The verdict on every line that is plain in the nights of a study."""
    nights = study.replications_run
    return {key: _verdict(held, nights, error) for key, held in all_shares_of(study).items()}


def must_go_on(found: Mapping[Run, Plain]) -> list[Run]:
    """Runs of one test of which the verdict on some line is not plain.

    For a region's AEP teams the worst run alone counts, and the verdict is *watch* at worst. So
    where they plainly run out in one run, what another shows of them cannot matter.

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
