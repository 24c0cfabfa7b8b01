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

    implicitHeight: grid.implicitHeight + Theme.unit * (small ? 6 : 12)
    color: Theme.card
    radius: Theme.radiusTile * 1.5

    GridLayout {
        id: grid
        columns: card.wide ? 2 : 1
        columnSpacing: Theme.unit * 8
        rowSpacing: Theme.unit * 3
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.unit * 7
        }

        ColumnLayout {
            spacing: Theme.unit
            Layout.fillWidth: true
            Layout.preferredWidth: card.width * 0.55

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
                font.pixelSize: Theme.sizeNumber * (card.small ? 0.6 : card.qr && !card.wide ? 0.76 : 1)
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
        ColumnLayout {
            spacing: Theme.unit * 2
            Layout.fillWidth: true
            Layout.preferredWidth: card.width * 0.45

            Rectangle {
                implicitHeight: Theme.border
                color: Theme.line
                visible: !card.wide
                Layout.fillWidth: true
            }
            Repeater {
                model: card.facts

                RowLayout {
                    id: fact
                    required property var modelData
                    spacing: Theme.unit * 2
                    Layout.fillWidth: true

                    Icon {
                        name: fact.modelData.icon
                        color: Theme.onSoft
                        size: Theme.sizeTitle
                    }
                    Label {
                        text: fact.modelData.label
                        color: Theme.muted
                        wrapMode: Text.NoWrap
                    }
                    Label {
                        role: "label"
                        text: fact.modelData.value
                        horizontalAlignment: Text.AlignRight
                        Layout.fillWidth: true
                    }
                }
            }
            QrCode {
                text: card.qr
                spoken: card.qrSpoken
                side: Math.round(card.wide ? card.width * 0.2 : Math.min(card.width * (card.small ? 0.3 : 0.46), Theme.unit * 46))
                visible: card.qr !== ""
                Layout.alignment: Qt.AlignHCenter
            }
        }
    }
}
