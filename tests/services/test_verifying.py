"""An exported journal proves itself from its file alone; whatever somebody did to the file is named with its place."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.event import canonical, hash_link, hash_text
from kiosk.domain.office import Office
from kiosk.domain.trouble import Refused
from kiosk.services import exporting
from kiosk.services.allow_list import publish
from kiosk.services.exported_lines import event_of
from kiosk.services.exporting import Selection, export
from kiosk.services.issuing import issue, lease_own_series
from kiosk.services.receiving import receive
from kiosk.services.verifying import Report, verify_file
from kiosk.store import journal
from kiosk.store.seals import Seal, put_seals, seal_text
from kiosk.store.store import Store
from kiosk.store.trust import KnownKey, put_keys
from sync.trust.authority import authority_in, found, is_from
from sync.trust.keys import StationKey, make_key

Lines = list[dict[str, Any]]


@dataclass
class House:
    """A hub that holds two sealed chains of stations and its own unsealed one, under an authority."""

    store: Store
    keys: dict[str, StationKey]
    ca: str
    folder: Path

    def export(self, **wanted: Any) -> Path:
        target = self.folder / "journal.gz"
        export(self.store, Selection("commune", **wanted), target, self.ca)
        return target


@pytest.fixture
def house(make_store: Callable[..., Store], commune: Office, tmp_path: Path, clock: Any) -> House:
    hub = make_store("hub-1", kind="hub")
    home = tmp_path / "authority"
    keys = {"hub-1": found(home, "commune", "hub-1", "hub", clock.now_ms())}
    authority = authority_in(home)
    assert authority
    for name in ("kiosk-1", "kiosk-2"):
        kiosk = make_store(name)
        keys[name] = make_key(tmp_path / f"key-{name}")
        lease_own_series(kiosk)
        for n in range(6):
            clock.forward(minutes=60 * 24 if n == 3 else 1)
            issue(kiosk, commune, field=commune.fields[0].code)
        events = kiosk.read(lambda c, k=kiosk: journal.chain(c, k.me.origin, 0, 99))
        receive(hub, events, via=kiosk.me.incarnation)
        for at in (len(events) // 2, len(events)):
            _seal(hub, keys[name], kiosk.me.origin, events[at - 1])
    lease_own_series(hub)
    rows = [KnownKey("commune", n, n[:-2], k.key_id, k.public, clock.now_ms()) for n, k in keys.items()]
    hub.write(lambda tx: put_keys(tx.conn, rows))
    hub.write(lambda tx: publish(tx, "commune", authority.sign))
    return House(hub, keys, authority.pem, tmp_path)


def _seal(store: Store, key: StationKey, of: Any, event: Any) -> None:
    signature = key.sign(seal_text(of, event.seq, event.chain_hash))
    store.write(lambda tx: put_seals(tx.conn, [Seal(*of, event.seq, event.chain_hash, key.key_id, signature)]))


def _lines(path: Path) -> Lines:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def _write(path: Path, lines: Lines) -> None:
    """Writes lines as a careful forger would, with the end made anew."""
    body = [canonical(line).encode() + b"\n" for line in lines if "end" not in line]
    end = {"lines": len(body), "sha256": hashlib.sha256(b"".join(body)).hexdigest()}
    path.write_bytes(gzip.compress(b"".join([*body, canonical({"end": end}).encode() + b"\n"])))


def _broken(path: Path) -> list[str]:
    return [f"{f.place}: {f.words}" for f in verify_file(path, is_from).findings if f.verdict == "broken"]


def _event_places(lines: Lines, station: str) -> list[int]:
    return [n for n, line in enumerate(lines) if line.get("event", {}).get("station") == station]


def _told(report: Report, verdict: str) -> str:
    return "\n".join(f"{f.place}: {f.words}" for f in report.findings if f.verdict == verdict)


def test_an_untouched_file_proves_who_wrote_what(house: House) -> None:
    report = verify_file(house.export(), is_from)
    assert report.good
    assert report.events == house.store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM event").scalar_one())
    proven = _told(report, "proven")
    assert "danh sách 3 khóa đúng chữ ký" in proven
    assert f"máy kiosk-1 đã ký đến sự kiện 7, khóa {house.keys['kiosk-1'].key_id}." in proven
    assert "7 sự kiện (1-7) liền mạch" in proven
    unproven = _told(report, "unproven")
    assert "máy hub-1" in unproven
    assert "chưa có con dấu" in unproven


def test_a_span_of_days_is_cut_at_a_seal_and_says_what_is_missing(house: House, clock: Any) -> None:
    path = house.export(since=clock.at - 3 * 60_000, until=clock.at - 60_000, station="kiosk-2")
    report = verify_file(path, is_from)
    assert report.good
    assert "phần trước đó không có trong tệp" in _told(report, "unproven")
    assert "máy kiosk-2 đã ký đến sự kiện 7" in _told(report, "proven")
    assert {line["event"]["station"] for line in _lines(path) if "event" in line} == {"kiosk-2"}
    with pytest.raises(Refused, match="Không có sự kiện"):
        house.export(since=1, until=2)


Crime = Callable[[Lines, House], None]


def _change_body(lines: Lines, _: House) -> None:
    lines[_event_places(lines, "kiosk-1")[4]]["event"]["body"]["ordinal"] = 99


def _change_time(lines: Lines, _: House) -> None:
    lines[_event_places(lines, "kiosk-1")[4]]["event"]["at"] += 1


def _leave_out(lines: Lines, _: House) -> None:
    del lines[_event_places(lines, "kiosk-1")[4]]


def _swap(lines: Lines, _: House) -> None:
    a, b = _event_places(lines, "kiosk-1")[3:5]
    lines[a], lines[b] = lines[b], lines[a]


def _twice(lines: Lines, _: House) -> None:
    at = _event_places(lines, "kiosk-1")[4]
    lines.insert(at, lines[at])


def _cut_the_end_of_a_chain(lines: Lines, _: House) -> None:
    for at in reversed(_event_places(lines, "kiosk-1")[5:]):
        del lines[at]
    lines[:] = [x for x in lines if x.get("seal", {}).get("seq") != 7 or x["seal"]["station"] != "kiosk-1"]


def _rewrite_the_chain(lines: Lines, _: House) -> None:
    link = None
    for at in _event_places(lines, "kiosk-1"):
        event = lines[at]["event"]
        if event["seq"] == 5:
            event["actor"] = "somebody"
        if link and event["seq"] > 4:
            event["prev_hash"] = link
        event["body_hash"] = hash_text(canonical(event["body"]))
        event["chain_hash"] = link = hash_link(event_of(event))


def _foreign_seal(lines: Lines, house: House) -> None:
    seal = next(x["seal"] for x in lines if x.get("seal", {}).get("station") == "kiosk-1" and x["seal"]["seq"] == 7)
    text = seal_text((seal["office"], seal["station"], seal["incarnation"]), seal["seq"], seal["chain_hash"])
    key = house.keys["kiosk-2"]
    seal |= {"key_id": key.key_id, "signature": key.sign(text).hex()}


def _strangers_seal(lines: Lines, house: House) -> None:
    key = make_key(house.folder / "stranger")
    seal = next(x["seal"] for x in lines if "seal" in x)
    text = seal_text((seal["office"], seal["station"], seal["incarnation"]), seal["seq"], seal["chain_hash"])
    seal |= {"key_id": key.key_id, "signature": key.sign(text).hex()}


def _spoilt_signature(lines: Lines, _: House) -> None:
    seal = next(x["seal"] for x in lines if "seal" in x)
    seal["signature"] = "00" + seal["signature"][2:] if seal["signature"][:2] != "00" else "11" + seal["signature"][2:]


def _swapped_key(lines: Lines, house: House) -> None:
    key = make_key(house.folder / "swapped")
    entry = next(x["key"] for x in lines if x.get("key", {}).get("station") == "kiosk-1")
    entry["public"] = key.public.hex()


def _forged_list(lines: Lines, _: House) -> None:
    signed = next(x["key_list"] for x in lines if "key_list" in x)
    signed["document"] = signed["document"].replace("kiosk-1", "kiosk-7")


def _another_stations_event(lines: Lines, _: House) -> None:
    at = _event_places(lines, "kiosk-1")[4]
    lines[at] = lines[_event_places(lines, "kiosk-2")[4]]


def _nonsense(lines: Lines, _: House) -> None:
    lines[_event_places(lines, "kiosk-1")[4]] = {"event": {"seq": "five"}}


@pytest.mark.parametrize(
    ("crime", "told"),
    [
        (_change_body, "sự kiện 5: nội dung đã bị sửa"),
        (_change_time, "sự kiện 5: phần đầu sự kiện đã bị sửa"),
        (_leave_out, "sự kiện 6: thiếu sự kiện 5"),
        (_swap, "sự kiện 5: thiếu sự kiện 4"),
        (_twice, "sự kiện 5: sự kiện lặp hoặc bị đổi thứ tự"),
        (_cut_the_end_of_a_chain, "phải đến sự kiện 7, nhưng tệp chỉ có đến 5"),
        (_rewrite_the_chain, "sự kiện 7: chuỗi đã bị viết lại"),
        (_foreign_seal, "do khóa của máy kiosk-2 ký, không phải máy kiosk-1"),
        (_strangers_seal, "con dấu của khóa lạ"),
        (_spoilt_signature, "chữ ký trên con dấu sai"),
        (_swapped_key, "không khớp tên của nó"),
        (_forged_list, "không mang chữ ký của cơ quan cấp phép"),
        (_another_stations_event, "sự kiện của máy kiosk-2 bị đặt vào chuỗi này"),
        (_nonsense, "không đúng khuôn dạng"),
    ],
)
def test_every_kind_of_tampering_is_named_with_its_place(house: House, crime: Crime, told: str) -> None:
    path = house.export()
    lines = _lines(path)
    crime(lines, house)
    _write(path, lines)
    broken = _broken(path)
    assert any(told in words for words in broken), broken
    assert all("dòng" in words or "máy" in words for words in broken)


def test_without_the_forgers_care_the_end_tells_too(house: House) -> None:
    path = house.export()
    raw = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(raw.replace(b'"version":"', b'"version":"9', 1)))
    assert ["mã băm của cả tệp" in words for words in _broken(path)] == [True]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_told(house: House, share: float) -> None:
    path = house.export()
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    broken = "\n".join(_broken(path))
    assert "tệp bị cắt" in broken


def test_a_flipped_byte_anywhere_is_told(house: House) -> None:
    path = house.export()
    raw = path.read_bytes()
    for place in range(40, len(raw), max(1, len(raw) // 25)):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 4]) + raw[place + 1 :])
        with suppress(Refused):
            assert _broken(path), place


def test_a_line_cut_off_and_sealed_again_still_misses_its_end(house: House) -> None:
    path = house.export()
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-200]))
    assert any("thiếu dòng kết thúc" in words for words in _broken(path))


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", gzip.compress(b"hello\n"), gzip.compress(b'{"head":{"form":"x"}}\n')],
    ids=["empty", "text", "packed text", "another form"],
)
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.gz").write_bytes(content)
    with pytest.raises(Refused, match="không phải tệp xuất"):
        verify_file(tmp_path / "x.gz", is_from)


def test_a_revoked_key_is_told_with_its_time(house: House, clock: Any) -> None:
    authority = authority_in(house.folder / "authority")
    assert authority
    key = house.keys["kiosk-2"]
    gone = KnownKey("commune", "kiosk-2", "kiosk", key.key_id, key.public, 1, revoked_at=clock.now_ms())
    house.store.write(lambda tx: put_keys(tx.conn, [gone]))
    house.store.write(lambda tx: publish(tx, "commune", authority.sign))
    report = verify_file(house.export(), is_from)
    assert report.good
    assert "của máy kiosk-2 đã bị thu hồi lúc" in _told(report, "unproven")


def test_without_an_authority_whole_is_proven_and_who_is_not(
    make_store: Callable[..., Store], commune: Office, tmp_path: Path
) -> None:
    kiosk = make_store()
    lease_own_series(kiosk)
    issue(kiosk, commune, field=commune.fields[0].code)
    export(kiosk, Selection("commune"), tmp_path / "j.gz")
    report = verify_file(tmp_path / "j.gz", is_from)
    assert report.good
    assert "liền mạch" in _told(report, "proven")
    assert "không có chứng thư của cơ quan cấp phép" in _told(report, "unproven")
    assert exporting.FORM in gzip.decompress((tmp_path / "j.gz").read_bytes()).decode()
