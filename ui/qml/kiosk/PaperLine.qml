// A paper to bring, and in how many copies.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

RowLayout {
    id: line

    required property string name
    required property string copies

    spacing: Theme.unit * 2

    Icon {
        name: "file-text"
        color: Theme.onSoft
        size: Theme.sizeBody
        Layout.alignment: Qt.AlignTop
    }
    Label {
        text: line.name
        Layout.fillWidth: true
    }
    Label {
        role: "small"
        text: line.copies
        wrapMode: Text.NoWrap
        Layout.alignment: Qt.AlignTop
    }
}
