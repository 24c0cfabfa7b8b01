// Notices, one at a time: they stand still and are changed calmly. What people must know now takes their place.
import QtQuick
import MotCua.Controls
import MotCua.Theme

Rectangle {
    id: ticker

    required property string text
    required property bool alarmed
    readonly property real u: Theme.unit
    readonly property color ink: alarmed ? Theme.onNoticeSoft : Theme.onPrimaryDark

    color: alarmed ? Theme.noticeSoft : Theme.primaryDark
    onTextChanged: appear.restart()

    Rectangle {
        width: parent.width
        height: Theme.border
        color: ticker.alarmed ? Theme.onNoticeSoft : Theme.line
    }
    Icon {
        id: sign
        name: ticker.alarmed ? "triangle-alert" : "info"
        size: ticker.u * 5
        color: ticker.alarmed ? ticker.ink : Theme.primary
        visible: ticker.text !== ""
        x: ticker.u * 6
        anchors.verticalCenter: parent.verticalCenter
    }
    Label {
        id: words
        text: ticker.text
        color: ticker.ink
        font.pixelSize: ticker.u * 4.5
        fontSizeMode: Text.Fit
        minimumPixelSize: ticker.u * 2.75
        maximumLineCount: 2
        verticalAlignment: Text.AlignVCenter
        anchors {
            left: sign.right
            leftMargin: ticker.u * 3
            right: parent.right
            rightMargin: ticker.u * 6
            top: parent.top
            bottom: parent.bottom
        }

        NumberAnimation on opacity {
            id: appear
            from: 0.2
            to: 1
            duration: Theme.calm
        }
    }
}
