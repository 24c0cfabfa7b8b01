// Words without marks are enough; the list answers at every key.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import MotCua.Controls
import MotCua.Theme
import MotCua.ViewModels

KioskPage {
    id: page

    readonly property KioskSearch search: flow.search

    focus: true
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Backspace)
            search.erase();
        else if (event.text.length === 1 && event.text >= " ")
            search.type(event.text);
        else
            return;
        event.accepted = true;
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        PageHeader {
            backText: page.words.back
            clock: page.lowered ? "" : page.flow.frame.clock
            onBack: page.flow.back()
            Layout.fillWidth: true
        }
        Label {
            role: "heading"
            text: page.words.searchTitle
            visible: !page.lowered && !page.wide
            Layout.fillWidth: true
            Layout.leftMargin: page.side
            Layout.rightMargin: page.side
            Layout.topMargin: Theme.unit * 5
        }
        GridLayout {
            columns: page.wide ? 2 : 1
            columnSpacing: 0
            rowSpacing: 0
            Layout.fillWidth: true
            Layout.fillHeight: true

            ColumnLayout {
                spacing: Theme.unit * 3
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.margins: page.wide ? Theme.unit * 4 : page.side
                Layout.topMargin: Theme.unit * 3
                Layout.bottomMargin: 0

                SearchField {
                    text: page.search.text
                    placeholder: page.words.searchPlaceholder
                    Layout.fillWidth: true
                }
                FoundList {
                    found: page.search.found
                    noteTitle: page.search.noteTitle
                    noteHint: page.search.noteHint
                    onChosen: code => page.flow.chooseProcedure(code)
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                }
            }
            Keypad {
                spaceWord: page.words.space
                eraseWord: page.words.erase
                clearWord: page.words.clear
                onTyped: key => page.search.type(key)
                onErased: page.search.erase()
                onCleared: page.search.clear()
                Layout.fillWidth: !page.wide
                Layout.preferredWidth: page.wide ? page.width * 0.53 : page.width
                Layout.fillHeight: page.wide
            }
        }
    }
}
