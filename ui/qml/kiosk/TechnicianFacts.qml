// Label and value, line by line; the icon says good or bad as well as the colour.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

Card {
    id: card

    required property var facts

    implicitHeight: lines.implicitHeight + Theme.unit * 6

    ColumnLayout {
        id: lines
        spacing: Theme.unit * 2
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.unit * 4
        }

        Repeater {
            model: card.facts

            RowLayout {
                id: line
                required property string label
                required property string value
                required property string tone
                spacing: Theme.unit * 2
                Layout.fillWidth: true

                Icon {
                    name: line.tone === "bad" ? "circle-alert" : line.tone === "good" ? "circle-check" : "info"
                    color: line.tone === "bad" ? Theme.danger : line.tone === "good" ? Theme.success : Theme.muted
                    size: Theme.sizeBody
                    Layout.alignment: Qt.AlignTop
                }
                Label {
                    text: line.label
                    color: Theme.muted
                    Layout.preferredWidth: Theme.unit * 38
                    Layout.alignment: Qt.AlignTop
                }
                Label {
                    text: line.value
                    font.weight: Font.DemiBold
                    Layout.fillWidth: true
                }
            }
        }
    }
}
