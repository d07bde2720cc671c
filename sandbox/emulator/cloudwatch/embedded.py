"""Metrics that functions write into their logs, in the embedded metric format.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: CloudWatch drops what is older or further ahead.
OLDEST_SECONDS = 14 * 86_400
AHEAD_SECONDS = 2 * 3_600


@dataclass(frozen=True)
class Datum:
    namespace: str
    name: str
    dimensions: dict[str, str]
    value: float
    unit: str
    #: Seconds since 1970.
    timestamp: float


def _document(line: str) -> dict[str, Any] | None:
    if not line.startswith("{") or '"_aws"' not in line:
        return None
    try:
        document = json.loads(line)
    except ValueError:
        return None
    return document if isinstance(document, dict) and isinstance(document.get("_aws"), dict) else None


def _values(value: Any) -> list[float]:
    """A metric's value is a number or a list of them; anything else isn't a metric."""
    values = value if isinstance(value, list) else [value]
    return [float(item) for item in values if isinstance(item, (int, float)) and not isinstance(item, bool)]


def _data_of(document: dict[str, Any]) -> Iterator[Datum]:
    timestamp = document["_aws"]["Timestamp"] / 1000
    for directive in document["_aws"].get("CloudWatchMetrics", []):
        for keys in directive.get("Dimensions", []):
            dimensions = {key: str(document[key]) for key in keys if key in document}
            if len(dimensions) < len(keys):
                continue
            for metric in directive.get("Metrics", []):
                for value in _values(document.get(metric["Name"])):
                    unit = metric.get("Unit", "None")
                    yield Datum(directive["Namespace"], metric["Name"], dimensions, value, unit, timestamp)


def embedded_metrics(lines: list[str], now: float) -> list[Datum]:
    """The metrics in a log's lines. Other lines, and timestamps that CloudWatch rejects, are skipped."""
    documents = [document for document in map(_document, lines) if document is not None]
    data = [datum for document in documents for datum in _data_of(document)]
    return [datum for datum in data if now - OLDEST_SECONDS <= datum.timestamp <= now + AHEAD_SECONDS]
