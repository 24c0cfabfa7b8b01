"""Write the QML modules that Python declares, as `qmldir` and `.qmltypes`, for qmllint: qml_types.py FOLDER FILE...

The reader is PySide's `metaobjectdump`, taught the three things of our sources that it cannot read: a getter
that is a lambda, a type in quotes, a class with a plain Python mixin. Fails when no class is declared.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import PySide6
from PySide6.scripts import metaobjectdump as dump

FOREIGN = ("qt6core", "qt6gui", "qt6qml", "qt6quick")


class Visitor(dump.MetaObjectDumpVisitor):
    """metaobjectdump for `name = Property(type, getter, setter, notify=..., constant=...)`."""

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        names = self._context.qobject_derived
        qt = [base for base in node.bases if isinstance(base, ast.Name) and base.id in names]
        node.bases = qt or node.bases
        super().visit_ClassDef(node)

    def _parse_class_variable(self, node: ast.Assign) -> None:
        call = node.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "Property":
            super()._parse_class_variable(node)
            return
        name = ast.unparse(node.targets[0])
        entry = self._create_property_entry(name, dump._parse_pyside_type(call.args[0]), name)
        if len(call.args) > 2:
            entry["write"] = ast.unparse(call.args[2])
        dump._parse_property_kwargs(call.keywords, entry)
        entry["constant"] = any(k.arg == "constant" and ast.literal_eval(k.value) for k in call.keywords)
        self._properties.append(entry)


def read(files: list[Path]) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """Module name and major version -> what its source files declare. Raises SyntaxError, AttributeError."""
    dump.MetaObjectDumpVisitor = Visitor
    modules: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for file in files:
        found = dump.parse_file(file, dump.VisitorContext())
        if found is None or dump.QML_IMPORT_NAME not in found:
            continue
        found["classes"] = [c for c in found["classes"] if c.get("classInfos")]
        modules[found[dump.QML_IMPORT_NAME], found[dump.QML_IMPORT_MAJOR_VERSION]].append(found)
    return modules


def register(folder: Path, name: str, major: int, declared: list[dict[str, Any]]) -> None:
    """Have qmltyperegistrar describe one module in `folder`. Raises CalledProcessError."""
    place = folder.joinpath(*name.split("."))
    place.mkdir(parents=True)
    source = place / "metatypes.json"
    source.write_text(json.dumps(declared), encoding="utf-8")
    qt = Path(PySide6.__file__).parent / "Qt" / "metatypes"
    foreign = ",".join(str(qt / f"{module}_metatypes.json") for module in FOREIGN)
    subprocess.run(
        [Path(sys.executable).with_name("pyside6-qmltyperegistrar"), "--generate-qmltypes", place / "types.qmltypes",
         "--import-name", name, "--major-version", str(major), "--minor-version", "0", "--foreign-types", foreign,
         "-o", place / "registration.cpp", source],
        check=True,
    )  # fmt: skip
    (place / "qmldir").write_text(f"module {name}\ntypeinfo types.qmltypes\ndepends QtQuick\n", encoding="utf-8")


def main() -> None:
    """Describe every module that the files declare."""
    folder, *files = map(Path, sys.argv[1:])
    modules = read(files)
    if not any(found["classes"] for declared in modules.values() for found in declared):
        sys.exit("qml_types.py: no class with @QmlElement in the files that were given")
    for (name, major), declared in modules.items():
        register(folder, name, major, declared)


if __name__ == "__main__":
    main()
