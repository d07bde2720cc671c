"""A Java name is looked up only once, and behaves as it does through py4j."""

from __future__ import annotations

import pytest
from py4j.clientserver import ClientServerConnection
from py4j.java_gateway import GatewayConnection

from lakehouse.iceberg.java_names import JavaNames
from support import Lake


def test_packages_classes_and_static_methods_are_looked_up_once(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[str] = []
    for connection in (ClientServerConnection, GatewayConnection):
        original = connection.send_command

        def counted(self: object, command: str, original: object = original) -> object:
            commands.append(command)
            return original(self, command)  # type: ignore[operator]

        monkeypatch.setattr(connection, "send_command", counted)
    names = JavaNames(lake.spark._jvm)

    def parsed() -> str:
        return str(names.org.apache.iceberg.catalog.TableIdentifier.parse("a.b").name())

    assert (parsed(), parsed()) == ("b", "b")
    commands.clear()
    assert parsed() == "b"
    # The static call and the call on its result; release commands ("m") aren't counted.
    assert len([command for command in commands if not command.startswith("m")]) == 2


def test_classes_make_objects_and_static_fields_are_read_each_time(lake: Lake) -> None:
    names = JavaNames(lake.spark._jvm)
    assert list(names.java.util.ArrayList(names.java.util.Collections.singletonList("x"))) == ["x"]
    assert [names.java.lang.Integer.MAX_VALUE for _ in range(2)] == [2**31 - 1] * 2
