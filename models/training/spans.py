"""How far each channel reaches in a tuned net: what easing a graph in 8 bits needs, see graph.py."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from models.training.eases import Span, Spans
from models.training.mix import Batch
from models.training.net import Net


def spans(net: Net, batches: Iterable[Batch]) -> Spans:
    """The lowest and highest value of each channel after each normalisation, over all real pieces."""
    norms = {n: m for n, m in net.encoder.named_modules() if isinstance(m, nn.LayerNorm)}
    low = {name: torch.full(one.normalized_shape, torch.inf) for name, one in norms.items()}
    high = {name: -value for name, value in low.items()}
    real: list[Tensor] = []

    def watch(name: str) -> None:
        def seen(_: nn.Module, __: object, value: Tensor) -> None:
            kept = value.float()[real[0]]
            low[name] = torch.minimum(low[name], kept.amin(0))
            high[name] = torch.maximum(high[name], kept.amax(0))

        hooks.append(norms[name].register_forward_hook(seen))

    hooks: list[torch.utils.hooks.RemovableHandle] = []
    for name in norms:
        watch(name)
    net.eval()
    with torch.inference_mode():
        for batch in batches:
            real[:] = [batch.segments > 0]
            net(batch.words, batch.segments, batch.marks)
    for hook in hooks:
        hook.remove()
    return {name: Span(low[name].numpy(), high[name].numpy()) for name in norms}
