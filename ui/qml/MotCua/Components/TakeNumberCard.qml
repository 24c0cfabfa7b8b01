// The one thing most people come for. Upright it stands above itself, wide beside; where there is little room the
// drawing goes first, then the words of invitation.
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
    readonly property bool tall: height > width * 0.72
    readonly property real room: height - topPadding - bottomPadding
    readonly property real said: title.implicitHeight + hintWords.implicitHeight + Theme.unit * 2

    padding: Theme.unit * (tall ? 8 : 5)
    leftPadding: Theme.unit * 8
    rightPadding: Theme.unit * 8
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

    contentItem: GridLayout {
        columns: card.tall ? 1 : 2
        columnSpacing: Theme.unit * 5
        rowSpacing: Theme.unit * 4

        PaperSlip {
            size: card.tall ? Math.min(card.room - card.said - pill.implicitHeight - Theme.unit * 14, card.width * 0.42) : Math.min(card.room * 0.86, card.width * 0.3)
            visible: !card.paperless && size > Theme.unit * 16
            Layout.row: 0
            Layout.column: card.tall ? 0 : 1
            Layout.rowSpan: card.tall ? 1 : 2
            Layout.alignment: card.tall ? Qt.AlignHCenter : Qt.AlignVCenter
            Layout.topMargin: card.tall ? Theme.unit * 3 : 0
        }
        ColumnLayout {
            spacing: Theme.unit * 2
            Layout.row: card.tall ? 1 : 0
            Layout.column: 0
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignVCenter

            Label {
                id: title
                role: "display"
                text: card.text
                font.pixelSize: Theme.sizeDisplay * (card.paperless ? 0.72 : card.tall ? 1.25 : 1)
                lineHeight: 1
                horizontalAlignment: card.tall ? Text.AlignHCenter : Text.AlignLeft
                color: card.down ? Theme.onPrimaryDark : Theme.onPrimary
                Layout.fillWidth: true
                Accessible.ignored: true
            }
            Label {
                id: hintWords
                text: card.hint
                font.pixelSize: card.tall ? Theme.sizeTitle : Theme.sizeLabel
                horizontalAlignment: card.tall ? Text.AlignHCenter : Text.AlignLeft
                color: card.down ? Theme.onPrimaryDark : Theme.onPrimaryMuted
                Layout.fillWidth: true
                Accessible.ignored: true
            }
        }
        Rectangle {
            id: pill
            visible: card.room > card.said + implicitHeight + Theme.unit * 4
            implicitWidth: touch.implicitWidth + Theme.unit * 10
            implicitHeight: touch.implicitHeight + Theme.unit * (card.tall ? 7 : 5)
            radius: height / 2
            color: Theme.accent
            Layout.row: card.tall ? 2 : 1
            Layout.column: 0
            Layout.fillWidth: card.tall

            Label {
                id: touch
                role: card.tall ? "title" : "label"
                text: card.invitation
                color: Theme.onAccent
                anchors.centerIn: parent
                Accessible.ignored: true
            }
        }
    }
}
