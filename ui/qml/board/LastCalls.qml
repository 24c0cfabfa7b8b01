// The last calls: five, or more while more than that are still fresh.
pragma ComponentBehavior: Bound
import QtQuick
import MotCua.Theme

Item {
    id: last

    required property var calls
    readonly property real u: Theme.unit
    readonly property int columns: 3
    readonly property int rows: Math.max(2, Math.ceil(cells.count / columns))

    Caption {
        id: caption
        text: qsTr("GỌI GẦN ĐÂY")
        size: last.u * 4
        visible: cells.count > 0
        x: last.u * 1
    }

    Grid {
        columns: last.columns
        spacing: last.u * 2
        y: caption.height + last.u * 1.5
        width: parent.width

        Repeater {
            id: cells
            model: last.calls

            CallCell {
                width: (last.width - (last.columns - 1) * last.u * 2) / last.columns
                height: (last.height - caption.height - last.u * 1.5 - (last.rows - 1) * last.u * 2) / last.rows
            }
        }
    }
}
