"""The hard hours of the corpus: a hub lost and replaced, papers served without it, lives renewed, a day left open,
and what people do about machines, accounts, scans and records that nothing can read."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from kiosk.domain import facts
from kiosk.domain.office import Office
from kiosk.domain.qr import qr_text
from kiosk.services import (
    access_log,
    accounts,
    closing,
    conflicts,
    days,
    files,
    issuing,
    papers,
    parking,
    passwords,
    promotion,
    rollcall,
    serving,
    surrender,
)
from kiosk.services.calling import ClaimRequest, claim
from kiosk.store import journal
from kiosk.store.shelf import Shelf
from kiosk.store.store import Store, new_id

Exchange = Callable[[dict[str, Store]], None]
DAY_MS = 86_400_000


def troubled_day(stores: dict[str, Store], office: Office, clock: Any, exchange: Exchange, folder: Path) -> None:
    """Everything that the first corpus does not have, by the services of today."""
    fields = tuple(f.code for f in office.fields)
    hub, kiosk, one, two = (stores[name] for name in ("hub-1", "kiosk-1", "counter-1", "counter-2"))
    promotion.begin_duty(hub, standby=False, has_others=True)
    promotion.begin_duty(hub, standby=False, has_others=True)
    promotion.clear(hub, "truong.lv")
    by_paper(kiosk, one, office, fields)
    exchange(stores)
    a_new_hub(stores, office, fields, exchange)
    a_conflict(stores, office, fields, exchange)
    people(two)
    scan = scans_and_records(hub, one, folder)
    machines(hub)
    days.confirm(kiosk, "technician")
    issuing.issue(kiosk, office, field=fields[0])
    exchange(stores)
    files.arrived(hub, scan, "hub")
    surrender.renew(kiosk, kiosk.read(lambda c: journal.head(c, kiosk.me.origin)[0] - 1))
    exchange(stores)
    issuing.lease_series(stores["hub-2"], "kiosk-1", kiosk.me.incarnation, plain_first=False)
    exchange(stores)
    issuing.issue(kiosk, office, field=fields[0])
    clock.at += DAY_MS
    closing.expire_left(kiosk, office)
    exchange(stores)


def by_paper(kiosk: Store, counter: Store, office: Office, fields: tuple[str, ...]) -> None:
    """Two citizens lay their papers on a counter that has heard of neither: one is scanned, one typed (R3)."""
    before = serving.current_ticket(counter)
    assert before
    serving.finish(counter, before.id, "hanh.nt")
    for scanned in (True, False):
        given = issuing.issue(kiosk, office, field=fields[1], hub="")
        text = qr_text("commune", given.service_day, given.number, given.id) if scanned else given.number
        shown = papers.present(counter, office, text, 1, "hanh.nt")
        serving.finish(counter, shown.id, "hanh.nt")


def a_new_hub(stores: dict[str, Store], office: Office, fields: tuple[str, ...], exchange: Exchange) -> None:
    """The roll is called at the standby; a counter attests whom it has; one is declared off (R4)."""
    hub, two = stores["hub-1"], stores["counter-2"]
    for _ in range(3):
        issuing.issue(stores["kiosk-1"], office, field=fields[0], hub="hub-1")
    exchange(stores)
    held = claim(hub, office, ClaimRequest(new_id(), "counter-2", 2, fields, "hanh.nt"))
    assert held
    exchange(stores)
    new = stores["hub-2"]
    promotion.begin_duty(new, standby=True, has_others=True)
    roll = rollcall.begin_roll_call(new, "truong.lv")
    serving.confirm_priority(two, office, held.id, office.priorities[0].code, "hanh.nt")
    said = rollcall.answer_roll(two, roll.epoch, "hub-2", new.me.incarnation)
    assert said
    exchange({**stores, "hub-1": new})
    rollcall.take_answer(new, said)
    for name in rollcall.roll(new).missing:
        rollcall.declare_off(new, name, "truong.lv")
    rollcall.promote(new, "truong.lv")


def a_conflict(stores: dict[str, Store], office: Office, fields: tuple[str, ...], exchange: Exchange) -> None:
    """The replaced hub had called somebody for the counter that was declared off; the lead settles it (R5)."""
    assert claim(stores["hub-1"], office, ClaimRequest(new_id(), "counter-1", 1, fields, "hanh.nt"))
    exchange(stores)
    (open_,) = conflicts.conflicts(stores["hub-2"])
    conflicts.settle(stores["hub-2"], open_.ticket.id, "Đã hỏi quầy 1, người dân đã được phục vụ.", "truong.lv")


def people(store: Store) -> None:
    """Accounts come, change, rest and return."""
    accounts.make(store, "commune", "lan.pt", "Phạm Thị Lan", "clerk", passwords.hashed("thuở ấy 2026 xa"), "truong.lv")
    accounts.change(store, "commune", "lan.pt", "Phạm Thị Lan Anh", "clerk", "truong.lv")
    accounts.disable(store, "commune", "lan.pt", "nghỉ thai sản", "truong.lv")
    accounts.enable(store, "commune", "lan.pt", "truong.lv")
    once = accounts.reset(store, "commune", "lan.pt", "truong.lv")
    accounts.change_password(store, "commune", "lan.pt", once.password, "một chuyện khác 27")
    store.write(lambda tx: tx.append("staff:lan.pt", facts.StaffUnlocked("lan.pt", "truong.lv"), "truong.lv"))
    taken_on = facts.StaffTakenOn("minh.vt", "Võ Thanh Minh", "clerk", "commune")
    store.write(lambda tx: tx.append("staff:minh.vt.commune", taken_on, "so.noivu"))


def scans_and_records(hub: Store, counter: Store, folder: Path) -> str:
    """A scan is kept, its hash returned; a record is opened; a PIN is typed; what nothing can read is passed over."""
    shelf = Shelf(folder / "files", b"k" * 32)
    scan = files.keep(counter, shelf, BytesIO(b"%PDF-1.7 mot trang"), name="giay khai sinh.pdf",
                      media_type="application/pdf", belongs_to="ticket:one", actor="hanh.nt")  # fmt: skip
    access_log.opened(counter, "hanh.nt", access_log.Subject("ticket", "one", "A001"), "counter")
    counter.write(lambda tx: access_log.note_corner(tx, "refused"))
    traced = facts.AccessTraced("ticket", "one", "A001", "motcua trace", "người dân khiếu nại", hub.clock.now_ms())
    counter.write(lambda tx: tx.append("access:ticket.one", traced, "os:ky-thuat"))
    for case in parking.cases(hub, "commune")[:1]:
        parking.pass_over(hub, "commune", case.cause.event_id, "Máy thử nghiệm ghi nhầm loại sự kiện.", "so.noivu")
    return scan.sha256


def machines(hub: Store) -> None:
    """The authority lets one in and shuts it out."""
    admitted = facts.MachineAdmitted("commune", "kiosk-2", "kiosk", "ab" * 16, "truong.lv", "192.0.2.9")
    certified = facts.MachineCertified("commune", "kiosk-2", "ab" * 16, hub.clock.now_ms() + 90 * DAY_MS)
    revoked = facts.MachineRevoked("commune", "kiosk-2", ("ab" * 16,))
    for fact in (admitted, certified, revoked):
        hub.write(lambda tx, fact=fact: tx.append("machine:commune.kiosk-2", fact, "truong.lv"))
