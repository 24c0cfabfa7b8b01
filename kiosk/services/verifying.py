"""An exported journal judged from its file alone: what is proven, what is not, and where it was touched.

Every event's hashes are recomputed, every link and seal is checked. Chained hashes alone prove that a file is whole in
itself; only seals prove who wrote it, and only the authority's signature proves whose the keys are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kiosk.domain.event import GENESIS, flaw
from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import Refused
from kiosk.services.allow_list import MARK
from kiosk.services.exported_lines import (
    ChainGoingBy,
    ListedKey,
    Torn,
    event_of,
    key_of,
    named,
    parsed_line,
    placed,
    unpacked_lines,
)
from kiosk.services.exporting import FORM
from kiosk.store.seals import Seal

IsFrom = Callable[[str, bytes, bytes], bool]
"""(the authority's certificate as PEM, signature, data) -> whether the authority signed it."""
Verdict = Literal["proven", "unproven", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is where in the file or chain ("dòng 12, máy kiosk-1, sự kiện 7"); Vietnamese."""

    verdict: Verdict
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """`good`: nothing in the file contradicts itself. What is unproven is no contradiction."""

    office: str
    made_at: int
    events: int
    findings: tuple[Finding, ...]
    authority: str = ""
    """The certificate (PEM) under which the keys stand, "" for none: its fingerprint is to be compared by people."""

    @property
    def good(self) -> bool:
        """Whether nothing is broken."""
        return all(f.verdict != "broken" for f in self.findings)


def verify_file(path: Path, is_from: IsFrom) -> Report:
    """Reads and judges a file of `exporting`. Raises Refused for a file that is none at all; OSError."""
    judge = _Judge(is_from)
    for number, (kind, value) in judge.lines(path):
        judge.take(number, kind, value)
    return judge.report()


class _Judge:
    def __init__(self, is_from: IsFrom) -> None:
        self._is_from = is_from
        self._findings: list[Finding] = []
        self._keys: dict[str, ListedKey] = {}
        self._head: dict[str, Any] = {}
        self._authority = ""
        self._chain: ChainGoingBy | None = None
        self._events = 0
        self._seen = hashlib.sha256()
        self._ended = False

    def lines(self, path: Path) -> Iterator[tuple[int, tuple[str, Any]]]:
        """(line number, (kind, value)) as far as the file can be read; what cannot is told."""
        number = 0
        try:
            for number, line in enumerate(unpacked_lines(path), 1):
                if (parsed := parsed_line(line)) is None:
                    self._broken(f"dòng {number}", "không đọc được dòng này: tệp bị sửa hoặc hỏng.")
                else:
                    yield number, parsed
                if parsed is None or parsed[0] != "end":
                    self._seen.update(line)
        except Torn:
            self._broken(f"sau dòng {number}", "tệp bị cắt hoặc hỏng từ đây; phần sau không đọc được.")
        if not self._head:
            raise _no_export()

    def take(self, number: int, kind: str, value: Any) -> None:
        """One line. A line of a form that is not known is told."""
        place = f"dòng {number}"
        if number == 1 or not self._head:
            self._take_head(kind, value)
            return
        if self._ended:
            self._broken(place, "còn dữ liệu sau dòng kết thúc.")
            return
        try:
            {
                "authority": self._take_authority,
                "key_list": self._take_list,
                "key": self._take_key,
                "chain": self._take_chain,
                "event": self._take_event,
                "seal": self._take_seal,
                "end": self._take_end,
            }[kind](place, value, number)
        except (KeyError, TypeError, ValueError, AttributeError):
            self._broken(place, f"dòng loại {kind!r} không đúng khuôn dạng.")

    def report(self) -> Report:
        """What was found, once every line was taken."""
        self._close_chain()
        if not self._ended:
            self._broken("cuối tệp", "thiếu dòng kết thúc: tệp bị cắt bớt.")
        if not self._authority:
            self._unproven("tệp", "không có chứng thư của cơ quan cấp phép: chưa chứng minh được khóa là của máy nào.")
        for key_id, key in self._keys.items():
            if key.revoked_at:
                at = local_time(key.revoked_at)
                self._unproven(
                    f"khóa {key_id}",
                    f"của máy {key.station} đã bị thu hồi lúc {at:%H:%M %d/%m/%Y}; xem kỹ sự kiện sau đó.",
                )
        return Report(self._head["office"], self._head["made_at"], self._events, tuple(self._findings),
                      self._authority)  # fmt: skip

    def _take_head(self, kind: str, value: Any) -> None:
        if kind != "head" or not isinstance(value, dict) or value.get("form") != FORM:
            raise _no_export()
        self._head = {"office": str(value.get("office", "")), "made_at": int(value.get("made_at", 0))}

    def _take_authority(self, _: str, value: Any, __: int) -> None:
        self._authority = str(value["certificate"])

    def _take_list(self, place: str, value: Any, _: int) -> None:
        document = value["document"]
        try:
            signed = self._is_from(self._authority, bytes.fromhex(value["signature"]), MARK + document.encode())
        except ValueError:
            signed = False
        if not signed:
            self._broken(place, "danh sách khóa không mang chữ ký của cơ quan cấp phép trong tệp này.")
            return
        for entry in json.loads(document)["keys"]:
            self._keys[entry["key_id"]] = key_of(entry, listed=True)
        self._proven(place, f"danh sách {len(self._keys)} khóa đúng chữ ký của cơ quan cấp phép.")

    def _take_key(self, place: str, value: Any, _: int) -> None:
        key, known = key_of(value), self._keys.get(value["key_id"])
        if hashlib.sha256(key.public).hexdigest()[: len(value["key_id"])] != value["key_id"]:
            self._broken(place, f"khóa {value['key_id']} không khớp tên của nó.")
        elif known is None:
            self._keys[value["key_id"]] = key
        elif known.listed and (known.public, known.station, known.office) != (key.public, key.station, key.office):
            self._broken(place, f"khóa {value['key_id']} khác với danh sách đã ký.")

    def _take_chain(self, _: str, value: Any, __: int) -> None:
        self._close_chain()
        first = int(value["first"])
        of = (value["office"], value["station"], value["incarnation"])
        chain = ChainGoingBy(*of, first, int(value["last"]), first - 1, value["prev_hash"])
        self._chain = chain
        if first == 1 and chain.link != GENESIS:
            self._fault(chain, placed(chain, 1), "chuỗi không bắt đầu từ gốc.")
        if first > 1:
            self._unproven(named(chain), f"tệp bắt đầu từ sự kiện {first}; phần trước đó không có trong tệp.")

    def _take_event(self, place: str, value: Any, _: int) -> None:
        chain, event = self._chain, event_of(value)
        self._events += 1
        if chain is None:
            self._broken(place, "sự kiện đứng ngoài mọi chuỗi.")
            return
        where = f"{place}, {placed(chain, event.seq)}"
        if (event.office, event.station, event.incarnation) != (chain.office, chain.station, chain.incarnation):
            self._fault(chain, where, f"sự kiện của máy {event.station} bị đặt vào chuỗi này.")
            return
        if event.seq != chain.seq + 1:
            words = f"thiếu sự kiện {chain.seq + 1}" if event.seq > chain.seq + 1 else "sự kiện lặp hoặc bị đổi thứ tự"
            self._fault(chain, where, f"{words} (sau sự kiện {chain.seq} là {event.seq}).")
        elif event.prev_hash != chain.link:
            self._fault(chain, where, "không nối với sự kiện trước: sự kiện trước đó đã bị thay.")
        if reason := flaw(event):
            words = "nội dung đã bị sửa" if "body" in reason else "phần đầu sự kiện đã bị sửa"
            self._fault(chain, where, f"{words} (mã băm không khớp).")
        chain.seq, chain.link = event.seq, event.chain_hash
        chain.hashes = {event.seq: event.chain_hash}

    def _take_seal(self, place: str, value: Any, _: int) -> None:
        seal = Seal(**{**value, "signature": bytes.fromhex(value["signature"])})
        chain = self._chain
        if chain is None or seal.origin != (chain.office, chain.station, chain.incarnation):
            self._broken(place, f"con dấu của máy {seal.station} bị đặt vào chuỗi khác.")
            return
        where, key = f"{place}, {placed(chain, seal.seq)}", self._keys.get(seal.key_id)
        if key is None:
            self._fault(chain, where, f"con dấu của khóa lạ {seal.key_id}.")
        elif (key.office, key.station) != (seal.office, seal.station):
            self._fault(chain, where, f"con dấu do khóa của máy {key.station} ký, không phải máy {seal.station}.")
        elif not seal.is_by(key.public):
            self._fault(chain, where, "chữ ký trên con dấu sai.")
        elif chain.hashes.get(seal.seq) != seal.chain_hash:
            self._fault(chain, where, "chuỗi đã bị viết lại: con dấu ghi mã băm khác.")
        elif chain.intact:
            chain.sealed, chain.sealed_by = seal.seq, seal.key_id

    def _take_end(self, place: str, value: Any, number: int) -> None:
        self._close_chain()
        self._ended = True
        if value["lines"] != number - 1 or value["sha256"] != self._seen.hexdigest():
            self._broken(place, "tệp đã bị sửa sau khi xuất (mã băm của cả tệp không khớp).")

    def _close_chain(self) -> None:
        chain, self._chain = self._chain, None
        if chain is None:
            return
        if chain.seq != chain.last:
            self._fault(chain, named(chain), f"phải đến sự kiện {chain.last}, nhưng tệp chỉ có đến {chain.seq}.")
        if not chain.intact:
            return
        count = chain.last - chain.first + 1
        self._proven(named(chain), f"{count} sự kiện ({chain.first}-{chain.last}) liền mạch, không bị sửa.")
        if chain.sealed:
            listed = "" if self._keys[chain.sealed_by].listed else " (khóa chưa được cơ quan cấp phép xác nhận)"
            self._proven(
                named(chain), f"máy {chain.station} đã ký đến sự kiện {chain.sealed}, khóa {chain.sealed_by}{listed}."
            )
        if chain.sealed < chain.last:
            self._unproven(
                named(chain),
                f"sự kiện {max(chain.sealed + 1, chain.first)}-{chain.last} chưa có con dấu: chưa chứng minh ai viết.",
            )

    def _fault(self, chain: ChainGoingBy, place: str, words: str) -> None:
        chain.intact = False
        self._broken(place, words)

    def _proven(self, place: str, words: str) -> None:
        self._findings.append(Finding("proven", place, words))

    def _unproven(self, place: str, words: str) -> None:
        self._findings.append(Finding("unproven", place, words))

    def _broken(self, place: str, words: str) -> None:
        self._findings.append(Finding("broken", place, words))


def _no_export() -> Refused:
    words = "Đây không phải tệp xuất của chương trình, hoặc tệp hỏng ngay từ đầu."
    return Refused("not-export", words, "Chọn tệp khác, hoặc xin bản chép lại.")
