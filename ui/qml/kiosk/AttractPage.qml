// Nobody has been here for a while: one sentence that can be read from across the room.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

KioskPage {
    id: page

    Rectangle {
        anchors.fill: parent
        color: Theme.primaryDark
        Accessible.ignored: true
    }
    Rectangle {
        width: Theme.unit * 1.5
        height: parent.height
        color: Theme.accent
    }
    ColumnLayout {
        spacing: Theme.unit * 3
        anchors {
            fill: parent
            margins: Theme.unit * 10
        }

        Label {
            role: "title"
            text: page.flow.frame.officeName
            color: Theme.onPrimaryDark
            Layout.fillWidth: true
        }
        Label {
            text: page.flow.frame.place
            color: Theme.onPrimaryDarkMuted
            Layout.fillWidth: true
        }
        Item {
            Layout.fillHeight: true
        }
        Label {
            role: "display"
            text: page.flow.frame.clock
            color: Theme.onPrimaryDark
            font.pixelSize: Theme.sizeNumber
            lineHeight: 0.95
        }
        Label {
            role: "title"
            text: page.flow.frame.date
            color: Theme.onPrimaryDarkMuted
        }
        Item {
            Layout.fillHeight: true
        }
        Label {
            role: "display"
            text: page.words.attract
            color: Theme.accent
            Layout.fillWidth: true
        }
        Label {
            role: "label"
            text: page.home.notice !== "" ? page.home.notice : page.words.attractHint
            color: Theme.onPrimaryDark
            Layout.fillWidth: true
        }
    }

    readonly property KioskHome home: flow.home
}
