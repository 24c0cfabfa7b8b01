// The kiosk's window: one page at a time, its head and foot, and the one question that may lie over it.
import QtQuick
import MotCua.Components
import MotCua.Theme
import MotCua.ViewModels

Window {
    id: window

    required property KioskFlow flow
    readonly property bool wide: width > height
    readonly property bool lowered: flow.lowered && !wide
    readonly property bool asking: flow.asking.kind !== "" || flow.comfortOpen
    readonly property var files: ({
            "home": "HomePage.qml",
            "starting": "HomePage.qml",
            "closed": "HomePage.qml",
            "attract": "AttractPage.qml",
            "fields": "FieldsPage.qml",
            "priority": "PriorityPage.qml",
            "search": "SearchPage.qml",
            "procedure": "ProcedurePage.qml",
            "ticket": "TicketPage.qml",
            "stopped": "StoppedPage.qml",
            "pin": "PinPage.qml",
            "technician": "TechnicianPage.qml"
        })
    readonly property string page: flow.page
    readonly property string file: files[page]

    color: Theme.paper
    title: flow.frame.officeName

    function showPage() {
        loader.setSource(file, {
            "flow": flow,
            "wide": Qt.binding(() => window.wide),
            "lowered": Qt.binding(() => window.lowered)
        });
    }

    onFileChanged: showPage()
    Component.onCompleted: showPage()

    Loader {
        id: loader
        enabled: window.flow.settled && !window.asking
        anchors {
            fill: parent
            topMargin: window.lowered ? window.height * 0.3 : 0
        }
    }
    Item {
        id: top
        visible: window.lowered
        width: parent.width
        height: window.height * 0.3

        OfficeHeader {
            anchors.fill: parent
            officeName: window.flow.frame.officeName
            place: window.flow.frame.place
            clock: window.flow.frame.clock
            date: window.flow.frame.date
        }
    }
    MouseArea {
        objectName: "technicianCorner"
        width: Theme.touch * 1.4
        height: width
        enabled: ["home", "closed", "starting", "stopped"].includes(window.flow.page)
        onPressed: window.flow.corner()
    }
    ComfortSheet {
        flow: window.flow
        wide: window.wide
        open: window.flow.comfortOpen && window.flow.asking.kind === ""
    }
    QuestionSheet {
        flow: window.flow
        low: !window.wide
        open: window.flow.asking.kind !== ""
    }
}
