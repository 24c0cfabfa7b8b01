// The language, and how the screen is made easier to read and to reach.
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

RowLayout {
    id: row

    required property KioskFlow flow

    spacing: Theme.touchGap

    Button {
        objectName: "vietnamese"
        text: "Tiếng Việt"
        size: "body"
        chosen: row.flow.language === "vi"
        onClicked: row.flow.speak("vi")
    }
    Button {
        objectName: "english"
        text: "English"
        size: "body"
        chosen: row.flow.language === "en"
        onClicked: row.flow.speak("en")
    }
    Item {
        Layout.fillWidth: true
    }
    Button {
        objectName: "comfort"
        text: row.flow.words.comfort
        iconName: "accessibility"
        size: "body"
        onClicked: row.flow.comfort("open")
        Layout.fillWidth: true
        Layout.maximumWidth: implicitWidth
    }
}
