// Who waits for what, a page at a time; and which counters work.
pragma ComponentBehavior: Bound
import QtQuick
import MotCua.Controls
import MotCua.Theme

Rectangle {
    id: panel

    required property var lines
    required property int rowsPerPage
    required property int columns
    required property int page
    required property int pages
    required property string stale
    required property string counters
    readonly property real u: Theme.unit
    readonly property real pad: u * 5
    readonly property real rowHeight: grid.height / rowsPerPage

    color: Theme.card

    Item {
        id: head
        x: panel.pad
        width: parent.width - 2 * panel.pad
        height: panel.u * 11

        Caption {
            text: qsTr("ĐANG CHỜ")
            size: panel.u * 4.5
            anchors.verticalCenter: parent.verticalCenter
        }
        Row {
            spacing: panel.u * 1.5
            visible: panel.pages > 1
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter

            Repeater {
                model: panel.pages

                Rectangle {
                    required property int index
                    width: panel.u * (index === panel.page ? 4 : 1.75)
                    height: panel.u * 1.75
                    radius: height / 2
                    color: index === panel.page ? Theme.number : Theme.edge
                }
            }
        }
    }

    StaleSign {
        id: sign
        x: panel.u * 3
        y: head.height
        width: parent.width - 2 * x
        height: panel.stale ? panel.u * 9 : 0
        text: panel.stale
    }

    Item {
        id: grid
        readonly property real between: panel.u * 6
        x: panel.pad
        y: head.height + sign.height
        width: parent.width - 2 * panel.pad
        height: parent.height - y - foot.height

        Repeater {
            model: panel.lines

            WaitingLine {
                x: Math.floor(index / panel.rowsPerPage) * (width + grid.between)
                y: index % panel.rowsPerPage * panel.rowHeight
                width: (grid.width - (panel.columns - 1) * grid.between) / panel.columns
                height: panel.rowHeight
            }
        }
    }

    Label {
        id: foot
        text: panel.counters
        color: Theme.muted
        font.pixelSize: panel.u * 3.5
        height: panel.u * (text ? 11 : 3)
        x: panel.pad
        y: panel.height - height
        width: parent.width - 2 * panel.pad
        maximumLineCount: 2
        elide: Text.ElideRight
        verticalAlignment: Text.AlignVCenter
    }
}
