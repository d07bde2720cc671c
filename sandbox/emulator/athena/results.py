"""A query's result in S3, where Athena leaves it: values in one object, the columns in a second one beside it.

Athena's own `.metadata` is a binary format that AWS doesn't publish; here it is JSON. GetQueryResults reads both
back, a page at a time, so results survive restarts.
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from emulator.s3.client import s3_client

_CHUNK_BYTES = 131_072
_MULTIPART_BYTES = 16 * 1_048_576


@dataclass(frozen=True)
class Location:
    bucket: str
    key: str

    @property
    def uri(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def result_location(output_location: str, query_id: str, extension: str) -> Location:
    bucket, _, prefix = output_location.removeprefix("s3://").partition("/")
    folder = f"{prefix.rstrip('/')}/" if prefix.strip("/") else ""
    return Location(bucket, f"{folder}{query_id}.{extension}")


def csv_line(values: Iterable[str | None]) -> str:
    """Every value is quoted except null, which distinguishes it from the empty string."""
    return ",".join("" if value is None else '"' + value.replace('"', '""') + '"' for value in values) + "\n"


def text_line(values: Iterable[str | None]) -> str:
    return "\t".join("" if value is None else value for value in values) + "\n"


class ResultWriter:
    """Collects rows and uploads them at the end; large results are buffered on disk, not in memory."""

    def __init__(self, has_header: bool) -> None:
        self._line = csv_line if has_header else text_line
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_MULTIPART_BYTES)  # noqa: SIM115 (closed by close)

    def write(self, values: Iterable[str | None]) -> None:
        self._file.write(self._line(values).encode())

    def upload(self, endpoint: str, location: Location, columns: list[dict[str, Any]]) -> None:
        client = s3_client(endpoint)
        self._file.seek(0)
        client.upload_fileobj(self._file, location.bucket, location.key)
        metadata = json.dumps({"columns": columns}).encode()
        client.put_object(Bucket=location.bucket, Key=f"{location.key}.metadata", Body=metadata)

    def close(self) -> None:
        self._file.close()


def read_columns(endpoint: str, location: Location) -> list[dict[str, Any]]:
    answer = s3_client(endpoint).get_object(Bucket=location.bucket, Key=f"{location.key}.metadata")
    columns: list[dict[str, Any]] = json.loads(answer["Body"].read())["columns"]
    return columns


def parse_csv(text: str) -> list[list[str | None]]:
    """Rows of `csv_line`; Python's own reader cannot tell null from the empty string."""
    rows: list[list[str | None]] = []
    row: list[str | None] = []
    position = 0
    while position < len(text):
        if text[position] == '"':
            value, position = _quoted(text, position + 1)
            row.append(value)
        else:
            row.append(None)
        if text[position] == "\n":
            rows.append(row)
            row = []
        position += 1
    return rows


def _quoted(text: str, start: int) -> tuple[str, int]:
    """The value that begins at `start`, and where the character after its closing quote is."""
    end = start
    while True:
        end = text.index('"', end)
        if text[end + 1] != '"':
            return text[start:end].replace('""', '"'), end + 1
        end += 2


class RowEnds:
    """Finds where rows end in text that comes in pieces: a line break inside quotes doesn't end one."""

    def __init__(self, quoted: bool, max_rows: int) -> None:
        self._quoted = quoted
        self._max_rows = max_rows
        self._position = 0
        self._is_open = False
        #: Offsets just after each complete row.
        self.ends: list[int] = []

    def look(self, data: bytes | bytearray) -> None:
        """`data` begins with what was scanned before, which isn't scanned again."""
        while len(self.ends) < self._max_rows:
            found = data.find(b"\n", self._position)
            upto = len(data) if found < 0 else found + 1
            # With an odd number of quotes the last one is still open, and the break belongs to a value.
            if self._quoted and data.count(b'"', self._position, upto) % 2 == 1:
                self._is_open = not self._is_open
            self._position = upto
            if found < 0:
                return
            if not self._is_open:
                self.ends.append(upto)


@dataclass(frozen=True)
class Page:
    rows: list[list[str | None]]
    #: Where the next page begins, or None after the last one.
    next_offset: int | None


def read_page(endpoint: str, location: Location, offset: int, max_rows: int, quoted: bool) -> Page:
    """At most `max_rows` rows from the byte `offset` on."""
    if max_rows == 0:
        return Page([], offset)
    client = s3_client(endpoint)
    size = client.head_object(Bucket=location.bucket, Key=location.key)["ContentLength"]
    data, rows_in = bytearray(), RowEnds(quoted, max_rows)
    while len(rows_in.ends) < max_rows and offset + len(data) < size:
        begin = offset + len(data)
        until = min(begin + _CHUNK_BYTES, size) - 1
        part = client.get_object(Bucket=location.bucket, Key=location.key, Range=f"bytes={begin}-{until}")
        data += part["Body"].read()
        rows_in.look(data)
    taken = rows_in.ends[-1] if rows_in.ends else 0
    text = data[:taken].decode()
    rows = parse_csv(text) if quoted else _parse_text(text)
    following = offset + taken
    return Page(rows, following if following < size else None)


def _parse_text(text: str) -> list[list[str | None]]:
    return [list(row) for row in csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)]
