"""Files in S3 as Arrow reads them: the end first, other parts on request."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakehouse.edge import objects

STEPS = st.lists(st.tuples(st.integers(0, 60), st.integers(-1, 70)), max_size=8)


class OneObject:
    """S3's GetObject response for one object and a range of it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sent = 0

    def get_object(self, *, Bucket: str, Key: str, Range: str) -> dict[str, Any]:  # noqa: N803 - as boto3 calls them
        if not self.content or Key != "data/a.parquet":
            raise ClientError({"Error": {"Code": "InvalidRange", "Message": f"{Bucket}/{Key}"}}, "GetObject")
        first, last = re.fullmatch(r"bytes=(\d*)-(\d+)", Range).groups()  # type: ignore[union-attr]
        size = len(self.content)
        start, end = (int(first), min(size, int(last) + 1)) if first else (max(0, size - int(last)), size)
        self.sent += end - start
        return {"Body": io.BytesIO(self.content[start:end]), "ContentRange": f"bytes {start}-{end - 1}/{size}"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 60), tail=st.integers(1, 70), steps=STEPS)
def test_a_file_reads_as_its_bytes_do(monkeypatch: pytest.MonkeyPatch, size: int, tail: int, steps: Any) -> None:
    content = bytes(range(size))
    monkeypatch.setattr(objects, "_client", lambda: OneObject(content))
    monkeypatch.setattr(objects, "_TAIL_BYTES", tail)
    file, expected = objects.TableFiles().open("s3://zone/data/a.parquet"), io.BytesIO(content)
    for position, count in steps:
        assert file.seek(position) == expected.seek(position)
        assert file.read(count) == expected.read(count)
        assert file.tell() == max(position, expected.tell())
    assert file.seek(0, io.SEEK_END) == size


def test_nothing_is_sent_that_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = OneObject(bytes(5 * 1024 * 1024))
    monkeypatch.setattr(objects, "_client", lambda: stored)
    file = objects.TableFiles().open("s3://zone/data/a.parquet")
    file.seek(-8, io.SEEK_END)
    assert file.read(8) == bytes(8)
    file.seek(0)
    assert file.read(100) == bytes(100)
    assert stored.sent == 1024 * 1024 + 100


def test_a_file_that_cannot_be_had_is_an_os_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_client", lambda: OneObject(b""))
    with pytest.raises(OSError, match=r"s3://zone/data/a\.parquet"):
        objects.TableFiles().open("s3://zone/data/a.parquet")
