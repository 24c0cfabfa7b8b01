// For the technician: what the machine says, and the numbers that are still owed their paper.
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
            note: "Kỹ thuật viên"
            clock: page.flow.frame.clock
            onBack: page.technician.goHome()
            Layout.fillWidth: true
        }
        ColumnLayout {
            spacing: Theme.unit * 3
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.margins: page.side

            TechnicianFacts {
                facts: page.technician.facts
                Layout.fillWidth: true
            }
            Notice {
                text: page.technician.note
                tone: "success"
                iconName: "info"
                visible: text !== ""
                Layout.fillWidth: true
            }
            Notice {
                text: "Đồng hồ máy chỉ ngày " + page.technician.doubtfulDay + ", chưa có gì xác nhận nên chưa phát số."
                tone: "notice"
                iconName: "calendar"
                visible: page.technician.doubtfulDay !== ""
                Layout.fillWidth: true
            }
            Button {
                objectName: "confirmDay"
                kind: "primary"
                text: "Hôm nay đúng là ngày " + page.technician.doubtfulDay
                iconName: "check"
                visible: page.technician.doubtfulDay !== ""
                working: page.technician.busy
                onClicked: page.technician.confirmDay()
                Layout.fillWidth: true
            }
            Label {
                role: "title"
                text: page.technician.owed ? "Phiếu chưa ra giấy" : "Không có phiếu nào còn thiếu giấy"
                Layout.fillWidth: true
            }
            ListView {
                id: owed
                model: page.technician.unprinted
                spacing: Theme.unit * 2
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                Layout.fillWidth: true
                Layout.fillHeight: true

                delegate: OwedTicket {
                    width: owed.width
                    busy: page.technician.busy
                    onReprint: page.technician.reprint(ticketId)
                    onWithdraw: page.technician.withdraw(ticketId)
                }
            }
            RowLayout {
                spacing: Theme.touchGap
                Layout.fillWidth: true

                Button {
                    objectName: "testPrint"
                    text: "In phiếu thử"
                    iconName: "printer"
                    working: page.technician.busy
                    onClicked: page.technician.testPrint()
                    Layout.fillWidth: true
                }
                Button {
                    objectName: "exitProgram"
                    kind: "danger"
                    text: "Thoát chương trình"
                    iconName: "log-out"
                    onClicked: page.technician.exit()
                    Layout.fillWidth: true
                }
            }
        }
    }
}
