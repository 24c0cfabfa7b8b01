// The one thing most people come for.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

Basic.AbstractButton {
    id: card

    required property string hint
    required property string invitation
    property bool paperless: false
    property bool slim: height < Theme.unit * 56

    padding: Theme.unit * 7
    focusPolicy: Qt.TabFocus
    Accessible.name: text + ", " + hint

    background: Rectangle {
        radius: Theme.radiusTile * 1.5
        color: card.down ? Theme.primaryDark : Theme.primary

        FocusRing {
            shown: card.visualFocus
            around: parent.radius
        }
    }

    contentItem: RowLayout {
        spacing: Theme.unit * 5

        ColumnLayout {
            spacing: Theme.unit * 2
            Layout.fillWidth: true
            Layout.fillHeight: true

            Item {
                Layout.fillHeight: true
            }
            Label {
                role: "display"
                text: card.text
                font.pixelSize: card.paperless ? Theme.sizeDisplay * 0.68 : Theme.sizeDisplay
                color: card.down ? Theme.onPrimaryDark : Theme.onPrimary
                Layout.fillWidth: true
                Accessible.ignored: true
            }
            Label {
                role: "body"
                text: card.hint
                font.pixelSize: Theme.sizeLabel
                color: card.down ? Theme.onPrimaryDark : Theme.onPrimaryMuted
                Layout.fillWidth: true
                Accessible.ignored: true
            }
            Item {
                implicitHeight: Theme.unit
            }
            Rectangle {
                implicitWidth: touch.implicitWidth + Theme.unit * 10
                implicitHeight: touch.implicitHeight + Theme.unit * 5
                radius: height / 2
                color: Theme.accent

                Label {
                    id: touch
                    role: "label"
                    text: card.invitation
                    color: Theme.onAccent
                    anchors.centerIn: parent
                    Accessible.ignored: true
                }
            }
            Item {
                Layout.fillHeight: true
            }
        }
        PaperSlip {
            size: Math.min(card.height * 0.62, card.width * 0.34)
            visible: !card.paperless && !card.slim
            Layout.alignment: Qt.AlignVCenter
            Layout.rightMargin: Theme.unit * 2
        }
    }
}
