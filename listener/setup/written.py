"""Files that are written whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_over(path: Path, content: str | bytes) -> None:
    """Put a text in UTF-8, or bytes, in a file's place, with the rights that it had; raises OSError."""
    path = path.resolve()
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
        out.write(content.encode() if isinstance(content, str) else content)
        out.flush()
        os.fsync(out.fileno())
    made = Path(out.name)
    try:
        if path.exists():
            made.chmod(path.stat().st_mode & 0o777)
        else:
            made.chmod(0o600)
        made.replace(path)
    except OSError:
        made.unlink(missing_ok=True)
        raise
