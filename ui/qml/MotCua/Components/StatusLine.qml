// The foot of every page: whether somebody serves, and whether the line is cut. A shape and a word, never colour alone.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

Rectangle {
    id: line

    required property string status
    required property bool serving
    required property string offline

    implicitHeight: Theme.unit * 9
    color: Theme.card

    Rectangle {
        width: parent.width
        height: Theme.border
        color: Theme.line
    }
    RowLayout {
        spacing: Theme.unit * 2
        anchors {
            fill: parent
            leftMargin: Theme.unit * 8
            rightMargin: Theme.unit * 8
        }

        Icon {
            name: line.serving ? "circle-check" : "clock"
            color: line.serving ? Theme.success : Theme.muted
            size: Theme.sizeBody
            visible: line.status !== ""
        }
        Label {
            role: "small"
            text: line.status
            wrapMode: Text.NoWrap
        }
        Item {
            Layout.fillWidth: true
        }
        Icon {
            name: "wifi-off"
            color: Theme.ink
            size: Theme.sizeBody
            visible: line.offline !== ""
        }
        Label {
            role: "small"
            text: line.offline
            color: Theme.ink
            wrapMode: Text.NoWrap
            visible: text !== ""
        }
    }
}
