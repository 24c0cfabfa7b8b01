// A large choice: an icon, a title with a hint, and two lines of figures at the side.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import MotCua.Theme

Basic.AbstractButton {
    id: tile

    property string title
    property string hint
    property string iconName
    property bool pictured: iconName !== ""
    property string side
    property string sideHint
    property bool chosen: false
    property bool working: false
    property bool forward: false
    // Narrow tiles put the figures below the title and leave the hint out.
    property bool stacked: false
    // Where many lie above each other: a smaller title, and a hint only in the room that is left.
    property bool dense: false
    property real titleSize: stacked || dense ? Theme.sizeLabel : Theme.sizeTitle

    implicitHeight: Math.max(Theme.touch * (dense ? 1.2 : 1.6), row.implicitHeight + Theme.unit * (dense ? 2 : 4))
    leftPadding: Theme.unit * 3
    rightPadding: Theme.unit * 3
    focusPolicy: Qt.TabFocus
    text: title
    Accessible.name: [title, hint, side, sideHint].filter(part => part !== "").join(", ")

    background: Card {
        color: tile.down || tile.chosen || tile.working ? Theme.soft : Theme.card
        border.color: tile.chosen || tile.working ? Theme.primary : Theme.edge

        FocusRing {
            shown: tile.visualFocus
        }
    }

    contentItem: RowLayout {
        id: row
        spacing: Theme.unit * 3

        Rectangle {
            implicitWidth: Theme.unit * 10
            implicitHeight: implicitWidth
            radius: Theme.radiusTile
            color: tile.down || tile.chosen || tile.working ? Theme.card : Theme.soft
            visible: tile.pictured

            Icon {
                name: tile.iconName
                color: Theme.onSoft
                size: parent.width * 0.58
                anchors.centerIn: parent
            }
        }
        GridLayout {
            columns: tile.stacked ? 1 : 2
            columnSpacing: Theme.unit * 3
            rowSpacing: Theme.unit
            Layout.fillWidth: true

            ColumnLayout {
                spacing: Theme.unit * 0.5
                Layout.fillWidth: true

                Label {
                    id: head
                    role: "label"
                    text: tile.title
                    font.pixelSize: tile.titleSize
                    Layout.fillWidth: true
                    Accessible.ignored: true
                }
                Label {
                    role: "small"
                    text: tile.hint
                    visible: text !== "" && !tile.stacked && !(tile.dense && head.lineCount > 1)
                    maximumLineCount: tile.dense ? 1 : 3
                    elide: Text.ElideRight
                    Layout.fillWidth: true
                    Accessible.ignored: true
                }
            }
            ColumnLayout {
                spacing: Theme.unit * 0.5
                visible: tile.side !== "" || tile.sideHint !== ""
                Layout.fillWidth: tile.stacked

                Label {
                    role: "label"
                    text: tile.side
                    font.pixelSize: Theme.sizeBody
                    Layout.alignment: tile.stacked ? Qt.AlignLeft : Qt.AlignRight
                    Accessible.ignored: true
                }
                Label {
                    role: "small"
                    text: tile.sideHint
                    visible: text !== ""
                    Layout.alignment: tile.stacked ? Qt.AlignLeft : Qt.AlignRight
                    Accessible.ignored: true
                }
            }
        }
        Icon {
            name: "chevron-right"
            color: Theme.muted
            visible: tile.forward
        }
    }
}
