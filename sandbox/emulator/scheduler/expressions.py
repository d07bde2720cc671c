"""Refuses the schedule expressions and time zones that EventBridge Scheduler refuses; ministack stores any.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from emulator.ministack import scheduler
from emulator.ministack.answers import Answer, refusal
from emulator.ministack.interception import Function

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_WEEKDAY = "(?:[1-7]|" + "|".join(WEEKDAYS) + ")"


class Field(NamedTuple):
    least: int
    most: int
    names: Sequence[str] = ()
    #: What may stand alone in the field, besides lists of values, ranges and increments.
    alone: str = "(?!)"


#: Minutes, hours, day of month, month, day of week, year.
FIELDS = (
    Field(0, 59),
    Field(0, 23),
    Field(1, 31, alone=r"\?|L|LW|(?:[1-9]|[12]\d|3[01])W"),
    Field(1, 12, MONTHS),
    Field(1, 7, WEEKDAYS, rf"\?|L|{_WEEKDAY}(?:L|#[1-5])"),
    Field(1970, 2199),
)


def _number(text: str, field: Field) -> int | None:
    if text in field.names:
        return field.names.index(text) + field.least
    number = int(text) if re.fullmatch(r"\d{1,4}", text) else -1
    return number if field.least <= number <= field.most else None


def _is_part(part: str, field: Field) -> bool:
    base, slash, step = part.partition("/")
    if slash and not re.fullmatch(r"[1-9]\d{0,3}", step):
        return False
    if base == "*":
        return True
    first, dash, last = base.partition("-")
    start, end = _number(first, field), _number(last, field) if dash else field.most
    return start is not None and end is not None and start <= end


def _is_field(text: str, field: Field) -> bool:
    return bool(re.fullmatch(field.alone, text)) or all(_is_part(part, field) for part in text.split(","))


def _is_cron(fields: str) -> bool:
    texts = fields.split()
    if len(texts) != len(FIELDS) or (texts[2] == "?") == (texts[4] == "?"):
        return False
    return all(_is_field(text, field) for text, field in zip(texts, FIELDS, strict=True))


def _is_rate(text: str) -> bool:
    match = re.fullmatch(r"([1-9]\d*) (minute|hour|day)(s?)", text)
    # the unit's number has to agree with the value
    return match is not None and (match[1] == "1") == (match[3] == "")


def _is_time(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


_KINDS = {"cron": _is_cron, "rate": _is_rate, "at": _is_time}


def is_expression(text: str) -> bool:
    match = re.fullmatch(r"(cron|rate|at)\(([^()]*)\)", text)
    return match is not None and _KINDS[match[1]](match[2])


def _checked(write: Function) -> Function:
    def write_checked(name: str, body: dict[str, Any]) -> Answer:
        expression = body.get("ScheduleExpression")
        if expression and not is_expression(expression):
            return refusal("ValidationException", f"Invalid Schedule Expression {expression}.")
        zone = body.get("ScheduleExpressionTimezone")
        if zone and zone not in available_timezones():
            return refusal("ValidationException", f"Invalid Schedule Expression Timezone {zone}.")
        answer: Answer = write(name, body)
        return answer

    return write_checked


def install_schedule_expressions() -> None:
    scheduler.wrap_writing(_checked)
