"""How are numbers that a force returned kept from other users of the machine?

Private data is for its owner alone, whatever the user's umask allows. A copy is never more open
than the file that it was copied from.
"""

import stat
from pathlib import Path
from typing import Final

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700


def make_private_folder(path: Path) -> None:
    """Make a folder, and its parents, that only its owner can enter."""
    path.mkdir(parents=True)
    path.chmod(PRIVATE_FOLDER)


def mode_of(path: Path) -> int:
    """Who may read a file: a copy is for no one else."""
    return stat.S_IMODE(path.stat().st_mode)
