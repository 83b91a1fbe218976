"""Does a changed text take effect in what is imported, or is it said that it cannot?"""

from collections.abc import Callable
from types import ModuleType

import pytest

from tests.planting import living_functions, put_in

TEXT = """
from dataclasses import dataclass
from functools import cached_property

LEAST = 2
TURNED = [each + 1 for each in (1, 2)]
twice = lambda number: 2 * number

def counted(start=1):
    def on(by):
        return start + by
    return on

@dataclass(frozen=True, slots=True)
class Crew:
    size: int = 7

    @property
    def officers(self):
        return 3 * self.size

class Force:
    @cached_property
    def crews(self):
        return LEAST
"""
FILE = "planted_here.py"
Changed = Callable[[str, str], bool]


@pytest.fixture
def planted() -> ModuleType:
    module = ModuleType("planted_here")
    exec(compile(TEXT, FILE, "exec"), vars(module))
    return module


@pytest.fixture
def changed(planted: ModuleType) -> Changed:
    """Puts a change of the text into the module."""
    assert planted.Force
    living = living_functions()

    def change(old: str, new: str) -> bool:
        assert 1 == TEXT.count(old)
        return put_in(living, FILE, TEXT, TEXT.replace(old, new))

    return change


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("3 * self.size", "4 * self.size", (28, 2, 4, 3)),
        ("return LEAST", "least = LEAST\n        return least + 1", (21, 3, 4, 3)),
        ("2 * number", "5 * number", (21, 2, 10, 3)),
        ("start + by", "start - by", (21, 2, 4, -1)),
    ],
)
def test_the_inside_of_a_function_takes_effect_in_what_lives(
    old: str, new: str, expected: tuple[int, ...], planted: ModuleType, changed: Changed
) -> None:
    crew, force, twice, counted = planted.Crew(), planted.Force(), planted.twice, planted.counted
    assert changed(old, new)
    assert expected == (crew.officers, force.crews, twice(2), counted()(2))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LEAST = 2", "LEAST = 3"),
        ("size: int = 7", "size: int = 8"),
        ("start=1", "start=2"),
        ("frozen=True, slots=True", "frozen=True"),
        ("    @property\n", ""),
        ("def officers", "def people"),
    ],
)
def test_what_stands_outside_functions_is_left_as_it_is(
    old: str, new: str, planted: ModuleType, changed: Changed
) -> None:
    assert not changed(old, new)
    assert (2, 21) == (planted.Force().crews, planted.Crew().officers)
