"""How do crews and donors pass news to the parts of the engine that act on it?

Within the engine, calls go downwards: hosts call brokers, brokers call donors, and donors call
units. News travels upwards only through this port, and `mobsim.engine.Mobilisation` passes it on.
"""

from typing import Protocol

from mobsim.engine.state import DonorAsk, Order


class EnginePort(Protocol):
    """Receives news and passes it to the part of the engine that acts on it."""

    def unit_deployed(self, order: Order) -> None:
        """Schedule the end of a deployed unit's tour and, if the unit needs one, its relief."""

    def crews_freed(self) -> None:
        """Report that crews may be available again, because incidents may be waiting for them."""

    def donor_answered(self, ask: DonorAsk) -> None:
        """Report that a donor has answered and its units are ordered; the broker then continues."""
