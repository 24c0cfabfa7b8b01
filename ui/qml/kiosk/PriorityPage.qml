// A person may say that the law lets them go first; the counter checks.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme

KioskPage {
    id: page

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        PageHeader {
            backText: page.words.back
            clock: page.lowered ? "" : page.flow.frame.clock
            onBack: page.flow.back()
            Layout.fillWidth: true
        }
        ColumnLayout {
            spacing: Theme.unit * 3
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.leftMargin: page.side
            Layout.rightMargin: page.side
            Layout.topMargin: Theme.unit * (page.wide || page.lowered ? 3 : 6)
            Layout.bottomMargin: Theme.unit * 6

            Label {
                role: "heading"
                text: page.words.priorityTitle
                Layout.fillWidth: true
            }
            Label {
                text: page.words.priorityNote
                color: Theme.muted
                Layout.fillWidth: true
            }
            Item {
                Layout.fillHeight: true
            }
            GridLayout {
                columns: page.wide || page.lowered ? 2 : 1
                columnSpacing: Theme.touchGap
                rowSpacing: Theme.touchGap
                Layout.fillWidth: true

                Repeater {
                    model: page.flow.fields.priorities

                    Tile {
                        required property string code
                        required property string name
                        required hint
                        required iconName
                        required chosen

                        objectName: "priority-" + code
                        title: name
                        stacked: page.lowered
                        titleSize: page.flow.large && (page.wide || page.lowered) ? Theme.sizeLabel : Theme.sizeTitle
                        pictured: !page.lowered
                        onClicked: page.flow.choosePriority(code)
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.preferredWidth: 1
                        Layout.preferredHeight: Theme.touch * 2.1
                    }
                }
            }
            Button {
                objectName: "noPriority"
                text: page.words.priorityNone
                onClicked: page.flow.choosePriority("")
                Layout.fillWidth: true
                Layout.preferredHeight: Theme.touch * 1.3
            }
        }
    }
}
