"""Progress as JSON lines, and the duration of each phase of the job in seconds."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Phase:
    """A phase in progress; set `rows` once they are known."""

    def __init__(self) -> None:
        self.rows: int | None = None


class Progress:
    """Writes one line per finished phase; thread-safe."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._lock = threading.Lock()
        self._spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.started = time.monotonic()

    def event(self, **fields: object) -> None:
        """Writes a line `{"event":"progress", …}`."""
        line = json.dumps({"event": "progress", **fields}, separators=(",", ":"))
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()

    @contextmanager
    def phase(self, name: str, dataset_id: str | None = None, *, model: str | None = None) -> Iterator[Phase]:
        """Times the enclosed code; the line is written if it succeeds."""
        phase, started = Phase(), time.monotonic()
        try:
            yield phase
        finally:
            ended = time.monotonic()
            with self._lock:
                self._spans[name].append((started, ended))
        fields: dict[str, object] = {"phase": name, "seconds": round(ended - started, 3)}
        if dataset_id is not None:
            fields["dataset"] = dataset_id
        if model is not None:
            fields["model"] = model
        if phase.rows is not None:
            fields["rows"] = phase.rows
        self.event(**fields)

    def seconds(self) -> dict[str, float]:
        """Seconds during which at least one dataset or model was in the phase, and `total` since the start."""
        with self._lock:
            spans = {name: sorted(times) for name, times in self._spans.items()}
        return {name: _covered(times) for name, times in spans.items()} | {"total": time.monotonic() - self.started}


def _covered(spans: list[tuple[float, float]]) -> float:
    covered, reached = 0.0, float("-inf")
    for start, end in spans:
        covered += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return covered
