"""How are numbers that a force returned kept from other users of the machine?

What is private is for its owner alone, whatever the user's umask allows. A copy is never more open
than the file that it was copied from.
"""

import stat
from pathlib import Path
from typing import Final

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700


def write_privately(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read."""
    # The file is private before it has content, and when it was there with another mode.
    with path.open("ab"):
        path.chmod(PRIVATE_FILE)
    path.write_bytes(content)


def make_private_folder(path: Path) -> None:
    """Make a folder, with those above it, that only its owner can enter."""
    path.mkdir(parents=True)
    path.chmod(PRIVATE_FOLDER)


def copy_no_more_open(source: Path, target: Path) -> None:
    """Copy a file; only who can read the one can read the other."""
    content = source.read_bytes()
    with target.open("wb") as file:
        allowed = stat.S_IMODE(source.stat().st_mode) & stat.S_IMODE(target.stat().st_mode)
        target.chmod(allowed | PRIVATE_FILE)
        file.write(content)
