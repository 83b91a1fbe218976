"""Which temporary files did an earlier process leave behind, and can they be deleted?

While mobsim writes a file or folder, it uses a temporary name next to the final place. The name
identifies the process: ``.NAME.HOST-PID-START-N.STATE``. A file in the state ``new`` will be
renamed to NAME. A file in the state ``old`` has just been replaced, and a file in the state
``gone`` is being deleted. mobsim does not touch the files of a running process.
"""

import os
import platform
import re
import time
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Final, Literal

State = Literal["new", "old", "gone"]

_NAME: Final = re.compile(
    r"\.(?P<of>.+)\.(?P<host>[0-9a-f]{8})-(?P<pid>\d+)-(?P<start>\d+)-\d+\.(?P<state>new|old|gone)"
)
_LONGEST: Final = 150
"""Names with up to this number of bytes stay unchanged. With a longer name, the temporary name
would be too long for a file system."""
_STALE_DAYS: Final = 7
"""The number of days after which a leftover from another machine counts as abandoned, because
mobsim cannot check the processes of that machine."""

_numbers = count(1)
_in_use: set[str] = set()
"""Temporary names that this process is still using."""


def temporary_name(target: Path, state: State = "new") -> Path:
    """A temporary name next to the target, which counts as in use until `forget` is called."""
    pid = os.getpid()
    name = f".{_stem(target)}.{_host()}-{pid}-{_started(pid)}-{next(_numbers)}.{state}"
    _in_use.add(name)
    return target.with_name(name)


def forget(path: Path) -> None:
    """Record that this process no longer uses a temporary name."""
    _in_use.discard(path.name)


def is_temporary(name: str) -> bool:
    """Whether a file or folder has a temporary name.

    >>> is_temporary(".kept.0a1b2c3d-71-5500-1.new"), is_temporary("kept")
    (True, False)
    """
    return _NAME.fullmatch(name) is not None


def beside(target: Path, state: State) -> Iterator[Path]:
    """The temporary files next to the target that are in the given state, in order of name."""
    try:
        names = sorted(path.name for path in target.parent.iterdir())
    except OSError:
        return
    stem = _stem(target)
    for name in names:
        found = _NAME.fullmatch(name)
        if found and (found["of"], found["state"]) == (stem, state):
            yield target.with_name(name)


def left_of(target: Path, state: State) -> list[Path]:
    """The files from `beside` that belong to processes that have ended."""
    return [path for path in beside(target, state) if not _is_running(path)]


def left_in(folder: Path) -> list[Path]:
    """All temporary files and folders in a folder that belong to processes that have ended."""
    return [path for path in folder.iterdir() if is_temporary(path.name) and not _is_running(path)]


def _is_running(path: Path) -> bool:
    found = _NAME.fullmatch(path.name)
    if found is None:
        return True
    if found["host"] != _host():
        return time.time() - path.stat().st_mtime < _STALE_DAYS * 86400
    pid, start = int(found["pid"]), int(found["start"])
    if pid == os.getpid() and start == _started(pid):
        return path.name in _in_use
    try:
        return _started(pid) == start
    except OSError:
        return False


def _stem(target: Path) -> str:
    name = target.name
    if len(os.fsencode(name)) <= _LONGEST:
        return name
    return f"{name[:16]}-{sha256(os.fsencode(name)).hexdigest()[:16]}"


@cache
def _host() -> str:
    """A code that identifies a machine, its last start, and its namespace of processes."""
    found = [platform.node()]
    try:
        found.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii"))
        found.append(str(Path("/proc/self/ns/pid").readlink()))
    except OSError:
        pass
    return sha256("\n".join(found).encode()).hexdigest()[:8]


def _started(pid: int) -> int:
    """The time at which a process was started, in ticks; 0 if the system does not say.

    Raises
    ------
    OSError
        If the process is not running.
    """
    if not Path("/proc/self/stat").exists():
        if os.name == "posix":
            os.kill(pid, 0)
        return 0
    # The name of the program, in brackets, can contain any character.
    state, *numbers = (
        Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    )
    if state in "ZX":
        raise ProcessLookupError(pid)
    return int(numbers[18])
