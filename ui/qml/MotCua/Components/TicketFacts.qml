// What the owner of a number wants to know: label and value beside each other, or above where it is narrow.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

ColumnLayout {
    id: list

    required property list<var> facts
    property bool stacked: false

    spacing: Theme.unit * 2

    Repeater {
        model: list.facts

        RowLayout {
            id: fact
            required property var modelData
            spacing: Theme.unit * 2.5
            Layout.fillWidth: true

            Icon {
                name: fact.modelData.icon
                color: Theme.onSoft
                size: Theme.sizeTitle
            }
            GridLayout {
                columns: list.stacked ? 1 : 2
                columnSpacing: Theme.unit * 2
                rowSpacing: 0
                Layout.fillWidth: true

                Label {
                    role: list.stacked ? "small" : "body"
                    text: fact.modelData.label
                    color: Theme.muted
                    wrapMode: Text.NoWrap
                }
                Label {
                    role: "label"
                    text: fact.modelData.value
                    horizontalAlignment: list.stacked ? Text.AlignLeft : Text.AlignRight
                    Layout.fillWidth: true
                }
            }
        }
    }
}
