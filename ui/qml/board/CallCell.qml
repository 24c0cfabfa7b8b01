// One of the last calls.
import QtQuick
import MotCua.Controls
import MotCua.Theme

Rectangle {
    id: cell

    required property string number
    required property string counter
    required property bool fresh
    required property bool spoken
    readonly property real u: Theme.unit

    radius: Theme.radiusTile
    color: Theme.card
    border.width: fresh ? u * 0.5 : 0
    border.color: Theme.number
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Số %1, quầy %2").arg(number).arg(counter)

    BoardNumber {
        id: numberText
        text: cell.number
        color: cell.fresh ? Theme.number : Theme.ink
        font.pixelSize: Math.min(cell.height * 0.6, cell.u * 12)
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: cell.u * 4
        lineHeight: cell.height
        verticalAlignment: Text.AlignVCenter
        height: cell.height
        anchors {
            left: parent.left
            leftMargin: cell.u * 2.5
            right: desk.left
            rightMargin: cell.u * 2
        }
    }
    Column {
        id: desk
        width: cell.width * 0.26
        anchors {
            right: parent.right
            rightMargin: cell.u * 2
            verticalCenter: parent.verticalCenter
        }

        Row {
            anchors.right: parent.right
            spacing: cell.u * 0.75

            Icon {
                name: "volume-2"
                size: cell.u * 3
                color: Theme.number
                visible: cell.spoken
                anchors.verticalCenter: parent.verticalCenter
            }
            Label {
                text: qsTr("Quầy")
                color: Theme.muted
                font.pixelSize: cell.u * 3.25
                wrapMode: Text.NoWrap
            }
        }
        Label {
            text: cell.counter
            anchors.right: parent.right
            font.pixelSize: Math.min(cell.height * 0.4, cell.u * 8)
            font.weight: Font.Bold
            wrapMode: Text.NoWrap
        }
    }
}
