"""Java packages, classes and static methods by name, each looked up once.

py4j looks up every part of `org.apache.iceberg.DataFiles.builder` at every use, and for each part Java searches all its
jars for a class of that name: dozens of times for every table.
"""

from __future__ import annotations

from typing import Any

from py4j.java_gateway import JavaClass, JavaMember, JavaPackage


class JavaNames:
    """A JVM view, a package or a class in py4j."""

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
        """A new instance of the class."""
        return self._found(*arguments)
