"""The figures: formulas of SPEC 4, pure."""

from dataclasses import dataclass
from math import sqrt

FEW = 20  # positives and negatives under which a balance is "too few"
Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The balance of opinions: (P - N) / (P + N), with the interval that its n allows."""

    positive: int
    negative: int
    net: float | None  # -1 to 1; None where there are too few
    low: float | None
    high: float | None

    @property
    def n(self) -> int:
        """What it rests on; neutral, mixed and unsure are left out."""
        return self.positive + self.negative


def net_sentiment(positive: int, negative: int, *, few: int = FEW) -> Sentiment:
    """Talkwalker's definition, with Wilson's 95 % interval on the share of positives."""
    n = positive + negative
    if n < few:
        return Sentiment(positive, negative, None, None, None)
    low, high = wilson(positive, n)
    return Sentiment(positive, negative, (positive - negative) / n, 2 * low - 1, 2 * high - 1)


def wilson(hits: int, n: int, z: float = Z) -> tuple[float, float]:
    """Wilson's score interval for a share; n must be at least 1."""
    p = hits / n
    middle = p + z * z / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
