"""Where does mobsim store replications if no folder is given?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from mobsim.study.blocks import block_tables, one_table
from mobsim.study.outcome import Outcome
from mobsim.study.span import ReplicationSpan, joined

if TYPE_CHECKING:
    import pyarrow


class Keeper(Protocol):
    """A place where replications are stored."""

    @property
    def spans(self) -> list[ReplicationSpan]:
        """The stored replications, in order."""

    def keep(self, outcomes: Sequence[Outcome]) -> None:
        """Store consecutive replications of one block."""

    def table(self, name: str) -> "pyarrow.Table":
        """One table with the rows of all replications, in order."""

    def next_move(self) -> str:
        """A note on the saved part of an interrupted study, and on how to resume the study."""


class Memory:
    """A `Keeper` that stores replications in memory, as columns."""

    def __init__(self) -> None:
        self._blocks: dict[ReplicationSpan, dict[str, pyarrow.Table]] = {}

    @property
    def spans(self) -> list[ReplicationSpan]:
        return joined(self._blocks)

    def keep(self, outcomes: Sequence[Outcome]) -> None:
        span = ReplicationSpan(outcomes[0].replication, outcomes[-1].replication + 1)
        self._blocks[span] = block_tables(outcomes)

    def table(self, name: str) -> "pyarrow.Table":
        return one_table(name, (self._blocks[span][name] for span in sorted(self._blocks)))

    def next_move(self) -> str:
        return "nothing is saved; choose a folder to keep finished nights"
