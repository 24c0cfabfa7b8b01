// Text in one of the roles of the type scale: small, body, label, title, heading, display.
import QtQuick
import MotCua.Theme

Text {
    id: label

    property string role: "body"
    readonly property bool strong: role === "title" || role === "heading" || role === "display"

    color: role === "small" ? Theme.muted : Theme.ink
    wrapMode: Text.Wrap
    lineHeight: 1.06
    font.family: Theme.family
    font.weight: strong ? Font.Bold : role === "label" ? Font.DemiBold : Font.Normal
    font.pixelSize: ({
            "small": Theme.sizeSmall,
            "body": Theme.sizeBody,
            "label": Theme.sizeLabel,
            "title": Theme.sizeTitle,
            "heading": Theme.sizeHeading,
            "display": Theme.sizeDisplay
        })[role]
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
