"""What people are told about a printer, and what to do: one sentence for the citizen, one for the technician."""

from __future__ import annotations

from dataclasses import dataclass

from printing.status import PrinterStatus
from printing.trouble import PrintTrouble


@dataclass(frozen=True, slots=True)
class Advice:
    """`citizen` is shown on the kiosk, `technician` in the corner of the technician and in admin."""

    citizen: str
    technician: str


_HELP = "Mời ông/bà chụp lại số trên màn hình hoặc báo cán bộ để được hỗ trợ."

_ADVICE: dict[PrintTrouble, Advice] = {
    PrintTrouble.NO_PRINTER: Advice(
        "Máy này không in phiếu. Mời ông/bà chụp lại số trên màn hình.",
        "Chưa cấu hình máy in. Khai báo mục [printer] trong tệp cấu hình nếu quầy này có máy in."),
    PrintTrouble.UNREACHABLE: Advice(
        f"Máy in chưa sẵn sàng. {_HELP}",
        "Không kết nối được máy in. Kiểm tra nguồn điện, dây nối và địa chỉ hoặc cổng trong tệp cấu hình."),
    PrintTrouble.MUTE: Advice(
        f"Máy in không trả lời. {_HELP}",
        "Máy in không trả lời. Tắt rồi bật lại máy in. Nếu máy in không biết báo trạng thái, đặt ask_status = false."),
    PrintTrouble.PAPER_OUT: Advice(
        f"Máy in hết giấy. {_HELP}",
        "Máy in hết giấy. Thay cuộn giấy, đóng nắp; phiếu chưa in được in lại bằng tay với đúng số cũ."),
    PrintTrouble.COVER_OPEN: Advice(
        f"Nắp máy in đang mở. {_HELP}",
        "Nắp máy in đang mở. Đặt giấy ngay ngắn và đóng chặt nắp."),
    PrintTrouble.CUTTER: Advice(
        f"Máy in bị kẹt giấy. {_HELP}",
        "Dao cắt bị kẹt. Tắt máy in, mở nắp, gỡ giấy kẹt, đưa dao về vị trí cũ rồi bật lại."),
    PrintTrouble.FAULT: Advice(
        f"Máy in gặp lỗi. {_HELP}",
        "Máy in báo lỗi phần cứng hoặc đầu in quá nóng. Tắt máy in vài phút rồi bật lại; còn lỗi thì gọi bảo hành."),
    PrintTrouble.OFFLINE: Advice(
        f"Máy in đang tạm ngưng. {_HELP}",
        "Máy in đang ngoại tuyến. Nhấn nút FEED hoặc ONLINE trên máy in, kiểm tra giấy và nắp."),
    PrintTrouble.DROPPED: Advice(
        f"Mất kết nối với máy in khi đang in. {_HELP}",
        "Đường truyền tới máy in bị ngắt giữa chừng. Kiểm tra dây nối; in lại phiếu với đúng số cũ."),
    PrintTrouble.STALLED: Advice(
        f"Máy in quá chậm hoặc bị kẹt. {_HELP}",
        "Máy in nhận dữ liệu quá chậm hoặc không in xong kịp. Kiểm tra kẹt giấy, tốc độ cổng và điều khiển luồng."),
}  # fmt: skip

_NEAR_END = Advice("", "Giấy in sắp hết. Chuẩn bị cuộn giấy mới.")
_FINE = Advice("", "Máy in sẵn sàng.")
_UNKNOWN = Advice("", "Không đọc được trạng thái máy in qua kết nối này; vẫn in được.")


def advice(trouble: PrintTrouble) -> Advice:
    """What to say about one trouble."""
    return _ADVICE[trouble]


def message(status: PrinterStatus) -> Advice:
    """What to say about a status; the citizen's text is empty when the ticket can be printed."""
    if status.trouble:
        return _ADVICE[status.trouble]
    if not status.readable:
        return _UNKNOWN
    return _NEAR_END if status.paper_near_end else _FINE
