"""The status page as text: troubles first, colours always with words, readable on a phone and printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from html import escape
from urllib.parse import quote

from kiosk.domain.epoch import change_of
from kiosk.domain.health import BAD, Finding, Known, ago
from kiosk.domain.service_day import VIETNAM
from kiosk.services.monitoring import Watched
from kiosk.services.parking import Case
from resources import path

MOST = 300
"""Stations on one page; the rest is counted and found by office."""
LEAST_OFF_MS = 1_000
_KINDS = {"kiosk": "lấy số", "counter": "quầy", "board": "bảng gọi", "admin": "quản trị", "hub": "máy chủ đơn vị",
          "province": "máy chủ tỉnh"}  # fmt: skip
_DUTIES = {"serving": "đang phục vụ", "standby": "dự phòng", "roll-call": "đang điểm danh",
           "waiting": "đang chờ xác nhận", "retired": "đã thôi vai trò"}  # fmt: skip


def page(watched: Sequence[Watched], cases: Sequence[Case], now: int, office: str, everything: bool) -> str:
    """The whole page. Without `everything` only stations in trouble are listed."""
    live = [w for w in watched if not w.known.revoked_at]
    trouble = [w for w in live if w.findings]
    bad = [w for w in trouble if w.bad]
    shown = (list(watched) if everything else trouble)[:MOST]
    sums = (("Đơn vị", len({w.known.office for w in live}), ""), ("Máy", len(live), ""),
            ("Cần xử lý ngay", len(bad), "bad"), ("Cần xem", len(trouble) - len(bad), "warn"),
            ("Bản ghi chờ", sum(len(c.events) for c in cases), "warn"))  # fmt: skip
    body = [
        '<div class="sums">', *(_sum(*one) for one in sums), "</div>", _find(office),
        f"<h2>{'Mọi máy' if everything else 'Máy cần xem'}</h2>",
        *([_station(w, now) for w in shown] or ["<p><b>Mọi máy đều ổn.</b></p>"]),
        _rest(len(watched) if everything else len(trouble), office, everything),
        *_desk(cases, now),
    ]  # fmt: skip
    what = f"Đơn vị {office}" if office else "Toàn tỉnh"
    return _frame(f"{what}: {len(bad)} máy cần xử lý ngay", "".join(body), now, refresh=True)


def _sum(what: str, n: int, grade: str) -> str:
    kind = f' class="{grade}"' if grade and n else ""
    return f"<span{kind}><b>{_count(n)}</b>{escape(what)}</span>"


def _find(office: str) -> str:
    """The way to one office of four hundred, without a script."""
    return (
        '<form class="find" method="get" action="/status"><input type="hidden" name="all" value="1">'
        f'<label>Mã đơn vị <input name="office" value="{escape(office)}" maxlength="64" autocomplete="off"></label>'
        "<button>Xem</button></form>"
    )


def sign_in_page(wrong: str) -> str:
    """The way in; `wrong` says why it did not go."""
    said = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    return _frame(
        "Đăng nhập để xem tình trạng các máy",
        f'{said}<form method="post" action="/status/sign-in">'
        '<label>Tên đăng nhập<br><input name="login" autocomplete="username" required autofocus></label>'
        '<label>Mật khẩu<br><input name="password" type="password" autocomplete="current-password" required></label>'
        "<button>Đăng nhập</button></form>",
    )


def _frame(title: str, body: str, now: int = 0, refresh: bool = False) -> str:
    at = f"<small>Lúc {_clock(now)}; trang tự tải lại mỗi phút.</small>" if now else ""
    again = '<meta http-equiv="refresh" content="60">' if refresh else ""
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8">{again}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_style()}</style></head>"
        f"<body><header><h1>{escape(title)}</h1>{at}</header><main>{body}</main></body></html>"
    )


def _station(one: Watched, now: int) -> str:
    known = one.known
    grade, word = _grade(one)
    name = f"{escape(known.station)}</b> · {escape(_KINDS.get(known.kind, known.kind))}"
    place = f'<a href="/status?all=1&amp;office={quote(known.office)}">{escape(known.office)}</a>'
    found = "".join(map(_finding, one.findings))
    return (
        f'<article class="{grade}"><span class="state">{word}</span> {place} <b>{name}'
        f"{f'<ul>{found}</ul>' if found else '<br>'}<small>{escape(_facts(known, now))}</small></article>"
    )


def _grade(one: Watched) -> tuple[str, str]:
    if one.known.revoked_at:
        return "out", "Đã thu hồi:"
    if one.bad:
        return BAD, "Xử lý ngay:"
    return ("warn", "Cần xem:") if one.findings else ("well", "Ổn:")


def _finding(finding: Finding) -> str:
    return f'<li class="{finding.level}">{escape(finding.words)}</li>'


def _facts(known: Known, now: int) -> str:
    """The plain figures under a station."""
    duty = known.text("duty")
    parts = [
        f"báo lần cuối {ago(now - known.last_seen)} trước" if known.last_seen else "",
        f"{_count(known.events)} bản ghi ở tỉnh",
        f"{_count(known.number('unsent'))} chưa gửi" if known.number("unsent") else "",
        f"phiên bản {known.text('version')}" if known.text("version") else "",
        f"đĩa trống {_size(known.number('disk-mb'))}" if "disk-mb" in known.report else "",
        f"lệch giờ {ago(abs(known.number('offset')))}" if abs(known.number("offset")) >= LEAST_OFF_MS else "",
        f"vai trò: {_DUTIES.get(duty, duty)}" if duty else "",
        f"lần chuyển máy chủ thứ {change_of(known.number('epoch'))}" if known.number("epoch") else "",
        f"tệp dữ liệu thứ {known.lives}" if known.lives > 1 else "",
    ]
    return "; ".join(filter(None, parts))


def _count(n: int) -> str:
    return f"{n:,}".replace(",", ".")


def _size(mb: int) -> str:
    return f"{mb // 1024} GB" if mb >= 10 * 1024 else f"{_count(mb)} MB"


def _rest(count: int, office: str, everything: bool) -> str:
    more = f"<p>Còn {count - MOST} máy nữa; xem theo từng đơn vị.</p>" if count > MOST else ""
    if everything:
        return more + '<p><a href="/status">Chỉ máy cần xem</a></p>'
    return more + f'<p><a href="/status?all=1&amp;office={quote(office)}">Xem mọi máy</a></p>'


def _desk(cases: Sequence[Case], now: int) -> list[str]:
    if not cases:
        return []
    lines = ["<h2>Bản ghi chưa hiểu</h2>"]
    for case in cases[:MOST]:
        owner = case.owner.owner if case.owner else "chưa có người phụ trách"
        what = f"{len(case.events)} bản ghi, chờ {ago(now - case.since)}"
        lines.append(
            f'<article class="warn"><b>{escape(case.office)}</b> · {escape(case.stream_id)}: {what}'
            f"<br><small>{escape(case.cause.reason)} — {escape(owner)}</small></article>"
        )
    return lines


@cache
def _style() -> str:
    return path("pages/status.css").read_text(encoding="utf-8")


def _clock(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, VIETNAM).strftime("%H:%M:%S ngày %d/%m/%Y")
