"""Does a policy always give the same answer to the same question?"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from mobsim.policy import Trigger

Arguments = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Exam:
    """The questions for a kind of policy, and the rules for its answers."""

    what: str
    """The plural name of the objects in a question, such as ``crews``."""
    asked: Callable[[], Iterable[Arguments]]
    reordered: Callable[[Arguments], Iterable[Arguments]]
    """A function that returns copies of a question, with its objects in other orders."""
    wrong: Callable[[Arguments, Any], str]
    """A function that describes the fault of an answer, or returns an empty text for a valid
    answer.
    """


def made(make: Callable[..., Any], *first: object, **parameters: Any) -> tuple[Any, list[str]]:
    """Make a policy, and return the policy with any faults in comparing or pickling it."""
    try:
        rule, again = make(*first, **parameters), make(*first, **parameters)
    except Exception as error:
        return None, [f"'make' raises {_told(error)}"]
    faults = []
    if rule != again:
        faults.append(
            "two objects with the same parameters are not equal; make the class a frozen dataclass"
        )
    try:
        if pickle.loads(pickle.dumps(rule)) != rule:
            faults.append("it is not equal to its copy after pickling")
    except Exception as error:
        faults.append(f"it cannot be pickled, so no other process can run it: {_told(error)}")
    return rule, faults


def examine(
    make: Callable[..., Any], parameters: Mapping[str, Any], exam: Exam
) -> tuple[Any, list[str]]:
    """Make a policy from its parameters, and return the policy with the faults of its answers."""
    rule, faults = made(make, **parameters)
    if rule is None:
        return None, faults or ["'make' returns None"]
    if not callable(rule_of(rule)):
        return None, [*faults, f"'make' returns {type(rule).__name__}, expected a function"]
    for arguments in exam.asked():
        fresh = rule_of(make(**parameters))
        found = next(_faults(rule_of(rule), fresh, arguments, exam), None)
        if found:
            return rule, [*faults, found]
    return rule, faults


def rule_of(policy: Any) -> Any:
    """The function that answers questions: the ``calls`` of a `Trigger`, or the policy itself."""
    return policy.calls if isinstance(policy, Trigger) else policy


def answers(rule: Callable[..., Any], exam: Exam) -> list[Any]:
    """The answers of a policy, in the order of the questions."""
    return [rule_of(rule)(*arguments) for arguments in exam.asked()]


def _faults(rule: Any, fresh: Any, arguments: Arguments, exam: Exam) -> Iterator[str]:
    before = deepcopy(arguments)
    try:
        answer = rule(*arguments)
        if arguments != before:
            yield f"it changes the {exam.what} that it is given"
        if said := exam.wrong(before, answer):
            yield said
        if rule(*deepcopy(before)) != answer:
            yield f"asked twice about the same {exam.what}, it gives two different answers"
        if fresh(*deepcopy(before)) != answer:
            yield "a new policy gives another answer, so this one remembers earlier questions"
        if any(rule(*other) != answer for other in exam.reordered(before)):
            yield f"its answer depends on the order of the {exam.what}; break ties by id"
    except Exception as error:
        yield f"asked about {exam.what}, it raises {_told(error)}"


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
