"""What would the night cost without SimPy?

A bare ``heapq`` loop in place of SimPy's, sharing every line of decision code: the tuned baseline
that the engine is held against. It is never slowed down.
"""

from heapq import heappop, heappush
from itertools import count

from mobsim.engine.schedule import Handler, Schedule


class HeapSchedule(Schedule):
    """Happenings on a bare heap."""

    def __init__(self, incidents: int, forces: int, units: int) -> None:
        super().__init__(incidents, forces, units)
        self._heap: list[tuple[float, int, int, Handler]] = []
        self._numbers = count()

    def _push(self, minute: float, priority: int, handler: Handler) -> None:
        heappush(self._heap, (minute, priority, next(self._numbers), handler))

    def run(self, until: float) -> None:
        heap = self._heap
        while heap and heap[0][0] < until:
            self.now, _, _, handler = heappop(heap)
            handler(None)
