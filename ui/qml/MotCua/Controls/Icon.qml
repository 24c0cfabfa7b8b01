// A picture beside its word, in any colour of the theme. Never alone: a reader does not hear it.
import QtQuick
import MotCua.Theme

Image {
    id: icon

    required property string name
    property color color: Theme.ink
    property real size: Theme.sizeLabel

    width: size
    height: size
    sourceSize: Qt.size(size, size)
    source: name ? "image://icon/" + name + "/" + color.toString().slice(-6) : ""
    Accessible.ignored: true
}
