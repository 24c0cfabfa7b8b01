// One procedure: how long, how much, which papers, what comes out. What is unknown is said to be.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

KioskPage {
    id: page

    readonly property KioskSearch search: flow.search

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        PageHeader {
            backText: page.words.back
            clock: page.lowered ? "" : page.flow.frame.clock
            onBack: page.flow.back()
            Layout.fillWidth: true
        }
        Flickable {
            id: sheet
            clip: true
            contentHeight: content.implicitHeight + Theme.unit * 8
            boundsBehavior: Flickable.StopAtBounds
            Layout.fillWidth: true
            Layout.fillHeight: true

            ColumnLayout {
                id: content
                spacing: Theme.unit * 4
                x: page.side
                y: Theme.unit * 5
                width: sheet.width - 2 * page.side

                Label {
                    role: "title"
                    text: page.search.name
                    Layout.fillWidth: true
                }
                GridLayout {
                    columns: page.wide ? 2 : 1
                    columnSpacing: Theme.unit * 4
                    rowSpacing: Theme.unit * 3
                    Layout.fillWidth: true

                    ProcedureFact {
                        iconName: "clock"
                        caption: page.words.procedureTime
                        text: page.search.time
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.preferredWidth: 1
                    }
                    ProcedureFact {
                        iconName: "banknote"
                        caption: page.words.procedureFee
                        text: page.search.fee
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.preferredWidth: 1
                    }
                }
                Label {
                    role: "label"
                    text: page.words.procedurePapers
                }
                Label {
                    text: page.search.papersNote
                    visible: text !== ""
                    Layout.fillWidth: true
                }
                Repeater {
                    model: page.search.papers

                    PaperLine {
                        Layout.fillWidth: true
                    }
                }
                Label {
                    role: "label"
                    text: page.words.procedureResults
                }
                Label {
                    text: page.search.results
                    Layout.fillWidth: true
                }
            }
        }
        Rectangle {
            color: Theme.card
            implicitHeight: take.implicitHeight + Theme.unit * 8
            visible: page.flow.home.canTake
            Layout.fillWidth: true

            Button {
                id: take
                objectName: "takeForProcedure"
                kind: "primary"
                text: page.flow.busy ? page.words.taking : page.words.takeForThis
                working: page.flow.busy
                iconName: "ticket"
                implicitHeight: Theme.touch * 1.5
                onClicked: page.flow.takeForProcedure()
                anchors {
                    left: parent.left
                    right: parent.right
                    verticalCenter: parent.verticalCenter
                    leftMargin: page.side
                    rightMargin: page.side
                }
            }
        }
    }
}
