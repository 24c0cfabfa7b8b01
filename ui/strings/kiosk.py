"""Every fixed word of the kiosk, in Vietnamese and English. `{}` places are filled by `ui.viewmodels.kiosk_wording`.

A dataclass and not a catalogue of keys: a missing or misspelled word cannot be loaded.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KioskWords:
    """One language."""

    greeting: str
    take_number: str
    take_number_hint: str
    take_on_screen: str
    take_on_screen_hint: str
    touch_here: str
    procedures: str
    procedures_hint: str
    comfort: str
    comfort_title: str
    comfort_note: str
    large_text: str
    high_contrast: str
    lowered: str
    on: str
    off: str
    done: str
    starting: str
    starting_hint: str
    attract: str
    attract_hint: str
    home: str
    back: str
    choose_field: str
    step: str
    page_of: str
    next_page: str
    previous_page: str
    nobody: str
    people_one: str
    people: str
    waiting_unknown: str
    no_counter: str
    wait_soon: str
    wait_about: str
    wait_between: str
    wait_unknown: str
    wait_label: str
    find_procedure: str
    priority_offer: str
    priority_hint: str
    priority_chosen: str
    priority_title: str
    priority_note: str
    priority_none: str
    taking: str
    search_title: str
    search_placeholder: str
    search_hint: str
    search_preparing: str
    search_nothing: str
    search_nothing_hint: str
    most_used: str
    space: str
    erase: str
    clear: str
    procedure_time: str
    procedure_fee: str
    procedure_papers: str
    procedure_results: str
    unknown: str
    original: str
    copies: str
    take_for_this: str
    take_paper: str
    printing_now: str
    printing_hint: str
    keep_number: str
    paper_failed: str
    paper_failed_hint: str
    photograph: str
    your_number: str
    ahead_label: str
    ahead_none: str
    ahead_people: str
    area_label: str
    counters: str
    priority_on_ticket: str
    closes_in: str
    more_time: str
    more_time_hint: str
    more_time_yes: str
    more_time_no: str
    seconds_left: str
    closed: str
    opens_today: str
    opens_tomorrow: str
    opens_on: str
    opens_unknown: str
    closed_hint: str
    offline: str
    serving_counters: str
    no_counters: str
    paperless: str
    no_number: str
    paper_question: str
    sorry: str
    stopped_hint: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]


VI = KioskWords(
    greeting="Xin chào! Ông/bà cần làm gì?",
    take_number="Lấy số",
    take_number_hint="Nộp hồ sơ, nhận kết quả, hỏi thủ tục",
    take_on_screen="Lấy số không cần giấy",
    take_on_screen_hint="Số hiện trên màn hình, mời ông/bà chụp lại",
    touch_here="Chạm vào đây",
    procedures="Tra cứu thủ tục",
    procedures_hint="Giấy tờ, lệ phí, thời hạn",
    comfort="Dễ đọc, dễ với",
    comfort_title="Dễ đọc, dễ với",
    comfort_note="Tự trở lại bình thường sau khi ông/bà dùng xong.",
    large_text="Chữ lớn hơn",
    high_contrast="Tương phản cao",
    lowered="Hạ thấp nút chạm",
    on="Bật",
    off="Tắt",
    done="Xong",
    starting="Máy đang khởi động",
    starting_hint="Xin chờ ít giây",
    attract="Chạm vào màn hình để lấy số",
    attract_hint="Nộp hồ sơ · Nhận kết quả · Hỏi thủ tục",
    home="Trang đầu",
    back="Quay lại",
    choose_field="Ông/bà cần giải quyết việc gì?",
    step="Bước {} / {}",
    page_of="Trang {} / {}",
    next_page="Trang sau",
    previous_page="Trang trước",
    nobody="không ai chờ",
    people_one="1 người chờ",
    people="{} người chờ",
    waiting_unknown="số người chờ chưa rõ",
    no_counter="chưa có quầy mở",
    wait_soon="đến lượt ngay",
    wait_about="khoảng {} phút",
    wait_between="khoảng {}–{} phút",
    wait_unknown="chưa rõ",
    wait_label="Thời gian chờ",
    find_procedure="Tìm theo tên thủ tục",
    priority_offer="Tôi thuộc diện ưu tiên",
    priority_hint="Cao tuổi, khuyết tật, mang thai, có công",
    priority_chosen="Ưu tiên: {}",
    priority_title="Ông/bà thuộc diện ưu tiên nào?",
    priority_note="Cán bộ tại quầy sẽ xem giấy tờ để xác nhận.",
    priority_none="Không thuộc diện ưu tiên",
    taking="Đang lấy số…",
    search_title="Ông/bà cần tìm thủ tục nào?",
    search_placeholder="Gõ tên thủ tục, có dấu hoặc không",
    search_hint="Ví dụ: lam giay khai sinh",
    search_preparing="Danh mục thủ tục đang được chuẩn bị. Xin thử lại sau ít phút.",
    search_nothing="Chưa tìm thấy thủ tục nào",
    search_nothing_hint="Mời ông/bà gõ ít chữ hơn, hoặc lấy số rồi hỏi cán bộ.",
    most_used="Nhiều người làm",
    space="Dấu cách",
    erase="Xóa một chữ",
    clear="Xóa hết",
    procedure_time="Thời hạn giải quyết",
    procedure_fee="Phí, lệ phí",
    procedure_papers="Giấy tờ cần mang",
    procedure_results="Kết quả nhận được",
    unknown="chưa rõ, hỏi cán bộ",
    original="{} bản chính",
    copies="{} bản sao",
    take_for_this="Lấy số cho thủ tục này",
    take_paper="Mời ông/bà lấy phiếu",
    printing_now="Đang in phiếu…",
    printing_hint="Phiếu ra ở khe phía dưới màn hình",
    keep_number="Mời ông/bà ghi nhớ số",
    paper_failed="Giấy không ra",
    paper_failed_hint="Số của ông/bà vẫn giữ: {}",
    photograph="Chụp lại màn hình này, đưa cho cán bộ khi được gọi",
    your_number="Số thứ tự của ông/bà",
    ahead_label="Trước ông/bà",
    ahead_none="không có ai",
    ahead_people="{} người",
    area_label="Mời chờ tại",
    counters="quầy {}",
    priority_on_ticket="Ưu tiên: {}",
    closes_in="Tự về trang đầu sau {} giây",
    more_time="Ông/bà cần thêm thời gian?",
    more_time_hint="Màn hình sẽ về trang đầu, mọi điều vừa chọn sẽ được xóa.",
    more_time_yes="Tôi cần thêm thời gian",
    more_time_no="Về trang đầu",
    seconds_left="{} giây",
    closed="Ngoài giờ làm việc",
    opens_today="Mở cửa lúc {} hôm nay",
    opens_tomorrow="Mở cửa lúc {} ngày mai",
    opens_on="Mở cửa lúc {}, {}",
    opens_unknown="Giờ mở cửa: mời xem bảng thông báo",
    closed_hint="Ông/bà vẫn tra cứu được thủ tục.",
    offline="Đang mất kết nối: số vẫn có giá trị",
    serving_counters="{} quầy đang phục vụ",
    no_counters="Chưa có quầy mở",
    paperless="Lấy số không cần giấy",
    no_number="Không lấy số nữa",
    paper_question="Lấy số không cần giấy?",
    sorry="Xin lỗi ông/bà",
    stopped_hint="Mời ông/bà gặp cán bộ hướng dẫn.",
    weekdays=("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    months=(),
)

EN = KioskWords(
    greeting="Welcome! What would you like to do?",
    take_number="Take a number",
    take_number_hint="Submit, collect a result, ask",
    take_on_screen="Take a number without paper",
    take_on_screen_hint="The number stays on the screen: please take a photo",
    touch_here="Touch here",
    procedures="Look up a procedure",
    procedures_hint="Papers, fees, time",
    comfort="Easy to read and reach",
    comfort_title="Easy to read and reach",
    comfort_note="Goes back to normal when you have finished.",
    large_text="Larger text",
    high_contrast="High contrast",
    lowered="Lower the buttons",
    on="On",
    off="Off",
    done="Done",
    starting="Starting up",
    starting_hint="A few seconds, please",
    attract="Touch the screen to take a number",
    attract_hint="Submit · Collect · Ask",
    home="Start",
    back="Back",
    choose_field="What is your matter about?",
    step="Step {} / {}",
    page_of="Page {} / {}",
    next_page="Next page",
    previous_page="Previous page",
    nobody="nobody waiting",
    people_one="1 person waiting",
    people="{} people waiting",
    waiting_unknown="number waiting unknown",
    no_counter="no counter open yet",
    wait_soon="your turn at once",
    wait_about="about {} min",
    wait_between="about {}–{} min",
    wait_unknown="not known",
    wait_label="Waiting time",
    find_procedure="Search by procedure",
    priority_offer="I have priority",
    priority_hint="Elderly, disabled, pregnant, people with merit",
    priority_chosen="Priority: {}",
    priority_title="Which priority applies to you?",
    priority_note="Staff at the counter will check your papers.",
    priority_none="No priority",
    taking="Taking your number…",
    search_title="Which procedure are you looking for?",
    search_placeholder="Type its Vietnamese name, marks not needed",
    search_hint="For example: khai sinh (birth)",
    search_preparing="The list of procedures is being prepared. Please try again in a few minutes.",
    search_nothing="No procedure found yet",
    search_nothing_hint="Type fewer letters, or take a number and ask our staff.",
    most_used="Most used",
    space="Space",
    erase="Erase a letter",
    clear="Clear",
    procedure_time="Time",
    procedure_fee="Fees",
    procedure_papers="Papers to bring",
    procedure_results="What you receive",
    unknown="not known, please ask our staff",
    original="{} original",
    copies="{} copies",
    take_for_this="Take a number for this",
    take_paper="Please take your ticket",
    printing_now="Printing your ticket…",
    printing_hint="It comes out below the screen",
    keep_number="Please remember your number",
    paper_failed="The paper did not come out",
    paper_failed_hint="Your number is still yours: {}",
    photograph="Take a photo of this screen and show it when you are called",
    your_number="Your number",
    ahead_label="Before you",
    ahead_none="nobody",
    ahead_people="{} people",
    area_label="Please wait at",
    counters="counter {}",
    priority_on_ticket="Priority: {}",
    closes_in="Back to start in {} s",
    more_time="Do you need more time?",
    more_time_hint="The screen goes back to start and forgets what you chose.",
    more_time_yes="I need more time",
    more_time_no="Back to start",
    seconds_left="{} s",
    closed="We are closed",
    opens_today="Opens at {} today",
    opens_tomorrow="Opens at {} tomorrow",
    opens_on="Opens at {}, {}",
    opens_unknown="Opening hours: please see the notice board",
    closed_hint="You can still look up procedures.",
    offline="Connection lost: your number stays valid",
    serving_counters="{} counters open",
    no_counters="No counter open yet",
    paperless="Take it without paper",
    no_number="No number, thank you",
    paper_question="Take a number without paper?",
    sorry="We are sorry",
    stopped_hint="Please speak to our staff.",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December"),
)  # fmt: skip

LANGUAGES = {"vi": VI, "en": EN}

PRINTER_TROUBLE_EN = {
    "no_printer": "This machine does not print.",
    "unreachable": "The printer is not ready.",
    "mute": "The printer does not answer.",
    "paper_out": "The printer is out of paper.",
    "cover_open": "The cover of the printer is open.",
    "cutter_error": "The printer is jammed.",
    "fault": "The printer has a fault.",
    "offline": "The printer is paused.",
}
"""For a citizen who reads English; Vietnamese comes from `printing.messages`."""
