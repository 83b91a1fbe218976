"""How is the opening of a story laid out?"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from mobsim.ground.text_layout import labelled

_LABEL: Final = 10


class OpeningLine(NamedTuple):
    """An answer and its label; an answer without a label continues the previous answer."""

    label: str
    text: str

    def __str__(self) -> str:
        return "\n".join(labelled(f"  {self.label}", self.text, _LABEL))


Opening = tuple[OpeningLine, ...]


def times(count: int) -> str:
    """A number of times, in words.

    >>> times(1), times(2), times(3)
    ('once', 'twice', '3 times')
    """
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def answers(label: str, texts: Iterable[str]) -> list[OpeningLine]:
    """Make opening lines from the texts that are not empty; all of them come under one label.

    >>> [str(line) for line in answers("Came", ["PSUs: own 2.", "", "BDUs: own 1."])]
    ['  Came      PSUs: own 2.', '            BDUs: own 1.']
    """
    told = [text for text in texts if text]
    return [OpeningLine("" if number else label, text) for number, text in enumerate(told)]
