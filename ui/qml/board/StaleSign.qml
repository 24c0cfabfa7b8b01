// "No data since 10:32": not the same as nobody waiting.
import QtQuick
import MotCua.Controls
import MotCua.Theme

Rectangle {
    id: sign

    required property string text
    readonly property real u: Theme.unit

    visible: text !== ""
    radius: Theme.radius
    color: Theme.noticeSoft
    border.width: Theme.border
    border.color: Theme.onNoticeSoft
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Accessible.ignored: !visible

    Icon {
        id: cut
        name: "wifi-off"
        size: sign.u * 4.5
        color: Theme.onNoticeSoft
        x: sign.u * 2
        anchors.verticalCenter: parent.verticalCenter
    }
    Label {
        text: sign.text
        color: Theme.onNoticeSoft
        font.pixelSize: sign.u * 4
        font.weight: Font.DemiBold
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: sign.u * 2.5
        wrapMode: Text.NoWrap
        verticalAlignment: Text.AlignVCenter
        height: parent.height
        anchors {
            left: cut.right
            leftMargin: sign.u * 2
            right: parent.right
            rightMargin: sign.u * 2
        }
    }
}
