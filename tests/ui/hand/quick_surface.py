"""A small QML surface that a hand drives. Run by path, as a process of its own."""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine

from ui.hand import server

QML = """
import QtQuick
import QtQuick.Controls.Basic
Window {
    id: window
    width: 480; height: 640; visible: true; title: "Thử"
    property string page: "home"
    Column {
        spacing: 8
        Button { objectName: "go"; text: "Đi"; Accessible.name: "Lấy số"; onClicked: window.page = "fields" }
        Button { text: "Tắt"; enabled: false }
        Label { objectName: "log"; text: "chưa" }
        Repeater {
            model: ["Hộ tịch", "Chứng thực", "Đất đai"]
            delegate: Rectangle {
                required property string modelData
                width: 200; height: 60
                Accessible.role: Accessible.Button
                Accessible.name: modelData
                Text { text: parent.modelData }
                TapHandler { onTapped: late.restart() }
                Timer { id: late; interval: 120; onTriggered: log.text = parent.modelData }
            }
        }
        TextField { id: field; Accessible.name: "Tìm"; width: 200 }
        Label { visible: false; text: "không ai thấy" }
        ListView {
            clip: true; width: 200; height: 100; model: 50
            delegate: Button { required property int index; text: "dòng " + index; onClicked: log.text = text }
        }
    }
    Label { id: log; objectName: "said"; text: "chưa có gì"; anchors.bottom: parent.bottom }
    Shortcut { sequence: "F2"; onActivated: log.text = "F2 đã nhấn" }
}
"""

app = QGuiApplication(sys.argv)
engine = QQmlApplicationEngine()
engine.loadData(QML.encode())
sys.stdout.write("a line of the log\n")
sys.stdout.flush()
hand = server.attach()
sys.exit(app.exec())
