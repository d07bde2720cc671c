"""Java's packages, classes and static methods by their names, each asked for once.

py4j asks for every part of `org.apache.iceberg.DataFiles.builder` at every use, and for each of them Java looks for a
class of that name in all its jars: dozens of times for every table.
"""

from __future__ import annotations

from typing import Any

from py4j.java_gateway import JavaClass, JavaMember, JavaPackage


class JavaNames:
    """A view of Java, a package or a class, as py4j has it."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._found, name)
        if isinstance(found, JavaPackage | JavaClass):
            found = JavaNames(found)
        # A static field's value may change.
        if isinstance(found, JavaNames | JavaMember):
            self.__dict__[name] = found
        return found

    def __call__(self, *arguments: Any) -> Any:
        """A new object of the class."""
        return self._found(*arguments)
