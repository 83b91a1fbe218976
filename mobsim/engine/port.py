"""How do crews and donors pass news to the parts of the engine that act on it?

Parts of the engine call one another downward: hosts call brokers, brokers call donors, donors call
units. News travels upward through this port alone; `mobsim.engine.Mobilisation` passes it on.
"""

from typing import Protocol

from mobsim.engine.state import DonorAsk, Order


class EnginePort(Protocol):
    """Takes news and passes it to the part that acts on it."""

    def unit_deployed(self, order: Order) -> None:
        """Schedule the end of a committed unit's tour, and perhaps a relief."""

    def crews_freed(self) -> None:
        """Report that crews may be available again, because incidents may be waiting for them."""

    def donor_answered(self, ask: DonorAsk) -> None:
        """Report that a donor has answered and its units are ordered; the broker continues."""
