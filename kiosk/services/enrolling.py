"""Letting stations in and out, at the authority: one-time codes, keys, revocation (design §6, ADR 0019)."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from kiosk.domain import facts
from kiosk.domain.event import canonical
from kiosk.domain.trouble import Refused, Trouble, TryLater
from kiosk.services.allow_list import Sign, publish
from kiosk.store import join_codes, journal, trust
from kiosk.store.join_codes import JoinCode
from kiosk.store.store import Store, Transaction
from kiosk.store.trust import KnownKey

log = logging.getLogger(__name__)
T = TypeVar("T")
KINDS = ("kiosk", "counter", "board", "admin", "hub")
PROVINCE = "province"
USUAL_MINUTES, MOST_MINUTES = 30, 24 * 60
MINUTE_MS = 60_000
KEPT_MS = 30 * 24 * 60 * MINUTE_MS
"""So long a code is remembered after it expired, to say what became of it."""
TRIES, LONGEST_REST_MS = 5, 60 * MINUTE_MS
"""After so many wrong codes in a row an address rests, twice as long each time."""
TRIES_OF_ALL, WINDOW_MS = 100, 10 * MINUTE_MS
FALSE_PROOFS = 3
EVERYBODY = "*"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True)
class Placement:
    """Which station of which office joins as what; `settings` go into its configuration."""

    office: str
    station: str
    kind: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A station that knocks. `source` is its address; `proves` says whether it knows the code's secret."""

    code_id: str
    source: str
    kind: str
    key_id: str
    public: bytes
    proves: Callable[[bytes], bool]


def offer(store: Store, placed: Placement, code_id: str, secret: bytes, minutes: int, actor: str) -> JoinCode:
    """Makes a code known; an earlier open one for the same station is withdrawn. Raises Refused for a name or kind
    that cannot be, and for a station that works under another kind."""
    _check(placed, minutes)
    if store.me.kind != PROVINCE and placed.office != store.me.office:
        raise Refused("office-foreign", f"Máy này chỉ cấp mã cho {store.me.office}.", "Xem lại mã đơn vị.")

    def work(tx: Transaction) -> JoinCode:
        join_codes.forget_codes(tx.conn, tx.now - KEPT_MS)
        standing = [k for k in _good(tx, placed.office, placed.station) if k.kind != placed.kind]
        if standing:
            raise Refused(
                "station-other-kind",
                f"{placed.station} đang là máy loại {standing[0].kind}.",
                "Thu hồi máy cũ trước, hoặc chọn tên khác.",
            )
        _withdraw(tx, placed.office, placed.station)
        settings = canonical({**_settings_before(tx, placed.office), **placed.settings})
        made = JoinCode(code_id, secret, placed.office, placed.station, placed.kind, settings, actor,
                        tx.now, tx.now + minutes * MINUTE_MS)  # fmt: skip
        join_codes.put_codes(tx.conn, made)
        return made

    made = _in_turn(store, work)
    log.info("join code for %s/%s as %s made by %s", made.office, made.station, made.kind, actor)
    return made


def redeem(store: Store, attempt: Attempt, sign: Sign) -> JoinCode:
    """Lets a station in: its code is used up, keys of earlier machines under its name are revoked, the office's list
    is signed anew. The same key may ask again with the same code, should the answer have been lost.

    Raises Refused (`code-wrong`, `code-used`, `code-expired`, `code-withdrawn`, `code-other-kind`) and TryLater
    (`join-locked`) after too many wrong codes.
    """
    verdict = _in_turn(store, lambda tx: _judge(tx, attempt, sign))
    if isinstance(verdict, Trouble):
        log.warning("join refused: %s, from %s, key %s", verdict.code, attempt.source, attempt.key_id)
        raise verdict
    log.info("%s/%s joined as %s from %s with key %s, let in by %s", verdict.office, verdict.station, verdict.kind,
             attempt.source, attempt.key_id, verdict.made_by)  # fmt: skip
    return verdict


def revoke(store: Store, office: str, station: str, actor: str, sign: Sign) -> int:
    """Shuts a station out; returns how many keys that were good. Raises Refused for an unknown one and for the
    authority itself."""
    if (office, station) == (store.me.office, store.me.station):
        raise Refused("revoke-self", "Không thu hồi được chính máy cấp phép.", "Chuyển vai trò sang máy khác trước.")

    def work(tx: Transaction) -> int:
        good = _good(tx, office, station)
        if not good and not trust.keys_of_station(tx.conn, office, station):
            raise Refused("station-unknown", f"Không có máy {station} trong {office}.", "Xem lại tên máy.")
        _withdraw(tx, office, station)
        _shut_out(tx, good)
        publish(tx, office, sign)
        if good:
            out = facts.MachineRevoked(office, station, tuple(k.key_id for k in good))
            tx.append(machine_stream(office, station), out, actor)
        return len(good)

    count = _in_turn(store, work)
    log.warning("%s/%s revoked by %s (%s keys)", office, station, actor, count)
    return count


def withdraw(store: Store, office: str, station: str, actor: str) -> bool:
    """Takes an unused code back; whether there was one."""
    taken = _in_turn(store, lambda tx: _withdraw(tx, office, station))
    if taken:
        log.info("join code for %s/%s withdrawn by %s", office, station, actor)
    return taken


def admit_self(store: Store, key_id: str, public: bytes, sign: Sign) -> None:
    """Puts the authority's own key on the list when it is founded."""
    me = store.me

    def work(tx: Transaction) -> None:
        _shut_out(tx, [k for k in _good(tx, me.office, me.station) if k.key_id != key_id])
        trust.put_keys(tx.conn, [KnownKey(me.office, me.station, me.kind, key_id, public, tx.now)])
        publish(tx, me.office, sign)

    _in_turn(store, work)


def _in_turn(store: Store, work: Callable[[Transaction], T]) -> T:
    """One at a time, whichever of the authority's workers it is: a code is good once, versions only rise."""

    def run(tx: Transaction) -> T:
        journal.lock_office(tx.conn, tx.me.office)
        return work(tx)

    return store.write(run)


def _judge(tx: Transaction, attempt: Attempt, sign: Sign) -> JoinCode | Trouble:
    """What becomes of an attempt; a refusal is returned, so that its count is committed."""
    if rest := _rest_ms(tx, attempt.source):
        return TryLater("join-locked", "Sai mã quá nhiều lần.", f"Chờ {-(-rest // MINUTE_MS)} phút rồi thử lại.")
    found = join_codes.code(tx.conn, attempt.code_id)
    if found is None or not attempt.proves(found.secret):
        _count_wrong(tx, attempt.source, found)
        return Refused("code-wrong", "Mã không đúng.", "Xem lại mã ở máy quản trị, gõ lại từng chữ.")
    if trouble := _unusable(tx, found, attempt):
        return trouble
    join_codes.note_tries(tx.conn, attempt.source, 0, tx.now)
    if found.used_at:
        return found
    used = replace(found, used_at=tx.now, used_by=attempt.key_id)
    join_codes.put_codes(tx.conn, used)
    _shut_out(tx, _good(tx, found.office, found.station))
    trust.put_keys(tx.conn, [KnownKey(found.office, found.station, found.kind, attempt.key_id, attempt.public, tx.now)])
    publish(tx, found.office, sign)
    fact = facts.MachineAdmitted(found.office, found.station, found.kind, attempt.key_id, found.made_by, attempt.source)
    tx.append(machine_stream(found.office, found.station), fact, found.made_by)
    return used


def machine_stream(office: str, station: str) -> str:
    """The stream of what the authority says of a machine."""
    return f"machine:{office}.{station}"


def _unusable(tx: Transaction, found: JoinCode, attempt: Attempt) -> Refused | None:
    anew = "Xin mã mới ở máy quản trị."
    if found.withdrawn_at:
        return Refused("code-withdrawn", "Mã đã bị hủy.", anew)
    if found.used_at and found.used_by != attempt.key_id:
        return Refused("code-used", "Mã đã được một máy khác dùng.", f"{anew} Nếu không phải do bạn: thu hồi máy đó.")
    if tx.now >= found.expires_at:
        return Refused("code-expired", "Mã đã hết hạn.", anew)
    if attempt.kind not in ("", found.kind):
        return Refused("code-other-kind", f"Mã này dành cho máy loại {found.kind}.", "Xin mã đúng loại máy.")
    known = trust.known_key(tx.conn, attempt.key_id)
    if known and found.used_by != attempt.key_id:
        return Refused("key-known", "Khóa này đã được dùng cho một máy khác.", "Chạy lại lệnh để máy tạo khóa mới.")
    return None


def _rest_ms(tx: Transaction, source: str) -> int:
    """Milliseconds for which nobody may try from this address, or from anywhere."""
    wrong, _ = join_codes.tries(tx.conn, source)
    of_all, _ = join_codes.tries(tx.conn, EVERYBODY)
    own = min(LONGEST_REST_MS, MINUTE_MS << min(wrong - TRIES, 10)) if wrong >= TRIES else 0
    return max(_left(tx, source, own), _left(tx, EVERYBODY, WINDOW_MS if of_all >= TRIES_OF_ALL else 0))


def _left(tx: Transaction, source: str, rest: int) -> int:
    """What is left of a rest; a clock that was set back begins it anew, and does not make it last for years."""
    if not rest:
        return 0
    wrong, last = join_codes.tries(tx.conn, source)
    if tx.now < last:
        join_codes.note_tries(tx.conn, source, wrong, tx.now)
        return rest
    return max(0, rest - (tx.now - last))


def _count_wrong(tx: Transaction, source: str, found: JoinCode | None) -> None:
    join_codes.note_tries(tx.conn, source, join_codes.tries(tx.conn, source)[0] + 1, tx.now)
    of_all, last = join_codes.tries(tx.conn, EVERYBODY)
    join_codes.note_tries(tx.conn, EVERYBODY, of_all + 1 if 0 <= tx.now - last < WINDOW_MS else 1, tx.now)
    if found:
        gone = tx.now if found.wrong + 1 >= FALSE_PROOFS and not found.used_at else found.withdrawn_at
        join_codes.put_codes(tx.conn, replace(found, wrong=found.wrong + 1, withdrawn_at=gone))


def _check(placed: Placement, minutes: int) -> None:
    if not (_NAME.fullmatch(placed.office) and _NAME.fullmatch(placed.station)):
        raise Refused(
            "name-malformed", "Tên máy gồm chữ thường không dấu, số và gạch nối, bắt đầu bằng chữ.", "Ví dụ: kiosk-2"
        )
    if placed.kind not in KINDS:
        raise Refused("kind-unknown", f"Không có loại máy {placed.kind}.", f"Chọn một trong: {', '.join(KINDS)}.")
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused("minutes-wrong", "Thời hạn của mã phải từ 1 phút đến 24 giờ.", "Chọn lại thời hạn.")


def _good(tx: Transaction, office: str, station: str) -> list[KnownKey]:
    return [k for k in trust.keys_of_station(tx.conn, office, station) if not k.revoked_at]


def _shut_out(tx: Transaction, keys: list[KnownKey]) -> None:
    trust.put_keys(tx.conn, [replace(k, revoked_at=tx.now) for k in keys])


def _withdraw(tx: Transaction, office: str, station: str) -> bool:
    open_ones = [c for c in join_codes.codes_of(tx.conn, office, station) if not (c.used_at or c.withdrawn_at)]
    join_codes.put_codes(tx.conn, *(replace(c, withdrawn_at=tx.now) for c in open_ones))
    return bool(open_ones)


def _settings_before(tx: Transaction, office: str) -> dict[str, Any]:
    """What the office's last code said of the office as a whole: asked once, not for every station."""
    before = join_codes.codes_of(tx.conn, office)
    kept: dict[str, Any] = json.loads(before[-1].settings) if before else {}
    kept.pop("counter", None)
    return kept
