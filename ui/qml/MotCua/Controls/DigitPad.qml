// Ten digits for a PIN.
pragma ComponentBehavior: Bound
import QtQuick
import MotCua.Theme

Grid {
    id: pad

    required property string eraseWord
    signal typed(string digit)
    signal erased

    columns: 3
    spacing: Theme.touchGap

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "erase"]

        Item {
            id: place
            required property string modelData
            width: Theme.touch * 1.8
            height: Theme.touch * 1.4

            Button {
                anchors.fill: parent
                leftPadding: 0
                rightPadding: 0
                visible: place.modelData !== ""
                text: place.modelData === "erase" ? "" : place.modelData
                iconName: place.modelData === "erase" ? "delete" : ""
                spoken: place.modelData === "erase" ? pad.eraseWord : place.modelData
                size: "title"
                onClicked: place.modelData === "erase" ? pad.erased() : pad.typed(place.modelData)
            }
        }
    }
}
