// The one question over a page: more time? a number without paper?
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

Sheet {
    id: sheet

    required property KioskFlow flow

    Label {
        role: "heading"
        text: sheet.flow.asking.title
        width: parent.width
        Accessible.role: Accessible.AlertMessage
    }
    Label {
        text: sheet.flow.asking.text
        color: Theme.muted
        font.pixelSize: Theme.sizeLabel
        width: parent.width
    }
    Row {
        spacing: Theme.unit * 3
        width: parent.width
        visible: sheet.flow.asking.kind === "time"

        Countdown {
            share: sheet.flow.secondsShare
            width: parent.width - seconds.width - parent.spacing
            anchors.verticalCenter: parent.verticalCenter
        }
        Label {
            id: seconds
            role: "label"
            text: sheet.flow.words.secondsLeft.replace("{}", sheet.flow.secondsLeft)
        }
    }
    ColumnLayout {
        spacing: Theme.touchGap
        width: parent.width

        Button {
            objectName: "answerYes"
            kind: "primary"
            text: sheet.flow.asking.yes
            enabled: sheet.flow.settled
            onClicked: sheet.flow.answer(true)
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.touch * 1.5
        }
        Button {
            objectName: "answerNo"
            text: sheet.flow.asking.no
            enabled: sheet.flow.settled
            onClicked: sheet.flow.answer(false)
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.touch * 1.2
        }
    }
}
