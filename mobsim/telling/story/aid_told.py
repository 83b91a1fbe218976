"""How do stories describe unused orders, and the answers to asks for aid?"""

from collections.abc import Callable, Iterable
from typing import Final

from mobsim.ground.errors import listed
from mobsim.scoring import events as ev
from mobsim.scoring.causes import RISK_AT_HOME
from mobsim.telling.story.asks_made import AsksMade
from mobsim.telling.story.orders_unused import orders_unused
from mobsim.telling.story.story_night import StoryNight
from mobsim.telling.story.story_rows import Rows

_MOST_NAMES: Final = 3
"""The most names in one sentence; of further names, the sentence gives only the number."""

_ANSWERED: Final = {
    "full": "in full",
    "part": "in part",
    "none": "none to send",
    RISK_AT_HOME: "fewer because of risk at home",
    "refused": "refused",
    "no answer": "no answer",
}
"""The words for each possible answer to an ask, with the best answer first."""
_NAMED: Final = ("refused", "no answer")
"""The answers for which the sentence names the forces or places that gave them."""


def number_of_asks(asks: AsksMade) -> str:
    """Say how many asks were made; each ask is to one force for one kind."""
    return f"{asks.asks} ask{'s' if asks.asks > 1 else ''}"


def answers_told(night: StoryNight, asks: AsksMade, name: Callable[[str], str]) -> str:
    """A sentence on the answers to asks; it names the forces that refused or did not answer."""
    refused = night.lacks(ev.AID_OFFERED)
    if refused:
        return f"The answers are {refused}."
    told = []
    for answer, sides in sorted(asks.answers.items(), key=lambda each: _rank(each[0])):
        who = f" ({names_told(sides, name)})" if answer in _NAMED else ""
        told.append(f"{len(sides)} {_ANSWERED.get(answer, answer)}{who}")
    if asks.unanswered:
        who = names_told(asks.unanswered, name)
        told.append(f"{len(asks.unanswered)} open when the run ends ({who})")
    return f"Answers: {', '.join(told)}."


def _rank(answer: str) -> tuple[int, str]:
    """A sort key for answers: the best answer comes first, and unknown answers come last."""
    known = list(_ANSWERED)
    return known.index(answer) if answer in known else len(known), answer


def unused_told(night: StoryNight, rows: Rows) -> str:
    """A sentence on orders of aid that led to no deployment, by reason; empty if there are none."""
    refused = night.lacks(ev.UNIT_ORDERED, ev.UNIT_CANCELLED, ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN)
    if refused:
        return refused
    found = sorted(orders_unused(rows).items(), key=lambda each: -each[1].total())
    told = [f"{night.units(kinds)} ({why})" for why, kinds in found]
    return f"Ordered but not deployed: {', '.join(told)}." if told else ""


def names_told(ids: Iterable[str], name: Callable[[str], str]) -> str:
    """The different names of forces or places; if there are many, only the first few names."""
    return listed([name(each) for each in dict.fromkeys(ids)], _MOST_NAMES)
