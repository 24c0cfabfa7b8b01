"""Every page of every surface as pictures, without a screen: `python -m ui.pictures DIR`."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def draw_all(out: Path) -> list[Path]:
    """Draws every surface into folders of `out`; returns the pictures. Needs no application of its own yet."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    from PySide6.QtWidgets import QApplication

    from ui.pictures_admin import admin_pictures
    from ui.pictures_board import board_pictures
    from ui.pictures_counter import counter_pictures
    from ui.pictures_kiosk import kiosk_pictures

    app = QApplication.instance() or QApplication(sys.argv[:1])
    surfaces = {
        "kiosk": kiosk_pictures, "board": board_pictures, "counter": counter_pictures, "admin": admin_pictures,
    }  # fmt: skip
    for name, draw in surfaces.items():
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        draw(folder)
        app.processEvents()
    return sorted(out.rglob("*.png"))


if __name__ == "__main__":
    for picture in draw_all(Path(sys.argv[1] if len(sys.argv) > 1 else "out/pictures")):
        sys.stdout.write(f"{picture}\n")
