"""Does a plug-in give the same answers in this process as in other processes?

``python -m mobsim.study.contract ranking NAME`` prints a digest of the answers of the plug-in.
"""

import sys

from mobsim.scenario.plugins import named
from mobsim.study.contract.installed import digest

if __name__ == "__main__":
    key, name = sys.argv[1:]
    found = named(key, name)
    assert found is not None
    sys.stdout.write(digest(key, found.load()))
