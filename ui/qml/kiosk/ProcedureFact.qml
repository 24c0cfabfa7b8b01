// One short fact of a procedure.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

Card {
    id: fact

    required property string iconName
    required property string caption
    required property string text

    implicitHeight: row.implicitHeight + Theme.unit * 5

    RowLayout {
        id: row
        spacing: Theme.unit * 2
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            margins: Theme.unit * 3
        }

        Icon {
            name: fact.iconName
            color: Theme.onSoft
            Layout.alignment: Qt.AlignTop
        }
        ColumnLayout {
            spacing: Theme.unit * 0.5
            Layout.fillWidth: true

            Label {
                role: "small"
                text: fact.caption
                Layout.fillWidth: true
            }
            Label {
                text: fact.text
                font.weight: Font.DemiBold
                Layout.fillWidth: true
            }
        }
    }
}
