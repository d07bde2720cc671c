"""Which rows belong to a run's window."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from lakehouse.contract import Dataset
from lakehouse.process.keys import microseconds
from lakehouse.process.run import Window

_MICROSECONDS = 1_000_000


def instant(text: str) -> int:
    """Microseconds since 1970 of an ISO 8601 instant."""
    return round(datetime.fromisoformat(text).timestamp() * _MICROSECONDS)


def within(rows: pa.Table, dataset: Dataset, window: Window) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether each row is in the window, excluding `until`; all rows of a dataset that is read whole."""
    if dataset.window_column is None:
        return np.ones(rows.num_rows, bool)
    found = microseconds(rows.column(dataset.window_column).combine_chunks())
    return (found >= instant(window.since)) & (found < instant(window.until))
