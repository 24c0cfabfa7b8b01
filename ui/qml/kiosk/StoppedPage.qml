// No number can be given: why, and what to do instead.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

KioskPage {
    id: page

    ColumnLayout {
        spacing: Theme.unit * 4
        anchors {
            fill: parent
            margins: Theme.unit * 9
        }

        Item {
            Layout.fillHeight: true
        }
        Icon {
            name: "circle-alert"
            color: Theme.danger
            size: Theme.sizeDisplay * 1.2
            Layout.alignment: Qt.AlignHCenter
        }
        Label {
            role: "heading"
            text: page.words.sorry
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
        Label {
            role: "title"
            text: page.flow.stopMessage
            horizontalAlignment: Text.AlignHCenter
            Accessible.role: Accessible.AlertMessage
            Layout.fillWidth: true
        }
        Label {
            role: "label"
            text: page.flow.stopRemedy || page.words.stoppedHint
            color: Theme.muted
            font.weight: Font.Normal
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
        Item {
            Layout.fillHeight: true
        }
        Button {
            objectName: "stoppedHome"
            kind: "primary"
            text: page.words.home
            iconName: "house"
            onClicked: page.flow.close()
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.touch * 1.5
        }
        Label {
            text: page.words.closesIn.replace("{}", page.flow.secondsLeft)
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
        Countdown {
            share: page.flow.secondsShare
            Layout.fillWidth: true
        }
    }
}
