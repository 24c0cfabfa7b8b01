"""A small surface of widgets that a hand drives. Run by path, as a process of its own."""

from __future__ import annotations

import sys

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.hand import server

app = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle("Quầy")
column = QVBoxLayout(window)
said = QLabel("chưa có gì", objectName="said")
call = QPushButton("&Gọi tiếp (F2)")
call.clicked.connect(lambda: said.setText("đã gọi"))
asking = QPushButton("Hỏi")
asking.clicked.connect(lambda: QMessageBox(QMessageBox.Icon.Question, "Hỏi", "Chắc chắn?", parent=window).exec())
more = QPushButton("Thêm")
menu = QMenu(more)
menu.addAction("Chuyển quầy", lambda: said.setText("chuyển"))
more.clicked.connect(lambda: menu.popup(more.mapToGlobal(more.rect().bottomLeft())))
QShortcut(QKeySequence("F2"), window, activated=lambda: said.setText("F2 đã nhấn"))
table = QTableWidget(2, 2)
for row in range(2):
    for col in range(2):
        table.setItem(row, col, QTableWidgetItem(f"A00{row}{col}"))
table.itemClicked.connect(lambda item: said.setText(item.text()))
tabs = QTabWidget()
for name in ("Chờ", "Giữ"):
    tabs.addTab(QLabel(f"trang {name}"), name)
field = QLineEdit(accessibleName="Tên")
secret = QLineEdit("mật khẩu", accessibleName="Mật khẩu", echoMode=QLineEdit.EchoMode.Password)
for widget in (call, asking, more, said, table, tabs, field, secret):
    column.addWidget(widget)
window.show()
hand = server.attach()
sys.exit(app.exec())
