// A button: primary (the one thing to do), secondary, ghost (on a dark band). One touch, one click: a long press, a
// slipping finger and a second finger change nothing. `working` says that it was heard and cannot be used now.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import MotCua.Theme

Basic.AbstractButton {
    id: button

    property string kind: "secondary"
    property string iconName
    property bool iconAfter: false
    property bool chosen: false
    property bool working: false
    property string spoken: text
    property string size: "label"
    readonly property color ground: ({
            "primary": Theme.primary,
            "accent": Theme.accent,
            "ghost": "transparent",
            "danger": Theme.card
        })[kind] ?? (chosen ? Theme.soft : Theme.card)
    readonly property color ink: ({
            "primary": Theme.onPrimary,
            "accent": Theme.onAccent,
            "ghost": Theme.onPrimaryDark,
            "danger": Theme.danger
        })[kind] ?? (chosen ? Theme.onSoft : Theme.ink)
    readonly property color outline: ({
            "primary": Theme.primary,
            "accent": Theme.accent,
            "ghost": Theme.onPrimaryDarkMuted,
            "danger": Theme.danger
        })[kind] ?? (chosen ? Theme.primary : Theme.edge)

    implicitHeight: Math.max(Theme.touch, row.implicitHeight + Theme.unit * 3)
    implicitWidth: Math.max(Theme.touch, row.implicitWidth + leftPadding + rightPadding)
    leftPadding: Theme.unit * 4
    rightPadding: Theme.unit * 4
    focusPolicy: Qt.TabFocus
    Accessible.name: spoken

    background: Rectangle {
        radius: Math.min(height / 2, Theme.touch / 2)
        color: button.down ? (button.kind === "secondary" ? Theme.soft : Theme.primaryDark) : button.ground
        border.width: button.chosen ? Theme.border * 2 : Theme.border
        border.color: button.outline
        opacity: button.working ? 0.7 : 1

        FocusRing {
            shown: button.visualFocus
            around: parent.radius
        }
    }

    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: row.implicitHeight

        RowLayout {
            id: row
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width)
            spacing: Theme.unit * 1.5
            layoutDirection: button.iconAfter ? Qt.RightToLeft : Qt.LeftToRight

            Icon {
                name: button.iconName
                visible: button.iconName !== ""
                color: words.color
                size: words.font.pixelSize * 1.1
            }
            Label {
                id: words
                role: button.size
                text: button.text
                visible: button.text !== ""
                horizontalAlignment: Text.AlignHCenter
                font.weight: Font.DemiBold
                color: button.down && button.kind !== "secondary" ? Theme.onPrimaryDark : button.ink
                Layout.fillWidth: true
                Accessible.ignored: true
            }
        }
    }
}
