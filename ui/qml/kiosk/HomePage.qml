// Where everybody begins; also while the machine starts and outside office hours.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Components
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

KioskPage {
    id: page

    readonly property KioskHome home: flow.home
    readonly property bool starting: flow.page === "starting"

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        OfficeHeader {
            officeName: page.flow.frame.officeName
            place: page.flow.frame.place
            clock: page.flow.frame.clock
            date: page.flow.frame.date
            visible: !page.lowered
            Layout.fillWidth: true
            Layout.preferredHeight: page.wide ? implicitHeight : Math.max(implicitHeight, Theme.unit * 34)
        }
        ColumnLayout {
            spacing: Theme.unit * 3
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.leftMargin: page.side
            Layout.rightMargin: page.side
            Layout.topMargin: page.wide || page.lowered ? Theme.unit * 4 : Theme.unit * 8
            Layout.bottomMargin: Theme.unit * 4

            Label {
                role: "heading"
                text: page.home.title
                visible: page.home.canTake
                Layout.fillWidth: true
            }
            Notice {
                text: page.home.notice
                iconName: "printer"
                visible: text !== ""
                Layout.fillWidth: true
            }
            Item {
                visible: !page.home.canTake
                Layout.fillHeight: true
            }
            Standstill {
                iconName: page.starting ? "hourglass" : "clock"
                title: page.home.title
                subtitle: page.home.subtitle
                details: page.home.details
                visible: !page.home.canTake
                Layout.fillWidth: true
            }
            Item {
                visible: !page.home.canTake
                Layout.fillHeight: true
            }
            GridLayout {
                id: choices
                columns: page.wide ? 2 : 1
                columnSpacing: Theme.unit * 4
                rowSpacing: Theme.unit * 4
                visible: !page.starting
                Layout.fillWidth: true
                Layout.fillHeight: page.home.canTake

                TakeNumberCard {
                    objectName: "takeNumber"
                    text: page.home.take
                    hint: page.home.takeHint
                    invitation: page.words.touchHere
                    paperless: page.home.paperless
                    visible: page.home.canTake
                    onClicked: page.flow.takeNumber()
                    Layout.row: page.wide ? 0 : 1
                    Layout.column: 0
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: page.width * 0.62
                }
                Tile {
                    objectName: "procedures"
                    title: page.words.procedures
                    hint: page.words.proceduresHint
                    iconName: "search"
                    forward: true
                    visible: page.home.canLookUp
                    onClicked: page.flow.lookUp()
                    Layout.row: 0
                    Layout.column: page.wide && page.home.canTake ? 1 : 0
                    Layout.fillWidth: true
                    Layout.fillHeight: page.wide && page.home.canTake
                    Layout.preferredWidth: page.width * 0.38
                }
            }
            LanguageRow {
                flow: page.flow
                Layout.fillWidth: true
                Layout.topMargin: Theme.unit
            }
        }
        StatusLine {
            status: page.flow.frame.status
            serving: page.flow.frame.serving
            offline: page.flow.frame.offline
            Layout.fillWidth: true
        }
    }
}
