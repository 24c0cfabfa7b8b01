// One thing that is on or off, with the words for both.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import MotCua.Theme

Basic.AbstractButton {
    id: toggle

    required property bool on
    required property string onWord
    required property string offWord
    property string iconName

    implicitHeight: Theme.touch * 1.3
    leftPadding: Theme.unit * 3
    rightPadding: Theme.unit * 3
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: on

    background: Card {
        color: toggle.on ? Theme.soft : Theme.card
        border.width: toggle.on ? Theme.border * 2 : Theme.border
        border.color: toggle.on ? Theme.primary : Theme.edge

        FocusRing {
            shown: toggle.visualFocus
        }
    }

    contentItem: RowLayout {
        spacing: Theme.unit * 3

        Icon {
            name: toggle.iconName
            color: Theme.onSoft
        }
        Label {
            role: "label"
            text: toggle.text
            Layout.fillWidth: true
            Accessible.ignored: true
        }
        Icon {
            name: toggle.on ? "circle-check" : "x"
            color: toggle.on ? Theme.onSoft : Theme.muted
        }
        Label {
            text: toggle.on ? toggle.onWord : toggle.offWord
            color: toggle.on ? Theme.onSoft : Theme.muted
            Accessible.ignored: true
        }
    }
}
