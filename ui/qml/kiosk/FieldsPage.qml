// What the visit is about. A touch on a field takes the number.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Components
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

KioskPage {
    id: page

    readonly property KioskFields fields: flow.fields
    readonly property int columns: wide || lowered ? 2 : 1

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        PageHeader {
            backText: page.words.home
            clock: page.lowered ? "" : page.flow.frame.clock
            note: page.fields.pageText
            onBack: page.flow.back()
            Layout.fillWidth: true
        }
        ColumnLayout {
            spacing: Theme.unit * (page.lowered ? 2 : 3)
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.leftMargin: page.side
            Layout.rightMargin: page.side
            Layout.topMargin: Theme.unit * (page.wide || page.lowered ? 3 : 6)
            Layout.bottomMargin: Theme.unit * (page.wide ? 3 : 4)

            Label {
                role: "heading"
                text: page.words.chooseField
                Layout.fillWidth: true
            }
            Notice {
                text: page.fields.notice
                iconName: "printer"
                visible: text !== ""
                Layout.fillWidth: true
            }
            GridLayout {
                columns: page.columns
                columnSpacing: Theme.touchGap
                rowSpacing: Theme.touchGap
                Layout.fillWidth: true
                Layout.fillHeight: true

                Repeater {
                    model: page.fields.tiles

                    Tile {
                        required property string code
                        required property string name
                        required property string people
                        required property string wait
                        required property bool taking
                        required hint
                        required iconName

                        objectName: "field-" + code
                        title: name
                        pictured: !page.lowered
                        side: people
                        sideHint: wait
                        working: taking
                        stacked: page.lowered
                        dense: page.fields.pages > 1 || page.fields.count > 6 || (page.wide && page.flow.large)
                        onClicked: page.flow.chooseField(code)
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.maximumHeight: Theme.touch * 2.4
                        Layout.preferredWidth: page.width / page.columns
                    }
                }
            }
            Item {
                visible: !page.wide
                Layout.fillHeight: true
                Layout.maximumHeight: Theme.unit * 30
            }
            GridLayout {
                columns: page.wide ? 4 : 2
                columnSpacing: Theme.touchGap
                rowSpacing: Theme.touchGap
                Layout.fillWidth: true

                Button {
                    objectName: "previousFields"
                    text: page.words.previousPage
                    iconName: "chevron-left"
                    visible: page.fields.pages > 1
                    enabled: page.fields.page > 0
                    opacity: enabled ? 1 : 0.45
                    onClicked: page.flow.turnPage(-1)
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                }
                Button {
                    objectName: "nextFields"
                    text: page.words.nextPage
                    iconName: "chevron-right"
                    iconAfter: true
                    visible: page.fields.pages > 1
                    enabled: page.fields.page < page.fields.pages - 1
                    opacity: enabled ? 1 : 0.45
                    onClicked: page.flow.turnPage(1)
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                }
                Button {
                    objectName: "findProcedure"
                    text: page.words.findProcedure
                    iconName: "search"
                    size: "body"
                    onClicked: page.flow.lookUp()
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                }
                Button {
                    objectName: "priority"
                    text: page.fields.priority || page.words.priorityOffer
                    iconName: page.fields.priority ? "circle-check" : "heart-handshake"
                    chosen: page.fields.priority !== ""
                    size: "body"
                    onClicked: page.flow.offerPriority()
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                }
            }
        }
        StatusLine {
            status: page.flow.frame.status
            serving: page.flow.frame.serving
            offline: page.flow.frame.offline
            visible: !page.lowered
            Layout.fillWidth: true
        }
    }
}
