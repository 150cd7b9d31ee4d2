"""Posting once: every target's turn, beside each other, for a run that ends."""

import threading
from functools import partial

from listener.channels.slack.post.outbox import Outbox
from listener.work.local import Local


def post_once(outbox: Outbox) -> int:
    """Have what waits for Slack leave; return how many messages were written."""
    lock, posted = threading.Lock(), 0

    def post(target: str) -> None:
        nonlocal posted
        written = outbox.deliver(target)
        with lock:
            posted += written

    targets = outbox.targets()
    local = Local(max(1, len(targets)))
    for target in targets:
        local.submit(target, partial(post, target))
    local.wait()
    local.stop(0)
    return posted
