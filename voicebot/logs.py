"""Structured logs: one JSON object a line on stderr, a static message with values in named fields.

What a customer says, types or is called cannot get in: fields with such names are dropped, values other than numbers
and short texts are replaced by the name of their type, and of an exception only its class and the place in our code
stay, because exception texts quote their input. As a last net, identifiers in what is left are masked, and the line's
`masked` says in how many of its values; a line that has it is a fault to be found.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

from .privacy.mask import mask

REFUSED = frozenset(
    "text transcript name phone hkid audio pcm picture written spoken question answer quote words arguments summary"
    " address email account token secret key api_key authorization".split()
)
VALUE_LIMIT = 120  # characters; codes, ids and references are shorter


def configure(level: str = "info") -> None:
    """Send our logs and those of libraries to stderr, as JSON, from `level` (debug, info, warning, error) on."""
    least = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
        )
    )
    # Libraries format values into their messages (uvicorn: whole URLs with their query), so only their alarms pass.
    logging.basicConfig(handlers=[handler], level=max(least, logging.WARNING), force=True)


def get(component: str) -> FilteringBoundLogger:
    """A logger whose lines carry `component`: `get("session").info("call ended", reference="K4-7302", seconds=63)`."""
    logger: FilteringBoundLogger = structlog.get_logger(component=component)
    return logger


def without_personal_data(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The structlog processor that holds the promise of this module."""
    kept: EventDict = {k: v if k in ("event", "timestamp") or k.startswith("_") else _plain(v) for k, v in event.items()}
    for name in REFUSED & kept.keys():
        del kept[name]
    if error := _exception(event.get("exc_info")):
        kept["error"], kept["at"] = type(error).__name__, _place(error.__traceback__)
    kept.pop("exc_info", None)
    return _masked(kept)


def _masked(event: EventDict) -> EventDict:
    safe = {k: mask(v) for k, v in event.items() if isinstance(v, str) and k != "timestamp"}
    if caught := sum(safe[k] != event[k] for k in safe):
        return {**event, **safe, "masked": caught}
    return event


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return value[:VALUE_LIMIT] if isinstance(value, str) else type(value).__name__


def _exception(info: Any) -> BaseException | None:
    if isinstance(info, tuple):
        info = info[1]
    if isinstance(info, BaseException):
        return info
    return sys.exc_info()[1] if info else None


def _place(trace: TracebackType | None) -> str:
    """"module:line" of the innermost frame; never a path, never the source line."""
    frames = list(traceback.walk_tb(trace))
    return f"{frames[-1][0].f_globals.get('__name__', '?')}:{frames[-1][1]}" if frames else ""
