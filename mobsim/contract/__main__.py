"""What does a plug-in answer in this process? ``python -m mobsim.contract ranking NAME``."""

import sys

from mobsim.contract.installed import digest
from mobsim.plugins import named

if __name__ == "__main__":
    key, name = sys.argv[1:]
    found = named(key, name)
    assert found is not None
    sys.stdout.write(digest(key, found.load()))
