// Something people should know before they go on: trouble that can be lived with ("notice") or not ("danger").
import QtQuick
import QtQuick.Layouts
import MotCua.Theme

Rectangle {
    id: notice

    required property string text
    property string tone: "notice"
    property string iconName: "triangle-alert"
    readonly property color ink: tone === "danger" ? Theme.onDangerSoft : tone === "success" ? Theme.onSuccessSoft : Theme.onNoticeSoft

    implicitHeight: row.implicitHeight + Theme.unit * 4
    radius: Theme.radiusTile
    color: tone === "danger" ? Theme.dangerSoft : tone === "success" ? Theme.successSoft : Theme.noticeSoft
    border.width: Theme.border
    border.color: ink
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    RowLayout {
        id: row
        spacing: Theme.unit * 2
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.unit * 3
        }

        Icon {
            name: notice.iconName
            color: notice.ink
        }
        Label {
            text: notice.text
            color: notice.ink
            font.weight: Font.DemiBold
            Layout.fillWidth: true
            Accessible.ignored: true
        }
    }
}
