"""Logs: events with fields on stderr. Ids and counts, never texts, people or tokens."""

import logging
import sys

import structlog

# Their own records hold addresses, bodies or parameters.
_QUIET = ("httpx", "httpcore", "sqlalchemy", "alembic", "slack_sdk", "transformers")


def start(*, level: int = logging.INFO) -> None:
    """Send every event at or above a level to stderr: JSON for a pipe; lines for a person where either
    stream is a terminal, for both may end on it.
    """
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if sys.stderr.isatty() or sys.stdout.isatty():
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
