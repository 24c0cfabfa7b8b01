// The door of the technician's corner.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

KioskPage {
    id: page

    readonly property KioskTechnician technician: flow.technician

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        PageHeader {
            backText: page.words.home
            onBack: page.flow.back()
            Layout.fillWidth: true
        }
        Item {
            Layout.fillHeight: true
        }
        ColumnLayout {
            spacing: Theme.unit * 4
            Layout.alignment: Qt.AlignCenter

            Label {
                role: "heading"
                text: "Mã PIN của kỹ thuật viên"
                Layout.alignment: Qt.AlignHCenter
            }
            Row {
                spacing: Theme.unit * 3
                Layout.alignment: Qt.AlignHCenter
                Accessible.role: Accessible.StaticText
                Accessible.name: page.technician.typed + " / " + page.technician.digits

                Repeater {
                    model: page.technician.digits

                    Rectangle {
                        required property int index
                        width: Theme.unit * 4
                        height: width
                        radius: width / 2
                        color: index < page.technician.typed ? Theme.primary : Theme.card
                        border.width: Theme.border
                        border.color: Theme.edge
                    }
                }
            }
            Label {
                text: page.technician.note || " "
                color: Theme.danger
                Layout.alignment: Qt.AlignHCenter
            }
            DigitPad {
                eraseWord: page.words.erase
                onTyped: digit => page.technician.type(digit)
                onErased: page.technician.erase()
                Layout.alignment: Qt.AlignHCenter
            }
        }
        Item {
            Layout.fillHeight: true
        }
    }
}
