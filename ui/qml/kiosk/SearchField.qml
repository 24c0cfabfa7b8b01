// What has been typed so far, with a mark where the next letter goes.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

Card {
    id: field

    required property string text
    required property string placeholder

    implicitHeight: Theme.touch * 1.2
    radius: height / 2
    border.width: Theme.border * 2
    border.color: Theme.primary
    Accessible.role: Accessible.EditableText
    Accessible.name: text || placeholder

    RowLayout {
        spacing: Theme.unit * 2
        anchors {
            fill: parent
            leftMargin: Theme.unit * 4
            rightMargin: Theme.unit * 4
        }

        Icon {
            name: "search"
            color: Theme.onSoft
        }
        Label {
            role: field.text ? "label" : "body"
            text: field.text
            visible: text !== ""
            wrapMode: Text.NoWrap
            elide: Text.ElideLeft
            Accessible.ignored: true
            Layout.maximumWidth: field.width - Theme.unit * 22
        }
        Rectangle {
            implicitWidth: Theme.border * 2
            implicitHeight: Theme.sizeLabel * 1.2
            color: Theme.primary
        }
        Label {
            text: field.placeholder
            color: Theme.muted
            visible: field.text === ""
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
            Accessible.ignored: true
            Layout.fillWidth: true
        }
        Item {
            Layout.fillWidth: true
        }
    }
}
