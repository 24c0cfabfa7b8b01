"""What a person, or a test, can do to the virtual printer: the control commands and what each changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from printing.virtual.mechanism import PrinterState

Request = dict[str, object]


def _number(request: Request, name: str, default: float | None = None) -> float:
    value = request.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(f"{request.get('cmd')}: {name} must be a number, 0 or more")
    return value


def _paper_out(state: PrinterState, request: Request) -> None:
    if "rows" in request:
        state.paper_out_after_rows = int(_number(request, "rows"))
    else:
        state.paper_out = True


def _paper_in(state: PrinterState, _request: Request) -> None:
    state.paper_out, state.near_end, state.paper_out_after_rows = False, False, None


def _mute(state: PrinterState, request: Request) -> None:
    if "bytes" in request:
        state.mute_after_bytes = int(_number(request, "bytes"))
    else:
        state.mute = True


def _unmute(state: PrinterState, _request: Request) -> None:
    state.mute, state.mute_after_bytes = False, None


def _slow(state: PrinterState, request: Request) -> None:
    state.slow_ms = _number(request, "ms", 200)


def _drop_after(state: PrinterState, request: Request) -> None:
    state.drop_after_bytes = int(_number(request, "bytes", 20_000))


def _normal(state: PrinterState, _request: Request) -> None:
    fresh = PrinterState()
    for field in fields(PrinterState):
        setattr(state, field.name, getattr(fresh, field.name))


def _set(name: str, value: bool) -> Callable[[PrinterState, Request], None]:
    return lambda state, _request: setattr(state, name, value)


COMMANDS: dict[str, Callable[[PrinterState, Request], None]] = {
    "paper_out": _paper_out,
    "paper_in": _paper_in,
    "near_end": _set("near_end", True),
    "cover_open": _set("cover_open", True),
    "cover_close": _set("cover_open", False),
    "cutter_error": _set("cutter_error", True),
    "mute": _mute,
    "unmute": _unmute,
    "garbage": _set("garbage", True),
    "slow": _slow,
    "drop_after": _drop_after,
    "normal": _normal,
    "state": lambda _state, _request: None,
}


def apply(state: PrinterState, request: Request) -> None:
    """Change the state as the request says. ValueError, with the commands that exist, for anything else."""
    name = request.get("cmd")
    if not isinstance(name, str) or name not in COMMANDS:
        raise ValueError(f"unknown command {name!r}; known: {', '.join(COMMANDS)}")
    COMMANDS[name](state, request)
