// One field of service: the letter its numbers begin with, its name, what to expect, how many wait.
import QtQuick
import MotCua.Controls
import MotCua.Theme

Item {
    id: line

    required property int index
    required property string letter
    required property string name
    required property string count
    required property string note
    required property bool served
    readonly property real u: Theme.unit

    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1: %2 người chờ. %3").arg(line.name).arg(count).arg(note)

    Rectangle {
        width: parent.width
        height: Theme.border
        color: Theme.line
    }
    Rectangle {
        id: badge
        width: line.u * 6.5
        height: width
        radius: Theme.radius
        color: Theme.soft
        anchors.verticalCenter: parent.verticalCenter

        Label {
            text: line.letter
            color: Theme.onSoft
            font.pixelSize: line.u * 4.25
            font.weight: Font.Bold
            anchors.centerIn: parent
        }
    }
    Column {
        anchors {
            left: badge.right
            leftMargin: line.u * 2.5
            right: figure.left
            rightMargin: line.u * 2
            verticalCenter: parent.verticalCenter
        }

        Label {
            text: line.name
            width: parent.width
            font.pixelSize: line.u * (nameWide.small ? 3.75 : 4.5)
            font.weight: Font.Medium
            maximumLineCount: 2
            elide: Text.ElideRight
            lineHeight: 0.95

            TextMetrics {
                id: nameWide
                readonly property real place: line.width - figure.width - badge.width - line.u * 5
                readonly property bool small: advanceWidth > place
                readonly property int lineCount: advanceWidth * 3.75 / 4.5 > place ? 2 : 1
                text: line.name
                font.family: Theme.family
                font.weight: Font.Medium
                font.pixelSize: line.u * 4.5
            }
        }
        Label {
            text: line.note
            width: parent.width
            visible: text !== "" && line.height > line.u * (nameWide.lineCount > 1 ? 14 : 11)
            color: line.served ? Theme.muted : Theme.onNoticeSoft
            font.pixelSize: line.u * 3
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
    }
    Label {
        id: figure
        text: line.count
        color: line.count === "0" || line.count === "–" ? Theme.muted : Theme.number
        font.pixelSize: line.u * 7.5
        font.weight: Font.Bold
        wrapMode: Text.NoWrap
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
    }
}
