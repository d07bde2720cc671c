"""All formats of raw objects, by their names in the compiled contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lakehouse.contract import RawFormat
from lakehouse.process.formats.csv_records import Csv
from lakehouse.process.formats.format import Format
from lakehouse.process.formats.json_lines import JsonLines

FORMATS: Mapping[str, Callable[[RawFormat], Format]] = {
    "json": lambda _: JsonLines(),
    "csv": lambda own: Csv(own.delimiter),
}


def format_of(own: RawFormat) -> Format:
    """Raises `KeyError` for a format that this release does not read; the bundle's schema refuses it before."""
    return FORMATS[own.type](own)
