"""What `wait` waits for, as questions that can be asked again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ui.hand import deeds
from ui.hand.element import NotReachable
from ui.hand.sight import page_name

Question = Callable[[], str]
"""Returns "" when it is so, else what stands in the way."""


def question(request: Mapping[str, Any]) -> Question:
    """The question of a `wait`: "page", or "name" with "property" and "equals", or "name" with "until"."""
    if "page" in request:
        return lambda: _page(str(request["page"]))
    if "property" in request:
        return lambda: _property(request)
    until = str(request.get("until", "ready"))
    if until not in _UNTIL:
        raise deeds.CannotDo(f'"until" is one of {", ".join(_UNTIL)}, not {until!r}')
    return lambda: _UNTIL[until](request)


def _page(wanted: str) -> str:
    shown = page_name()
    return "" if shown == wanted else f"the page is {shown!r}"


def _property(request: Mapping[str, Any]) -> str:
    try:
        value = deeds.read(request)
    except NotReachable as why:
        return str(why)
    return "" if value == request.get("equals") else f"{request['property']} is {value!r}"


def _ready(request: Mapping[str, Any]) -> str:
    try:
        return "" if deeds.target(request).enabled else f"{request['name']!r} is not enabled"
    except NotReachable as why:
        return str(why)


def _visible(request: Mapping[str, Any]) -> str:
    try:
        deeds.target(request)
    except NotReachable as why:
        return str(why)
    return ""


def _gone(request: Mapping[str, Any]) -> str:
    try:
        deeds.target(request)
    except NotReachable:
        return ""
    return f"{request['name']!r} is still there"


_UNTIL: dict[str, Callable[[Mapping[str, Any]], str]] = {"ready": _ready, "visible": _visible, "gone": _gone}
