"""What is a planted bug, and which test must catch it?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """A slip of the pen: where ``old`` stands, once, ``new`` is put, and ``test`` must fail."""

    name: str
    file: str
    old: str
    new: str
    test: str
    """``<module>::<part of the test's name>``."""

    @property
    def module(self) -> str:
        return self.test.partition("::")[0]

    @property
    def part(self) -> str:
        return self.test.partition("::")[2]
