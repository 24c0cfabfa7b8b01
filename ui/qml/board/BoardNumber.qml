// A called number or counter: a line box of the height of its figures, so that it can be placed by eye.
import QtQuick
import MotCua.Controls

Label {
    wrapMode: Text.NoWrap
    lineHeightMode: Text.FixedHeight
    lineHeight: font.pixelSize
    font.weight: Font.Bold
}
