// The waiting room's picture. Landscape: calls on the left, the lines on the right; portrait: one above the other.
import QtQuick
import MotCua.Theme
import MotCua.ViewModels

Rectangle {
    id: page

    required property Board board
    readonly property bool portrait: board.portrait
    readonly property real u: Theme.unit
    readonly property real gap: u * 3
    readonly property real sideWidth: portrait ? width : width * 0.31
    readonly property real bodyTop: header.height
    readonly property real bodyHeight: height - header.height - footer.height
    readonly property real callsWidth: portrait ? width : width - sideWidth
    readonly property real nowHeight: bodyHeight * (portrait ? 0.45 : 0.58)
    readonly property real lastHeight: portrait ? bodyHeight * 0.21 : bodyHeight - nowHeight

    color: Theme.paper
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Bảng gọi số")

    BoardHeader {
        id: header
        width: parent.width
        height: page.u * (page.portrait ? 19 : 14)
        officeName: page.board.officeName
        time: page.board.time
        date: page.board.date
        sound: page.board.sound
    }

    NowCalling {
        x: page.gap
        y: page.bodyTop + page.gap
        width: page.callsWidth - 2 * page.gap
        height: (page.board.number ? page.nowHeight : page.nowHeight + page.lastHeight) - 2 * page.gap
        portrait: page.portrait
        floorPx: page.board.floorPx
        number: page.board.number
        counter: page.board.counter
        place: page.board.place
        fresh: page.board.fresh
        spoken: page.board.spoken
        headline: page.board.headline
        hint: page.board.hint
    }

    LastCalls {
        x: page.gap
        y: page.bodyTop + page.nowHeight
        width: page.callsWidth - 2 * page.gap
        height: page.lastHeight - page.gap
        calls: page.board.recent
    }

    WaitingPanel {
        x: page.width - width
        y: page.portrait ? page.bodyTop + page.nowHeight + page.lastHeight : page.bodyTop
        width: page.sideWidth
        height: page.height - footer.height - y
        lines: page.board.waiting
        rowsPerPage: page.board.rowsPerPage
        columns: page.board.columns
        page: page.board.page
        pages: page.board.pages
        stale: page.board.stale
        counters: page.board.counters
    }

    Ticker {
        id: footer
        y: parent.height - height
        width: parent.width
        height: page.u * (page.portrait ? 15 : 11)
        alarmed: page.board.advice !== ""
        text: page.board.advice || page.board.notice
    }
}
