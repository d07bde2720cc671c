"""Values of a line in canonical spelling: one spelling per value, which the whole-page reader reads exactly."""

from __future__ import annotations

import json
import math
import re
from functools import cache

import pyarrow as pa

from lakehouse.columns import arrow_type, decimal_digits

Steps = tuple[tuple[str, str], ...]

DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIMESTAMP = rf"{DATE}[T ][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?(?:Z|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)"
"""ISO 8601 as Arrow reads it, with an offset: an instant without one could be any of 26."""

RESPELLINGS: Steps = (
    (r"z$", "Z"),
    (r"^([0-9-]{8,10})t", r"\1T"),
    (r"^([0-9]{4})([0-9]{2})([0-9]{2})([T ])", r"\1-\2-\3\4"),
    (r"([T ][0-9]{2})([0-9]{2})([0-9]{2})([.,Z+-])", r"\1:\2:\3\4"),
    (r"([T ][0-9]{2})([0-9]{2})([Z+-])", r"\1:\2\3"),
    (r"([0-9]),([0-9])", r"\1.\2"),
    (r"(\.[0-9]{6})0+([Z+-])", r"\1\2"),
)
"""Rules that convert other forms of ISO 8601 to the one above, as regular expressions for both Python and Arrow: lower
case, the basic format, a comma before the fraction, zeros beyond microseconds. Everything else stays unchanged."""

FIRST_INSTANT, LAST_INSTANT = -62_135_596_800_000_000, 253_402_300_799_999_999
"""Microseconds since 1970 of the first and last instant of the years 1 to 9999 in UTC, which every engine reads."""
FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""The same in days."""

_LIMITS = {"date": (FIRST_DAY, LAST_DAY), "timestamp": (FIRST_INSTANT, LAST_INSTANT)}
_PATTERNS = {"date": DATE, "timestamp": TIMESTAMP}
_INTEGER_LIMITS = {"int": 2**31, "bigint": 2**63}
_INTEGER = re.compile(r"-?[0-9]{1,19}")
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?)0*([0-9]+))?")
# With more digits, only zero could still fit.
_LONGEST_EXPONENT = 9


class Number(str):
    """A JSON number, as it was written."""

    __slots__ = ()


def _decimal(text: str, precision: int, scale: int) -> str | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction, exponent_sign, exponent = match.groups(default="")
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return "0"
    if len(exponent) > _LONGEST_EXPONENT:
        return None
    shift = int(exponent_sign + exponent or "0") - len(fraction)
    significant = digits.rstrip("0")
    shift += len(digits) - len(significant)
    if -shift > scale or len(significant) + shift > precision - scale:
        return None
    if shift >= 0:
        return sign + significant + "0" * shift
    padded = significant.rjust(1 - shift, "0")
    return f"{sign}{padded[:shift]}.{padded[shift:]}"


def _number(text: str, column_type: str) -> str | None:
    digits = decimal_digits(column_type)
    if digits:
        return _decimal(text, *digits)
    limit = _INTEGER_LIMITS.get(column_type)
    if limit is not None:
        return text if _INTEGER.fullmatch(text) and -limit <= int(text) < limit else None
    if column_type != "double" or not math.isfinite(float(text)):
        return None
    return repr(float(text))


@cache
def _compiled(steps: Steps) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), spelling) for pattern, spelling in steps)


def _moment(text: str, column_type: str) -> str | None:
    """A date or an instant."""
    if column_type == "timestamp":
        for pattern, spelling in _compiled(RESPELLINGS):
            text = pattern.sub(spelling, text)
    if not re.fullmatch(_PATTERNS[column_type], text, re.ASCII):
        return None
    try:
        value = pa.scalar(text).cast(arrow_type(column_type)).value
    except pa.ArrowInvalid:
        return None
    first, last = _LIMITS[column_type]
    return json.dumps(text) if first <= value <= last else None


def _text(value: str, column_type: str) -> str | None:
    if column_type in _PATTERNS:
        return _moment(value, column_type)
    if column_type != "string":
        return None
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return json.dumps(value, ensure_ascii=False)


def canonical(value: object, column_type: str) -> str | None:
    """JSON of a non-null value in canonical spelling; None if it is not of the type."""
    match value:
        case bool():
            return json.dumps(value) if column_type == "boolean" else None
        case Number():
            return _number(value, column_type)
        case str():
            return _text(value, column_type)
        case _:
            return None
