// Letters for a machine without a keyboard. It only says which key was touched: Telex is the model's business.
pragma ComponentBehavior: Bound
import QtQuick
import MotCua.Theme

Rectangle {
    id: keypad

    required property string spaceWord
    required property string eraseWord
    required property string clearWord
    readonly property real gap: Theme.unit * 1.5
    readonly property real keyWidth: (width - Theme.unit * 4 - gap * 9) / 10
    signal typed(string key)
    signal erased
    signal cleared

    implicitHeight: keys.implicitHeight + Theme.unit * 6
    color: Theme.soft

    component KeyCap: Button {
        leftPadding: 0
        rightPadding: 0
        height: Theme.touch * 1.1
        background.width: width
    }

    Column {
        id: keys
        spacing: Theme.unit * 2
        anchors.centerIn: parent

        Repeater {
            model: ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"]

            Row {
                id: line
                required property string modelData
                spacing: keypad.gap
                anchors.horizontalCenter: parent?.horizontalCenter

                Repeater {
                    model: line.modelData.split("")

                    KeyCap {
                        required property string modelData
                        width: keypad.keyWidth
                        text: modelData
                        onClicked: keypad.typed(modelData)
                    }
                }
            }
        }
        Row {
            spacing: keypad.gap
            anchors.horizontalCenter: parent.horizontalCenter

            KeyCap {
                width: keypad.keyWidth * 2.5 + keypad.gap * 1.5
                text: keypad.clearWord
                size: "small"
                onClicked: keypad.cleared()
            }
            KeyCap {
                width: keypad.keyWidth * 4 + keypad.gap * 4
                text: keypad.spaceWord
                size: "small"
                onClicked: keypad.typed(" ")
            }
            KeyCap {
                width: keypad.keyWidth * 3.5 + keypad.gap * 2.5
                text: keypad.eraseWord
                iconName: "delete"
                size: "small"
                onClicked: keypad.erased()
            }
        }
    }
}
