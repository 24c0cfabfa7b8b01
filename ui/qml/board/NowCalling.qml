// The number that is called now and the counter it should go to, as large as the room allows.
import QtQuick
import MotCua.Controls
import MotCua.Theme

Rectangle {
    id: now

    required property bool portrait
    required property int floorPx
    required property string number
    required property string counter
    required property string place
    required property bool fresh
    required property bool spoken
    required property string headline
    required property string hint

    readonly property real u: Theme.unit
    readonly property real pad: u * (portrait ? 4 : 3)
    readonly property real inner: width - 2 * pad
    readonly property real captionSize: u * (portrait ? 6.5 : 5.5)
    // The arrow stands where there is room for it: a long number that must be read from afar needs the place more.
    readonly property bool arrow: !portrait && fitting(u * 15) >= floorPx
    readonly property real middle: arrow ? u * 15 : u * 5
    readonly property real headroom: captionSize * 1.5
    readonly property real footroom: portrait ? 0 : placeRow.height
    readonly property real roomHigh: height - 2 * pad - headroom - footroom
    // One size for both, from the real widths of this number and this counter: nothing is ever cut.
    readonly property real numberSize: Math.floor(Math.max(1, Math.min(fitting(middle), portrait ? roomHigh * 0.76 : roomHigh * 1.06)))
    readonly property real counterSize: portrait ? Math.floor(Math.max(1, Math.min(numberSize, roomHigh * 0.44))) : numberSize

    function fitting(gap: real): real {
        return 100 * (portrait ? inner / numberWide.advanceWidth : (inner - gap) / (numberWide.advanceWidth + counterWide.advanceWidth));
    }

    radius: Theme.radiusTile
    color: fresh ? Theme.card : Theme.paper
    border.width: fresh ? u * 0.75 : 0
    border.color: Theme.number
    Accessible.role: Accessible.AlertMessage
    Accessible.name: number ? qsTr("Mời số %1 đến quầy %2").arg(number).arg(counter) : headline

    TextMetrics {
        id: numberWide
        text: now.number
        font.family: Theme.family
        font.weight: Font.Bold
        font.pixelSize: 100
    }
    TextMetrics {
        id: counterWide
        text: now.counter
        font: numberWide.font
    }

    BoardMessage {
        anchors.fill: parent
        anchors.margins: now.pad
        visible: now.number === ""
        headline: now.headline
        hint: now.hint
    }

    Item {
        id: called
        anchors.fill: parent
        anchors.margins: now.pad
        visible: now.number !== ""

        Row {
            id: caption
            spacing: now.u * 2

            Caption {
                text: now.fresh ? qsTr("MỜI SỐ") : qsTr("SỐ VỪA GỌI")
                size: now.captionSize
                color: now.fresh ? Theme.number : Theme.muted
            }
            Icon {
                name: "volume-2"
                size: now.captionSize * 1.1
                color: Theme.number
                visible: now.spoken
                anchors.verticalCenter: parent.verticalCenter
            }
        }
        Caption {
            text: qsTr("ĐẾN QUẦY")
            size: now.captionSize
            color: now.fresh ? Theme.ink : Theme.muted
            anchors.right: parent.right
            y: now.portrait ? placeRow.y - height - now.u : 0
            anchors.rightMargin: now.portrait ? now.inner - width : 0
        }
        BoardNumber {
            objectName: "called number"
            text: now.number
            font.pixelSize: now.numberSize
            color: Theme.number
            capitalTop: now.headroom + (now.portrait ? now.u * 3 : (now.roomHigh - capital) / 2)
        }
        Icon {
            visible: now.arrow
            name: "arrow-right"
            size: now.u * 9
            color: now.fresh ? Theme.number : Theme.edge
            x: now.inner - counterText.width - (now.inner - counterText.width - numberWide.advanceWidth * now.numberSize / 100 + width) / 2
            y: counterText.capitalTop + (counterText.capital - height) / 2
        }
        BoardNumber {
            id: counterText
            objectName: "called counter"
            text: now.counter
            font.pixelSize: now.counterSize
            color: Theme.ink
            anchors.right: parent.right
            capitalTop: now.portrait ? called.height - capital - now.u : now.headroom + (now.roomHigh - capital) / 2
        }

        Row {
            id: placeRow
            spacing: now.u * 2
            height: now.u * 7
            anchors.bottom: parent.bottom

            Icon {
                name: "map-pin"
                size: now.u * 4.5
                color: Theme.muted
                visible: now.place !== ""
                anchors.verticalCenter: parent.verticalCenter
            }
            Label {
                text: now.place
                color: Theme.ink
                font.pixelSize: now.u * 5
                wrapMode: Text.NoWrap
                elide: Text.ElideRight
                width: Math.min(implicitWidth, now.inner - now.u * 8)
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
}
