// Where the keyboard is. Lies around its parent, never over it.
import QtQuick
import MotCua.Theme

Rectangle {
    required property bool shown
    property real around: Theme.radiusTile

    anchors.fill: parent
    anchors.margins: -Theme.border * 3
    radius: around + Theme.border * 3
    color: "transparent"
    border.width: Theme.border * 2
    border.color: Theme.focus
    visible: shown
}
