// A drawing of a ticket, so that nobody has to read what the button gives.
pragma ComponentBehavior: Bound
import QtQuick
import MotCua.Controls
import MotCua.Theme

Item {
    id: slip

    required property real size

    implicitWidth: size * 0.78
    implicitHeight: size
    Accessible.ignored: true

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: "white"
        antialiasing: true
        rotation: 6

        Column {
            anchors.centerIn: parent
            spacing: slip.size * 0.055

            Icon {
                name: "landmark"
                size: slip.size * 0.16
                color: Theme.primary
                anchors.horizontalCenter: parent.horizontalCenter
            }
            Text {
                text: "A012"
                color: "black"
                font.family: Theme.family
                font.weight: Font.ExtraBold
                font.pixelSize: slip.size * 0.23
                anchors.horizontalCenter: parent.horizontalCenter
                Accessible.ignored: true
            }
            Repeater {
                model: [0.5, 0.42, 0.34]

                Rectangle {
                    required property real modelData
                    width: slip.size * modelData
                    height: slip.size * 0.024
                    radius: height / 2
                    color: Theme.line
                    anchors.horizontalCenter: parent?.horizontalCenter
                }
            }
        }
    }
}
