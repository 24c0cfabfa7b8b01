// Procedures that answer to what was typed.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

Item {
    id: list

    required property var found
    required property string noteTitle
    required property string noteHint
    signal chosen(string code)

    ListView {
        id: view
        anchors.fill: parent
        anchors.margins: -Theme.border * 3
        clip: true
        model: list.found
        spacing: Theme.unit * 2
        boundsBehavior: Flickable.StopAtBounds
        leftMargin: Theme.border * 3
        rightMargin: Theme.border * 3
        topMargin: Theme.border * 3

        delegate: Tile {
            required property string code
            required property string name
            required property string field
            required property string mark

            objectName: "procedure-" + code
            width: view.width - Theme.border * 6
            title: name
            hint: [field, mark].filter(part => part !== "").join(" · ")
            titleSize: Theme.sizeLabel
            forward: true
            onClicked: list.chosen(code)
        }
    }
    ColumnLayout {
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.unit * 2
        visible: list.noteTitle !== ""

        Label {
            role: "title"
            text: list.noteTitle
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
        Label {
            text: list.noteHint
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
    }
}
