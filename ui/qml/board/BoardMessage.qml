// What stands in the middle while no number is called: why, and what to do.
import QtQuick
import MotCua.Controls
import MotCua.Theme

Column {
    id: message

    required property string headline
    required property string hint

    spacing: Theme.unit * 3
    topPadding: Math.max(0, (height - head.height - below.height - spacing) / 2)

    Label {
        id: head
        text: message.headline
        width: parent.width
        font.pixelSize: Theme.unit * 15
        font.weight: Font.Bold
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.unit * 5
        wrapMode: Text.NoWrap
    }
    Label {
        id: below
        text: message.hint
        width: parent.width
        color: Theme.muted
        font.pixelSize: Theme.unit * 7
    }
}
