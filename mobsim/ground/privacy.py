"""How does mobsim hide a force's returned numbers from other users of the machine?

Only the owner can read private data, even if the user's umask allows more. A copy is never more
open than the file that it was copied from.
"""

import stat
from pathlib import Path
from typing import Final

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700


def make_private_folder(path: Path) -> None:
    """Make a folder, and its parents, which only its owner can enter."""
    path.mkdir(parents=True)
    path.chmod(PRIVATE_FOLDER)


def mode_of(path: Path) -> int:
    """The mode of a file, so that a copy does not allow more readers."""
    return stat.S_IMODE(path.stat().st_mode)
