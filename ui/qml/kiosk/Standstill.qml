// Home while no number can be taken: why, and when it will be otherwise.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

ColumnLayout {
    id: block

    required property string iconName
    required property string title
    required property string subtitle
    required property string details

    spacing: Theme.unit * 3

    Rectangle {
        implicitWidth: Theme.unit * 20
        implicitHeight: implicitWidth
        radius: width / 2
        color: Theme.soft
        Layout.alignment: Qt.AlignHCenter
        Layout.bottomMargin: Theme.unit * 2

        Icon {
            name: block.iconName
            color: Theme.onSoft
            size: parent.width * 0.5
            anchors.centerIn: parent
        }
    }
    Label {
        role: "heading"
        text: block.title
        horizontalAlignment: Text.AlignHCenter
        Layout.fillWidth: true
    }
    Label {
        role: "title"
        text: block.subtitle
        color: Theme.onSoft
        horizontalAlignment: Text.AlignHCenter
        visible: text !== ""
        Layout.fillWidth: true
    }
    Label {
        text: block.details
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
        lineHeight: 1.3
        visible: text !== ""
        Layout.fillWidth: true
    }
}
