// A QR code in whole pixels per module, black on white with its quiet zone, whatever the theme.
import QtQuick

Image {
    id: code

    required property string text
    property string spoken
    property int side: 320

    width: side
    height: side
    sourceSize: Qt.size(side, side)
    smooth: false
    cache: false
    source: text ? "image://qr/" + encodeURIComponent(text) : ""
    Accessible.role: Accessible.Graphic
    Accessible.name: spoken
}
