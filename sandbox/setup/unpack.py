"""Unpacks a Maven archive of Trino: `unpack.py ARCHIVE TARGET`. The target appears only when it is whole.

Of `trino-server-core` only `lib` is taken: its bundled plugins would all be loaded at start and none is used.
"""

import os
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path


def unpack(archive: Path, folder: Path) -> None:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as source:
            source.extractall(folder)
        return
    with tarfile.open(archive) as source:
        members = [member for member in source if member.name.split("/")[1:2] == ["lib"]]
        source.extractall(folder, members=members, filter="data")


def main(archive: Path, target: Path) -> None:
    work = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(work, ignore_errors=True)
    unpack(archive, work)
    (content,) = work.iterdir()
    if archive.suffix == ".zip":
        # Trino wants a folder of plugins, each a folder of jars: the archive's own folder is the plugin.
        work.rename(target)
    else:
        content.rename(target)
        work.rmdir()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
