"""Are all examples of a property tried, or a quarter of them?"""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """``-m slow`` tries all; see `tests.strategies.law`."""
    if "slow" == config.option.markexpr:
        os.environ["EVERY_EXAMPLE"] = "1"
