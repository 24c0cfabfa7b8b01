// Time that runs out, as a bar; the seconds in words stand beside it.
import QtQuick
import MotCua.Theme

Rectangle {
    id: countdown

    required property real share
    property color ink: Theme.primary

    implicitHeight: Theme.unit * 1.5
    radius: height / 2
    color: Theme.line
    Accessible.ignored: true

    Rectangle {
        height: parent.height
        radius: parent.radius
        width: Math.max(height, parent.width * Math.min(1, countdown.share))
        color: countdown.ink
        visible: countdown.share > 0
    }
}
