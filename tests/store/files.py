"""What the files of a SQLite database hold, byte for byte."""

from pathlib import Path


def bytes_beside(store):
    """Return everything in the folder of a SQLite database: the file, its log, whatever else lies there."""
    folder = Path(store.location).parent
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def found(traces, content):
    """Return the traces that a file still holds."""
    return [trace for trace in traces if trace.encode() in content]
