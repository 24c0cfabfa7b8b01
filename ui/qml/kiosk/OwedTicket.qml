// A number whose paper did not come out: print it again, or withdraw it.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

Card {
    id: row

    required property string ticketId
    required property string number
    required property string text
    property bool busy: false
    signal reprint
    // The first touch on "Hủy số" only arms it: a number is withdrawn for ever.
    property bool armed: false
    signal withdraw

    implicitHeight: line.implicitHeight + Theme.unit * 4

    onTicketIdChanged: armed = false

    Timer {
        interval: 5000
        running: row.armed
        onTriggered: row.armed = false
    }
    RowLayout {
        id: line
        spacing: Theme.touchGap
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.unit * 3
        }

        Label {
            role: "title"
            text: row.number
        }
        Label {
            text: row.text
            color: Theme.muted
            Layout.fillWidth: true
        }
        Button {
            objectName: "reprint-" + row.number
            text: "In lại"
            spoken: "In lại số " + row.number
            iconName: "printer"
            working: row.busy
            onClicked: row.reprint()
        }
        Button {
            objectName: "withdraw-" + row.number
            kind: "danger"
            text: row.armed ? "Chạm lần nữa để hủy" : "Hủy số"
            spoken: text + " " + row.number
            working: row.busy
            onClicked: row.armed ? row.withdraw() : row.armed = true
        }
    }
}
