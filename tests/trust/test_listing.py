"""Who is let in and which codes wait, as the authority tells it over HTTP."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from kiosk.services import enrolling, heartbeats
from sync.client import Denied, Line
from sync.relay import PROVINCE_PEER
from sync.trust.asking import AuthorityLine
from sync.trust.authority import DAYS, new_request
from sync.trust.folder import Trust
from sync.trust.forms import CodeWish, MachineRoll
from sync.trust.joining import join

pytestmark = pytest.mark.usefixtures("fast_codes")
DAY_MS = 86_400_000
LIFE_MS = DAYS * DAY_MS


def at_province(branch: Any, trust: Trust | None = None) -> AuthorityLine:
    return AuthorityLine(branch.province.url, trust or branch.province.trust, peer=PROVINCE_PEER)


def roll(branch: Any, office: str = "", trust: Trust | None = None) -> MachineRoll:
    with closing(at_province(branch, trust)) as line:
        return line.machines(office)


def test_a_machine_stands_with_key_certificate_and_last_sign_of_life(branch: Any, clock: Any) -> None:
    trust = branch.joined("kiosk-1")
    let_in = clock.at
    clock.forward(minutes=5)
    heartbeats.note(branch.province.store, "commune", "kiosk-1", "kiosk", "{}")
    (kiosk,) = [m for m in roll(branch).machines if m.station == "kiosk-1"]
    assert (kiosk.office, kiosk.kind, kiosk.key_id) == ("commune", "kiosk", trust.key.key_id)
    assert (kiosk.enrolled_at, kiosk.last_seen, kiosk.revoked_at) == (let_in, clock.at, 0)
    assert kiosk.certified_until == (let_in + LIFE_MS) // 1000 * 1000
    enrolling.revoke(branch.province.store, "commune", "kiosk-1", "lead", branch.province.authority.sign)
    (out,) = [m for m in roll(branch).machines if m.station == "kiosk-1"]
    assert (out.revoked_at, out.last_seen) == (clock.at, 0), "what reports now under its name is not this key"


def test_a_renewed_certificate_is_noted_and_asking_again_fills_no_journal(branch: Any, clock: Any) -> None:
    trust = branch.joined("kiosk-1")
    before = heads(branch)
    clock.at += 200 * DAY_MS
    with closing(Line(branch.province.url, trust, peer=PROVINCE_PEER)) as line:
        for _ in range(5):
            line.certificate(new_request()[1])
            clock.forward(minutes=1)
    (kiosk,) = [m for m in roll(branch).machines if m.station == "kiosk-1"]
    assert abs(kiosk.certified_until - (clock.at + LIFE_MS)) < DAY_MS
    assert heads(branch) == before + 1


def heads(branch: Any) -> int:
    from kiosk.store import journal

    store = branch.province.store
    return int(store.read(lambda conn: journal.head(conn, store.me.origin))[0])


def test_codes_stand_until_they_are_used_over_or_taken_back(branch: Any, clock: Any) -> None:
    used = branch.province.code("kiosk-1")
    branch.province.code("kiosk-2")
    branch.province.code("kiosk-3", minutes=5)
    codes = roll(branch).codes
    assert [(c.station, c.kind, c.made_by, c.expires_at - clock.at) for c in codes] == [
        ("kiosk-1", "kiosk", "lead", 30 * 60_000), ("kiosk-2", "kiosk", "lead", 30 * 60_000),
        ("kiosk-3", "kiosk", "lead", 5 * 60_000),
    ]  # fmt: skip
    join(branch.province.url, used)
    clock.forward(minutes=5)
    assert [c.station for c in roll(branch).codes] == ["kiosk-2"]
    with closing(at_province(branch)) as line:
        assert line.withdraw("commune", "kiosk-2") == 1
    assert roll(branch).codes == []


def test_a_desk_sees_its_own_office_alone_and_a_kiosk_nothing(branch: Any) -> None:
    with closing(at_province(branch)) as line:
        line.code(CodeWish(office="elsewhere", station="kiosk-9", kind="kiosk"))
    desk, kiosk = branch.joined("admin-1", "admin"), branch.joined("kiosk-1")
    assert {m.office for m in roll(branch).machines} == {"commune", "province"}
    assert {m.office for m in roll(branch, "", desk).machines} == {"commune"}
    assert roll(branch, "", desk).codes == []
    for trust, office, code in ((desk, "elsewhere", "not-yours"), (kiosk, "commune", "role")):
        with pytest.raises(Denied) as caught:
            roll(branch, office, trust)
        assert caught.value.code == code


def test_the_authoritys_own_certificate_has_its_end_too(branch: Any) -> None:
    (own,) = [m for m in roll(branch).machines if m.station == "province"]
    assert own.certified_until > own.enrolled_at + 300 * DAY_MS
