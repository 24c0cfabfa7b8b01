// A heading in capitals, quiet.
import QtQuick
import MotCua.Controls
import MotCua.Theme

Label {
    property real size: Theme.sizeLabel

    color: Theme.muted
    wrapMode: Text.NoWrap
    font.weight: Font.DemiBold
    font.pixelSize: size
    font.letterSpacing: size * 0.04
}
