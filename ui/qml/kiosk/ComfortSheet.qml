// Larger letters, stronger contrast, buttons within reach of a wheelchair: for this person only.
import QtQuick
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

Sheet {
    id: sheet

    required property KioskFlow flow
    required property bool wide

    low: !wide

    Label {
        role: "heading"
        text: sheet.flow.words.comfortTitle
        width: parent.width
    }
    Label {
        text: sheet.flow.words.comfortNote
        color: Theme.muted
        width: parent.width
    }
    Column {
        spacing: Theme.touchGap
        width: parent.width

        Toggle {
            objectName: "large"
            text: sheet.flow.words.largeText
            iconName: "eye"
            on: sheet.flow.large
            onWord: sheet.flow.words.on
            offWord: sheet.flow.words.off
            width: parent.width
            onClicked: sheet.flow.comfort("large")
        }
        Toggle {
            objectName: "contrast"
            text: sheet.flow.words.highContrast
            iconName: "contrast"
            on: sheet.flow.contrast
            onWord: sheet.flow.words.on
            offWord: sheet.flow.words.off
            width: parent.width
            onClicked: sheet.flow.comfort("contrast")
        }
        Toggle {
            objectName: "lowered"
            text: sheet.flow.words.lowered
            iconName: "wheelchair"
            visible: !sheet.wide
            on: sheet.flow.lowered
            onWord: sheet.flow.words.on
            offWord: sheet.flow.words.off
            width: parent.width
            onClicked: sheet.flow.comfort("lowered")
        }
    }
    Button {
        objectName: "comfortDone"
        kind: "primary"
        text: sheet.flow.words.done
        width: parent.width
        height: Theme.touch * 1.3
        onClicked: sheet.flow.comfort("close")
    }
}
