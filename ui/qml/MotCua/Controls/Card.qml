// A raised sheet: one elevation, a border and no shadow.
import QtQuick
import MotCua.Theme

Rectangle {
    color: Theme.card
    radius: Theme.radiusTile
    border.width: Theme.border
    border.color: Theme.line
}
