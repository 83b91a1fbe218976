"""How does mobsim hide a force's returned numbers from other users of the machine?

Only the owner can read private data, even if the user's umask allows more. People who cannot read a
file cannot read a copy of it either.
"""

import stat
from pathlib import Path
from typing import Final

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner can enter, together with any missing parent folders."""
    path.mkdir(parents=True)
    path.chmod(PRIVATE_FOLDER)


def mode_of(path: Path) -> int:
    """The mode of a file, which also limits who may read a copy of the file."""
    return stat.S_IMODE(path.stat().st_mode)
