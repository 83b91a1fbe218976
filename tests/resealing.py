"""What would a folder be if it had been written as it is now?

For tests of what is read behind the manifest: a folder of another version, a study by another code.
"""

from pathlib import Path

from mobsim.ground.manifest import (
    MANIFEST,
    FolderManifest,
    digest_of,
    files_in,
    read_manifest,
)


def reseal(folder: Path) -> None:
    """Write the manifest of a folder anew, and those of the folders within it before."""
    names = [name for name in files_in(folder) if name != MANIFEST]
    for name in names:
        if name.endswith(f"/{MANIFEST}"):
            reseal((folder / name).parent)
    known = read_manifest(folder)
    files = {name: digest_of((folder / name).read_bytes()) for name in names}
    content = FolderManifest(known.kind, files, known.grows).content()
    (folder / MANIFEST).write_bytes(content)
