// The dark band above a page: the way back at the left, a word about the place at the right.
import QtQuick
import QtQuick.Layouts
import MotCua.Theme

Rectangle {
    id: header

    property string backText
    property string backIcon: "chevron-left"
    property string note
    property string clock
    signal back

    implicitHeight: Theme.touch + Theme.unit * 5
    color: Theme.primaryDark

    Rectangle {
        width: Theme.unit * 1.5
        height: parent.height
        color: Theme.accent
    }
    RowLayout {
        spacing: Theme.unit * 4
        anchors {
            fill: parent
            leftMargin: Theme.unit * 6
            rightMargin: Theme.unit * 6
        }

        Button {
            kind: "ghost"
            text: header.backText
            iconName: header.backIcon
            visible: text !== ""
            onClicked: header.back()
        }
        Item {
            Layout.fillWidth: true
        }
        Label {
            text: header.note
            color: Theme.onPrimaryDarkMuted
            visible: text !== ""
        }
        Label {
            role: "title"
            text: header.clock
            color: Theme.onPrimaryDark
        }
    }
}
