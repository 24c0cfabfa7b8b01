// The number. While paper is on its way it cannot be closed; a number without paper stays for a photograph.
import QtQuick
import QtQuick.Layouts
import MotCua.Components
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

KioskPage {
    id: page

    readonly property KioskTicket ticket: flow.ticket
    readonly property bool onScreen: ticket.qr !== ""

    Rectangle {
        anchors.fill: parent
        color: Theme.primary
        Accessible.ignored: true
    }
    MouseArea {
        anchors.fill: parent
        enabled: !page.onScreen
        onClicked: page.flow.close()
    }
    ColumnLayout {
        spacing: Theme.unit * (page.wide || page.lowered ? 2 : 4)
        anchors {
            fill: parent
            leftMargin: page.wide ? page.width * (page.onScreen ? 0.06 : 0.1) : Theme.unit * 9
            rightMargin: page.wide ? page.width * (page.onScreen ? 0.06 : 0.1) : Theme.unit * 9
            topMargin: Theme.unit * (page.wide || page.lowered ? 3 : page.onScreen ? 5 : 10)
            bottomMargin: Theme.unit * (page.wide || page.lowered ? 4 : page.onScreen ? 5 : 10)
        }

        Item {
            Layout.fillHeight: true
        }
        Label {
            role: "heading"
            text: page.ticket.invitation
            color: Theme.onPrimary
            font.pixelSize: Theme.sizeHeading * (page.wide || page.lowered ? 1 : 1.15)
            horizontalAlignment: Text.AlignHCenter
            Accessible.role: Accessible.AlertMessage
            Layout.fillWidth: true
        }
        Label {
            role: "body"
            text: page.ticket.explanation
            color: Theme.onPrimaryMuted
            font.pixelSize: page.lowered ? Theme.sizeBody : Theme.sizeLabel
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
        TicketCard {
            objectName: "ticketCard"
            caption: page.words.yourNumber
            number: page.ticket.number
            field: page.ticket.field
            priority: page.ticket.priority
            facts: [
                {
                    "icon": "users-round",
                    "label": page.words.aheadLabel,
                    "value": page.ticket.ahead
                },
                {
                    "icon": "hourglass",
                    "label": page.words.waitLabel,
                    "value": page.ticket.wait
                },
                {
                    "icon": "map-pin",
                    "label": page.words.areaLabel,
                    "value": page.ticket.area
                }
            ]
            qr: page.ticket.qr
            qrSpoken: page.words.yourNumber + ": " + page.ticket.number
            wide: page.wide
            small: page.lowered
            Layout.fillWidth: true
            Layout.preferredHeight: implicitHeight
        }
        Item {
            Layout.fillHeight: true
        }
        Button {
            objectName: "ticketDone"
            kind: "accent"
            text: page.ticket.canClose ? page.words.done : page.words.printingNow
            size: "title"
            enabled: page.ticket.canClose
            working: !page.ticket.canClose
            onClicked: page.flow.close()
            Layout.fillWidth: true
            Layout.maximumWidth: page.wide ? page.width * 0.4 : -1
            Layout.alignment: Qt.AlignHCenter
            Layout.preferredHeight: Theme.touch * (page.wide || page.lowered ? 1.2 : 1.5)
        }
        Label {
            text: page.ticket.canClose ? page.words.closesIn.replace("{}", page.flow.secondsLeft) : " "
            color: Theme.onPrimaryMuted
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
        Countdown {
            share: page.ticket.canClose ? page.flow.secondsShare : 1
            color: Theme.primaryDark
            ink: Theme.onPrimary
            Layout.fillWidth: true
        }
    }
}
