// Whose office this is, and what time it is there.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

Rectangle {
    id: header

    required property string officeName
    required property string place
    required property string clock
    required property string date

    implicitHeight: Math.max(Theme.unit * 22, row.implicitHeight + Theme.unit * 9)
    color: Theme.primaryDark

    Rectangle {
        width: Theme.unit * 1.5
        height: parent.height
        color: Theme.accent
    }
    RowLayout {
        id: row
        spacing: Theme.unit * 4
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            leftMargin: Theme.unit * 8
            rightMargin: Theme.unit * 7
        }

        ColumnLayout {
            spacing: Theme.unit
            Layout.fillWidth: true

            Label {
                role: "title"
                text: header.officeName
                color: Theme.onPrimaryDark
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth > parent.width ? implicitWidth * 0.56 : implicitWidth
            }
            Label {
                text: header.place
                color: Theme.onPrimaryDarkMuted
                font.pixelSize: Theme.sizeSmall
                Layout.fillWidth: true
            }
        }
        ColumnLayout {
            spacing: 0

            Label {
                role: "heading"
                text: header.clock
                color: Theme.onPrimaryDark
                font.pixelSize: Theme.sizeHeading * 1.3
                lineHeight: 0.9
                Layout.alignment: Qt.AlignRight
            }
            Label {
                text: header.date
                color: Theme.onPrimaryDarkMuted
                font.pixelSize: Theme.sizeSmall
                Layout.alignment: Qt.AlignRight
            }
        }
    }
}
