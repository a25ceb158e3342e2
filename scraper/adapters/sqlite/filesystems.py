"""Which file systems a database in WAL mode can live on: its shared memory and locks need a local one."""

from pathlib import Path
from typing import Final

NETWORKED: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "gfs2", "ocfs2"}
)
OVERLAID: Final = frozenset({"fuse.fuse-overlayfs"})
"""FUSE, but on one machine and with its locks in order."""


def forbids_locks(kind: str) -> bool:
    """Whether a file system's locks or shared memory can't be relied on."""
    return kind in NETWORKED or (kind.startswith("fuse") and kind not in OVERLAID)


def filesystem_of(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """Return the type of the file system that holds `path`, empty where it cannot be told (proc(5))."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    directory = path.absolute().parent
    best, kind = -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) <= _MOUNT_POINT or not after:
            continue
        mounted = Path(fields[_MOUNT_POINT].replace("\\040", " "))
        if (directory == mounted or mounted in directory.parents) and len(mounted.parts) >= best:
            best, kind = len(mounted.parts), after.split()[0]
    return kind


_MOUNT_POINT: Final = 4
"""The field of mountinfo that names the mount point."""
