"""The hand drives two real processes, one of QML and one of widgets, through their pipes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from ui.hand.client import Hand, HandError

HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
LOG: list[str] = []


def started(surface: str) -> Hand:
    return Hand.start([sys.executable, str(HERE / surface)], log=LOG.append, env=ENVIRONMENT)


@pytest.fixture(scope="module")
def quick() -> Iterator[Hand]:
    hand = started("quick_surface.py")
    yield hand
    assert hand.quit() == 0


@pytest.fixture(scope="module")
def desk() -> Iterator[Hand]:
    hand = started("desk_surface.py")
    yield hand
    assert hand.quit() == 0


def test_tap_by_accessible_name_object_name_and_text(quick: Hand) -> None:
    assert quick.page() == "home"
    for name in ("Lấy số", "go", "Đi"):
        quick.tap(name)
    quick.wait_page("fields")


def test_a_delegate_is_found_and_wait_lasts_until_it_is_so(quick: Hand) -> None:
    quick.tap("Chứng thực")
    quick.wait("said", property="text", equals="Chứng thực")


def test_wait_says_what_stands_in_the_way(quick: Hand) -> None:
    with pytest.raises(HandError, match=r"after .* ms: nothing visible is called 'Lay so'.*'Lấy số'"):
        quick.wait("Lay so", timeout_s=0.05)
    with pytest.raises(HandError, match="is not enabled"):
        quick.wait("Tắt", timeout_s=0.05)
    with pytest.raises(HandError, match="is still there"):
        quick.wait("Tắt", until="gone", timeout_s=0.05)
    quick.wait("không ai thấy", until="gone", timeout_s=0.05)


def test_what_cannot_be_tapped_is_refused_with_names_that_are_near(quick: Hand) -> None:
    with pytest.raises(HandError, match="not enabled"):
        quick.tap("Tắt")
    with pytest.raises(HandError, match=r"there is: .*'Đất đai'"):
        quick.tap("Dat dai")
    with pytest.raises(HandError, match="nothing visible"):
        quick.tap("không ai thấy")


def test_only_rows_that_are_inside_their_list_are_seen(quick: Hand) -> None:
    texts = [e["text"] for e in quick.see()["elements"]]
    assert "dòng 0" in texts
    assert "dòng 40" not in texts
    quick.tap("dòng 1")
    quick.wait("said", property="text", equals="dòng 1")


def test_keys_and_vietnamese_text(quick: Hand) -> None:
    quick.key("F2")
    assert quick.read("said", "text") == "F2 đã nhấn"
    quick.tap("Tìm")
    quick.text("Nguyễn Văn An")
    assert quick.read("Tìm", "text") == "Nguyễn Văn An"
    quick.key("Backspace")
    assert quick.read("Tìm", "text") == "Nguyễn Văn A"
    with pytest.raises(HandError, match="is no key"):
        quick.key("Ctrl+Quatsch")
    with pytest.raises(HandError, match=r"has no property 'txt'; it has: .*text"):
        quick.read("said", "txt")


def test_a_picture_is_of_the_window(quick: Hand, tmp_path: Path) -> None:
    quick.grab(tmp_path / "window.png")
    picture = QImage(str(tmp_path / "window.png"))
    assert (picture.width(), picture.height()) == (480, 640)
    with pytest.raises(HandError, match="cannot write a picture"):
        quick.grab(tmp_path / "no such folder" / "window.png")


def test_unknown_deeds_and_garbled_requests_are_answered(quick: Hand) -> None:
    with pytest.raises(HandError, match="'dance' is not known here; known: tap"):
        quick.ask("dance")
    with pytest.raises(HandError, match='give "name"'):
        quick.ask("tap")


def test_lines_of_the_log_are_kept_apart(quick: Hand) -> None:
    assert "a line of the log" in LOG


def test_buttons_shortcuts_cells_and_tabs_of_widgets(desk: Hand) -> None:
    desk.tap("Gọi tiếp (F2)")
    assert desk.read("said", "text") == "đã gọi"
    desk.key("F2")
    assert desk.read("said", "text") == "F2 đã nhấn"
    desk.tap("A0010")
    assert desk.read("said", "text") == "A0010"
    desk.tap("Giữ")
    desk.wait("trang Giữ", until="visible")


def test_a_dialog_with_its_own_loop_is_answered_and_driven(desk: Hand) -> None:
    desk.tap("Hỏi")
    desk.wait("Chắc chắn?", until="visible")
    desk.tap("OK")
    desk.wait("Chắc chắn?", until="gone")


def test_a_menu_is_driven(desk: Hand) -> None:
    desk.tap("Thêm")
    desk.tap("Chuyển quầy")
    assert desk.read("said", "text") == "chuyển"


def test_typing_into_a_widget_and_a_password_that_stays_secret(desk: Hand) -> None:
    desk.tap("Tên")
    desk.text("Lê Thị Bé")
    assert desk.read("Tên", "text") == "Lê Thị Bé"
    assert "mật khẩu" not in str(desk.see())


def test_a_surface_that_dies_is_told(tmp_path: Path) -> None:
    hand = started("quick_surface.py")
    hand.process.kill()
    with pytest.raises(HandError, match="has ended with code"):
        hand.see()
    hand.let_go()


def test_a_surface_ends_when_nobody_holds_its_hand() -> None:
    hand = started("quick_surface.py")
    hand.let_go()
    assert hand.process.wait(10) == 0
