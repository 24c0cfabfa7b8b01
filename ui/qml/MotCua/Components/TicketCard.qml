// A number as large as the card allows, and what its owner wants to know.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

Card {
    id: card

    required property string caption
    required property string number
    required property string field
    required property string priority
    required property list<var> facts
    property string qr
    property string qrSpoken
    property bool wide: false
    // In the lowered picture there is less room above each other.
    property bool small: false

    implicitHeight: grid.implicitHeight + Theme.unit * (small ? 6 : qr ? 9 : 12)
    color: Theme.card
    radius: Theme.radiusTile * 1.5

    GridLayout {
        id: grid
        columns: card.wide ? 3 : card.small && card.qr ? 2 : 1
        columnSpacing: Theme.unit * (card.qr ? 5 : 8)
        rowSpacing: Theme.unit * 3
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.unit * 7
        }

        ColumnLayout {
            spacing: Theme.unit
            Layout.columnSpan: card.wide ? 1 : grid.columns
            Layout.fillWidth: true
            Layout.preferredWidth: card.width * (card.qr ? 0.4 : 0.55)

            Label {
                role: "label"
                text: card.field
                color: Theme.muted
                Layout.alignment: Qt.AlignHCenter
            }
            Label {
                text: card.number
                color: Theme.number
                font.weight: Font.ExtraBold
                font.pixelSize: Theme.sizeNumber * (card.small ? (card.qr ? 0.46 : 0.6) : card.wide ? 0.82 : card.qr ? 0.76 : 1)
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.sizeDisplay
                wrapMode: Text.NoWrap
                lineHeight: 0.94
                horizontalAlignment: Text.AlignHCenter
                Layout.fillWidth: true
                Accessible.name: card.caption + ": " + card.number
            }
            Rectangle {
                visible: card.priority !== ""
                implicitWidth: priorityWords.implicitWidth + Theme.unit * 5
                implicitHeight: priorityWords.implicitHeight + Theme.unit * 2.5
                radius: height / 2
                color: Theme.noticeSoft
                Layout.alignment: Qt.AlignHCenter

                Label {
                    id: priorityWords
                    text: card.priority
                    color: Theme.onNoticeSoft
                    font.weight: Font.DemiBold
                    anchors.centerIn: parent
                }
            }
        }
        Rectangle {
            implicitHeight: Theme.border
            color: Theme.line
            visible: !card.wide
            Layout.columnSpan: grid.columns
            Layout.fillWidth: true
        }
        TicketFacts {
            facts: card.facts
            stacked: card.wide || grid.columns === 2
            Layout.fillWidth: true
            Layout.preferredWidth: card.width * (card.qr ? 0.3 : 0.38)
        }
        QrCode {
            text: card.qr
            spoken: card.qrSpoken
            side: Math.round(card.wide ? card.width * 0.25 : card.small ? card.width * 0.36 : Math.min(card.width * 0.5, Theme.unit * 58))
            visible: card.qr !== ""
            Layout.alignment: Qt.AlignCenter
        }
    }
}
