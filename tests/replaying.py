"""Which bytes do a few generated worlds leave, in this process or another?"""

import hashlib

from hypothesis import given

from mobsim.scenario.scenario import Scenario
from tests.strategies import fixed_examples, seeds, worlds
from tests.worlds import run


def replayed() -> str:
    """A digest of the logs of twelve worlds."""
    digest = hashlib.sha256()

    @fixed_examples(12)
    @given(worlds(), seeds())
    def replay(scenario: Scenario, seed: int) -> None:
        digest.update(repr(run(scenario, seed)).encode())

    replay()
    return digest.hexdigest()
