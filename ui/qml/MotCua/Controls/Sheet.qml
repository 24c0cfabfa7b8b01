// A question or a choice over the page. Nothing below it can be touched while it is open.
import QtQuick
import MotCua.Theme

Item {
    id: sheet

    default property alias content: inside.data
    property bool open: false
    property real widest: Theme.unit * 118
    property bool low: true

    anchors.fill: parent
    visible: open

    Rectangle {
        anchors.fill: parent
        color: Theme.primaryDark
        opacity: 0.62
    }
    MouseArea {
        anchors.fill: parent
        preventStealing: true
    }
    Rectangle {
        id: panel
        width: Math.min(parent.width - Theme.unit * 10, sheet.widest)
        height: inside.implicitHeight + Theme.unit * 12
        radius: Theme.radiusTile * 1.5
        color: Theme.card
        border.width: Theme.border
        border.color: Theme.edge
        anchors.horizontalCenter: parent.horizontalCenter
        y: sheet.low ? parent.height - height - Theme.unit * 16 : (parent.height - height) / 2

        Column {
            id: inside
            spacing: Theme.unit * 4
            anchors {
                left: parent.left
                right: parent.right
                top: parent.top
                margins: Theme.unit * 6
            }
        }
    }
}
