// What every page is given: the flow, and the shape of the screen.
import QtQuick
import MotCua.Theme
import MotCua.ViewModels

Item {
    required property KioskFlow flow
    required property bool wide
    required property bool lowered
    readonly property var words: flow.words
    readonly property real side: Theme.unit * 7
}
