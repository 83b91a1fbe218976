"""With popm's own inputs, does static allocation come to the times that popm published?"""

import pytest

import mobsim
from mobsim.scorecard import SHARES

PUBLISHED = {
    "devon-cornwall": {"10": 4.37, "40": 8.53, "60": 16.00, "100": 20.57},
    "northumbria": {"10": 3.78, "40": 8.85, "60": 16.00, "100": 22.28},
    "kent": {"10": 3.56, "40": 7.26, "60": 11.47, "100": 21.02},
}
"""Hours until a share of 99 PSUs is deployed, by host (popm-2021, tests/deployment_times.csv)."""
WIDEST = 0.25
"""Either way of what was published; fixed before the first run."""
