// A called number or counter. Its figures are placed by eye: `capitalTop` and `capital` are where they really stand.
import QtQuick
import MotCua.Controls

Label {
    property real capitalTop: 0
    readonly property real capital: font.pixelSize * 0.74

    wrapMode: Text.NoWrap
    lineHeight: 1
    font.weight: Font.Bold
    y: capitalTop + capital - baselineOffset
}
