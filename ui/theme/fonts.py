"""Be Vietnam Pro, carried by the program: the same letters on every machine."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

import resources
from ui.theme.tokens import FAMILY

_WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold", "ExtraBold")


def install_fonts() -> None:
    """Register the font and make it the application's. Needs a QGuiApplication; harmless when repeated.

    Raises RuntimeError when a font file cannot be used: the installation is broken.
    """
    app = QGuiApplication.instance()
    if not isinstance(app, QGuiApplication):
        raise RuntimeError("install_fonts needs a QGuiApplication")
    if not app.property("_motcua_fonts"):
        for weight in _WEIGHTS:
            file = resources.path(f"fonts/BeVietnamPro-{weight}.ttf")
            if QFontDatabase.addApplicationFont(str(file)) < 0:
                raise RuntimeError(f"font {file.name} cannot be used: reinstall the program")
        app.setProperty("_motcua_fonts", True)
    QGuiApplication.setFont(QFont(FAMILY, QGuiApplication.font().pointSize()))
