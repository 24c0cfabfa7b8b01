// Whose board this is, and what time it is.
import QtQuick
import MotCua.Controls
import MotCua.Theme

Rectangle {
    id: header

    required property string officeName
    required property string time
    required property string date
    required property string sound
    readonly property real u: Theme.unit

    color: Theme.primaryDark

    Rectangle {
        width: header.u * 1.25
        height: parent.height
        color: Theme.accent
    }

    Label {
        text: header.officeName
        color: Theme.onPrimaryDark
        font.pixelSize: header.u * 5.25
        font.weight: Font.DemiBold
        fontSizeMode: Text.Fit
        minimumPixelSize: header.u * 3
        maximumLineCount: 2
        verticalAlignment: Text.AlignVCenter
        anchors {
            left: parent.left
            leftMargin: header.u * 6
            right: signs.left
            rightMargin: header.u * 4
            top: parent.top
            bottom: parent.bottom
        }
    }

    Row {
        id: signs
        spacing: header.u * 4
        anchors {
            right: parent.right
            rightMargin: header.u * 6
            verticalCenter: parent.verticalCenter
        }

        Column {
            visible: header.sound !== ""
            anchors.verticalCenter: parent.verticalCenter

            Icon {
                name: "volume-x"
                size: header.u * 5
                color: Theme.onNoticeSoft
                anchors.horizontalCenter: parent.horizontalCenter
            }
            Label {
                text: header.sound
                color: Theme.onNoticeSoft
                font.pixelSize: header.u * 3
                wrapMode: Text.NoWrap
            }
        }
        Column {
            anchors.verticalCenter: parent.verticalCenter

            Label {
                text: header.time
                color: Theme.onPrimaryDark
                font.pixelSize: header.u * 7
                font.weight: Font.Bold
                font.features: ({ "tnum": 1 })
                lineHeight: 0.95
                wrapMode: Text.NoWrap
                anchors.right: parent.right
            }
            Label {
                text: header.date
                color: Theme.onPrimaryDarkMuted
                font.pixelSize: header.u * 3
                wrapMode: Text.NoWrap
                anchors.right: parent.right
            }
        }
    }
}
