"""Which rules must each kind of plug-in follow?"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from mobsim.country.demand import Outbreak, Source
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.randomness import Chance
from mobsim.policy import Ranking, Recall, Retasking, Trigger
from mobsim.policy.levers import TriggerRule
from mobsim.scenario.plugins import Country
from mobsim.study.contract.asking import Arguments, Exam, examine, made
from mobsim.study.contract.imports import POLICY_MAY, SOURCE_MAY, imports_of
from mobsim.study.contract.leaking import leaks
from mobsim.study.contract.sample_pictures import (
    FORCES,
    candidates,
    claims,
    national_pictures,
    shuffled,
    wants,
)

NIGHTS: Final = 10
"""The number of nights that a source of incidents draws in a check."""
_DURATION: Final = 48 * 60.0
CLOCK: Final = WallClock(datetime(2026, 6, 5, 12, 0, tzinfo=LONDON))
"""The clock of the made-up nights that test a plug-in."""


def check_ranking(make: Callable[..., Ranking], **parameters: Any) -> list[str]:
    """The faults of a ranking. If there are no faults, the list is empty.

    ``parameters`` are the values that ``make`` takes. A duration is a number of minutes, and a
    share is a number from 0 to 1.

    >>> from mobsim.policy.rankings.fair_share import FairShare
    >>> check_ranking(FairShare)
    []
    """
    return check_policy("ranking", make, parameters)


def check_trigger(make: Callable[..., TriggerRule | Trigger], **parameters: Any) -> list[str]:
    """The faults of a trigger; see `check_ranking`."""
    return check_policy("trigger", make, parameters)


def check_retasking(make: Callable[..., Retasking], **parameters: Any) -> list[str]:
    """The faults of a re-tasking rule; see `check_ranking`."""
    return check_policy("retasking", make, parameters)


def check_recall(make: Callable[..., Recall], **parameters: Any) -> list[str]:
    """The faults of a recall rule; see `check_ranking`."""
    return check_policy("recall", make, parameters)


def check_policy(key: str, make: Callable[..., Any], parameters: Mapping[str, Any]) -> list[str]:
    """The faults of a policy for the scenario key ``key``."""
    rule, faults = examine(make, parameters, EXAMS[key])
    faults += imports_of(make, POLICY_MAY)
    if rule is not None and not faults:
        faults += leaks(lambda policies: policies.placed(key, "plugged", rule))
    return faults


def check_demand(make: Callable[..., Source], **parameters: Any) -> list[str]:
    """The faults of a source of incidents; see `check_ranking`."""
    km = {a: {b: 40.0 * abs(i - j) for j, b in enumerate(FORCES)} for i, a in enumerate(FORCES)}
    country = Country(dict.fromkeys(FORCES, 1000000), km)
    source, faults = made(make, country, **parameters)
    if source is not None:
        faults += list(_faults_of_nights(source, lambda: make(country, **parameters)))[:1]
    return faults + imports_of(make, SOURCE_MAY)


# The questions, and the rules for answers


def _other_orders(arguments: Arguments) -> Iterator[Arguments]:
    (listed,) = arguments
    yield (list(reversed(listed)),)
    yield (shuffled(listed, "one"),)
    yield (shuffled(listed, "two"),)


def _other_keys(arguments: Arguments) -> Iterator[Arguments]:
    (picture,) = arguments
    in_use, required = (dict(reversed(d.items())) for d in (picture.in_use, picture.required))
    yield (picture._replace(in_use=in_use, required=required),)


def _wrong_order(arguments: Arguments, answer: Any) -> str:
    (crews,) = arguments
    if not isinstance(answer, list):
        return f"it returns {type(answer).__name__}, expected a list of the crews that it was given"
    if len(answer) < len(crews):
        return f"it was given {len(crews)} crews but returns {len(answer)}"
    if sorted(answer, key=repr) != sorted(crews, key=repr):
        return "it returns crews that it was not given, or returns a crew twice"
    return ""


def _no_yes_or_no(_: Arguments, answer: Any) -> str:
    return "" if isinstance(answer, bool) else f"it returns {answer!r}, expected True or False"


def _no_claim(arguments: Arguments, answer: Any) -> str:
    right = answer is None or answer in arguments[0]
    return "" if right else f"it returns {answer!r}, expected one of the claims, or None"


def _no_number(arguments: Arguments, answer: Any) -> str:
    elsewhere = arguments[1]
    right = isinstance(answer, int) and 0 <= answer <= elsewhere
    return "" if right else f"it calls back {answer!r} of {elsewhere} units"


EXAMS: Final[Mapping[str, Exam]] = {
    "ranking": Exam("crews", lambda: ((c,) for c in candidates()), _other_orders, _wrong_order),
    "trigger": Exam(
        "pictures", lambda: ((each,) for each in national_pictures()), _other_keys, _no_yes_or_no
    ),
    "retasking": Exam("claims", lambda: ((each,) for each in claims()), _other_orders, _no_claim),
    "recall": Exam("wants", wants, lambda _: (), _no_number),
}
"""The questions for each kind of policy, keyed by its scenario key."""


# Sources of incidents


def _faults_of_nights(source: Source, fresh: Callable[[], Source]) -> Iterator[str]:
    try:
        nights = [night_drawn(source, number) for number in range(NIGHTS)]
        for number in reversed(range(NIGHTS)):
            if nights[number] != night_drawn(source, number):
                yield "the same night is different when it is drawn again"
            if nights[number] != night_drawn(fresh(), number):
                yield "a new source draws another night, so this one remembers earlier nights"
        for number, night in enumerate(nights):
            yield from _faults_of_night(source, night, number)
    except Exception as error:
        yield f"drawing a night raises {type(error).__name__}: {error}"


def night_drawn(source: Source, number: int) -> list[Outbreak]:
    """The incidents that a source draws for one night of a made-up country."""
    return source.outbreaks(CLOCK, _DURATION, Chance(1, number).draw, ())


def _faults_of_night(source: Source, night: list[Outbreak], number: int) -> Iterator[str]:
    for each in night:
        if each.force not in FORCES:
            yield f"it places an incident in {each.force!r}, which is not one of the forces"
        if not 0 <= each.begins < _DURATION:
            yield f"an incident begins at minute {each.begins:g}, outside a run of {_DURATION:g}"
        if each.number < 1:
            yield f"an incident is number {each.number} of its force, expected 1, 2 and so on"
        source.course.need(each.begins, each.key, Chance(1, number).draw)
    for what, ids in (
        ("number of a force", [(each.force, each.number) for each in night]),
        ("key", [each.key for each in night]),
    ):
        if len(set(ids)) < len(ids):
            yield f"two incidents of one night have the same {what}"
