"""One forward pass: rows of pieces in, a vector of the text and a vector of its context out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.pieces import Pieces, Row, batches, load_tokenizer, pad
from models.words import WordTable

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says of texts, in their order."""

    text: Floats  # [n, size], unit length: the sentence vector, free of context
    context: Floats  # [n, size], unit length, zeros where no context is known


class Encoder:
    """encoder.onnx over words.safetensors; see training/graph.py for what is in the graph."""

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        """Load the three files of the encoder; raises OSError, ValueError or what the runtime does."""
        # Heavy, and wanted by those alone who tag.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Waiting threads sleep: as fast on a free machine, half as fast again on a busy one.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._words = WordTable(folder / "words.safetensors")
        self._pieces = Pieces(load_tokenizer(folder / "tokenizer.json"))
        self.size = self._words.size

    def encode(
        self,
        texts: Sequence[str],
        contexts: Sequence[str],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> Encoded:
        """Encode cleaned texts with their context in words; `progress` hears how many are done."""
        rows = self._pieces.rows(texts, contexts)
        text, context = (np.zeros((len(rows), self.size), np.float32) for _ in range(2))
        done = 0
        for batch in batches(rows):
            text[batch], context[batch] = self._run([rows[i] for i in batch])
            done += len(batch)
            if progress:
                progress(done)
        return Encoded(_unit(text), _unit(context))

    def _run(self, rows: Sequence[Row]) -> tuple[Floats, Floats]:
        ids, segments = pad(rows)
        feed = {"inputs_embeds": self._words.look_up(ids), "segments": segments}
        text, context = self._session.run(["text", "context"], feed)
        return text, context


def _unit(vectors: Floats) -> Floats:
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), np.float32)
