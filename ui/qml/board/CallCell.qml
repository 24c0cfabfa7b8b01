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
    readonly property bool compact: height < u * 11

    radius: Theme.radiusTile
    color: Theme.card
    border.width: fresh ? u * 0.5 : 0
    border.color: Theme.number
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Số %1, quầy %2").arg(number).arg(counter)

    Label {
        id: numberText
        text: cell.number
        color: cell.fresh ? Theme.number : Theme.ink
        font.pixelSize: Math.min(cell.height * 0.56, cell.u * 12)
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: cell.u * 4
        font.weight: Font.Bold
        wrapMode: Text.NoWrap
        verticalAlignment: Text.AlignVCenter
        height: cell.height
        anchors {
            left: parent.left
            leftMargin: cell.u * 2.5
            right: cell.spoken ? speaker.left : desk.left
            rightMargin: cell.u * 1.5
        }
    }
    Icon {
        id: speaker
        name: "volume-2"
        size: cell.u * 3.25
        color: Theme.number
        visible: cell.spoken
        anchors.right: desk.left
        anchors.rightMargin: cell.u
        y: cell.compact ? (cell.height - height) / 2 : desk.y
    }
    Grid {
        id: desk
        columns: cell.compact ? 2 : 1
        spacing: cell.compact ? cell.u : 0
        horizontalItemAlignment: Grid.AlignRight
        verticalItemAlignment: Grid.AlignVCenter
        anchors {
            right: parent.right
            rightMargin: cell.u * 2
            verticalCenter: parent.verticalCenter
        }

        Label {
            text: qsTr("Quầy")
            color: Theme.muted
            font.pixelSize: cell.u * 3.25
            wrapMode: Text.NoWrap
        }
        Label {
            text: cell.counter
            font.pixelSize: Math.min(cell.height * (cell.compact ? 0.55 : 0.4), cell.u * 8)
            font.weight: Font.Bold
            wrapMode: Text.NoWrap
        }
    }
}
