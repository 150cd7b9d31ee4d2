"""Encoding many examples, with what is done kept in a temporary folder: a stopped run goes on."""

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.base import Post
from models.context import context_words
from models.encoder import Encoded, Encoder

CHUNK = 1000


class Vectors:
    """An encoder that remembers, by the encoder's own bytes and the texts."""

    def __init__(self, folder: Path, *, kept: Path | None = None, prefix: str = "") -> None:
        self._encoder = Encoder(folder, prefix=prefix)
        self._key = hashlib.sha256(
            (folder / "encoder.onnx").read_bytes() + prefix.encode()
        ).digest()
        self._kept = kept or Path(tempfile.gettempdir()) / "brand-listener-vectors"
        self._kept.mkdir(parents=True, exist_ok=True)

    @property
    def inner(self) -> int:
        """How wide the means after lower layers are, side by side."""
        return self._encoder.inner

    def encode(self, posts: Sequence[Post], name: str) -> Encoded:
        """Encode posts in chunks, telling on stderr how far `name` is."""
        chunks = []
        for start in range(0, len(posts), CHUNK):
            chunks.append(self._chunk(posts[start : start + CHUNK]))
            done = min(start + CHUNK, len(posts))
            print(f"\r{name}: {done} of {len(posts)} encoded", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        return Encoded(
            np.concatenate([chunk.text for chunk in chunks]),
            np.concatenate([chunk.inner for chunk in chunks]),
            np.concatenate([chunk.context for chunk in chunks]),
        )

    def _chunk(self, posts: Sequence[Post]) -> Encoded:
        texts, contexts = [post.text for post in posts], [context_words(post) for post in posts]
        key = hashlib.sha256(self._key + repr((texts, contexts)).encode()).hexdigest()[:32]
        path = self._kept / f"{key}.npz"
        if not path.exists():
            encoded = self._encoder.encode(texts, contexts)
            with path.with_suffix(".part").open("wb") as file:
                np.savez(file, text=encoded.text, inner=encoded.inner, context=encoded.context)
            path.with_suffix(".part").replace(path)
        kept = np.load(path)
        return Encoded(kept["text"], kept["inner"], kept["context"])
