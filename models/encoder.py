"""One forward pass: rows of pieces in, two vectors of the text and one of its context out."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.pieces import BATCH_PIECES, Pieces, Row, batches, load_tokenizer, pad
from models.words import WordTable

Floats = NDArray[np.float32]
Found = TypeVar("Found")

OUTPUTS = ["text", "context", "inner"]


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says of texts, in their order."""

    text: Floats  # [n, size], unit length, free of context
    inner: (
        Floats  # [n, size for each], the text's means after lower layers, which know what it says
    )
    context: Floats  # [n, size], unit length, zeros where no context is known


class Encoder:
    """encoder.onnx over words.safetensors; see training/graph.py for what is in the graph."""

    def __init__(self, folder: Path, *, threads: int = 2, prefix: str = "") -> None:
        """Load the three files of the encoder; raises OSError, ValueError or what the runtime does.

        `prefix` is what the layers were trained to see before a text.
        """
        # Heavy, and wanted by those alone who tag.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # A batch a thread is faster than a batch over all threads, and nobody waits for anybody.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._threads = threads
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._words = WordTable(folder / "words.safetensors")
        self._pieces = Pieces(load_tokenizer(folder / "tokenizer.json"), prefix=prefix)
        self.size = self._words.size
        shapes = {one.name: one.shape for one in self._session.get_outputs()}
        self.inner = int(shapes["inner"][1])

    def encode(
        self,
        texts: Sequence[str],
        contexts: Sequence[str],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> Encoded:
        """Encode cleaned texts with their context in words; `progress` hears how many are done."""
        widths = (self.size, self.inner, self.size)
        text, inner, context = (np.zeros((len(texts), wide), np.float32) for wide in widths)
        done = 0
        for places, some in self.each(texts, contexts, lambda _, some: some):
            text[places], inner[places], context[places] = some.text, some.inner, some.context
            done += len(places)
            if progress:
                progress(done)
        return Encoded(text, inner, context)

    def each(
        self,
        texts: Sequence[str],
        contexts: Sequence[str],
        work: Callable[[list[int], Encoded], Found],
    ) -> Iterator[tuple[list[int], Found]]:
        """Encode batch by batch: the places of a batch in `texts`, and what `work` makes of it.

        `work` gets those places too; it runs in a thread of ours, while another encodes.
        """
        rows = self._pieces.rows(texts, contexts)

        def encode(places: list[int]) -> tuple[list[int], Found]:
            return places, work(places, self._run([rows[i] for i in places]))

        with ThreadPoolExecutor(self._threads) as pool:
            # The longest first: whoever is done sooner waits for a short one.
            yield from pool.map(encode, reversed(cut(rows, self._threads)))

    def _run(self, rows: Sequence[Row]) -> Encoded:
        ids, segments = pad(rows)
        feed = {"inputs_embeds": self._words.look_up(ids), "segments": segments}
        text, context, inner = self._session.run(OUTPUTS, feed)
        return Encoded(unit(text), inner, unit(context))


def cut(rows: Sequence[Row], threads: int) -> list[list[int]]:
    """Batches that fit a processor's cache, and of few texts one for each thread."""
    share = -(-sum(len(row.ids) for row in rows) // threads)
    return list(batches(rows, pieces=min(BATCH_PIECES, share)))


def unit(vectors: Floats) -> Floats:
    """Rows of length 1; a row of zeros stays one."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), np.float32)
