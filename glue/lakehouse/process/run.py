"""The input of the process job; the JSON's shape is that of `model/documents/manifest.ts`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Window:
    """Half-open interval of source time; both ends are ISO 8601 instants in UTC."""

    since: str
    until: str

    @property
    def label(self) -> str:
        """The window in characters allowed in paths and branch names: `20130101T000000Z_20140101T000000Z`."""
        return "_".join(re.sub(r"[-:]|\.000", "", instant) for instant in (self.since, self.until))


@dataclass(frozen=True)
class Page:
    """A landed page: one object of records, and what was recorded of it when it landed."""

    page: int
    key: str
    rows: int
    bytes: int
    sha256: str
    row_hash_sum: int
    extracted_at: str


@dataclass(frozen=True)
class ManifestDataset:
    """What the job reads for one dataset: only these pages.

    `window` is the range requested from the source: the run's, plus the contract's look-back hours before it.
    """

    dataset_id: str
    window: Window
    rows: int
    row_hash_sum: int
    pages: tuple[Page, ...]

    @property
    def extracted_at(self) -> str | None:
        """When the last page was fetched; None if the source had no records, and so there are no pages."""
        return max((page.extracted_at for page in self.pages), key=datetime.fromisoformat, default=None)


@dataclass(frozen=True)
class Manifest:
    """The landed and reconciled data of a run."""

    run_id: str
    group: str
    window: Window
    bucket: str
    bundle_key: str
    datasets: tuple[ManifestDataset, ...]


def _page(document: Mapping[str, Any]) -> Page:
    return Page(
        page=int(document["page"]),
        key=str(document["key"]),
        rows=int(document["rows"]),
        bytes=int(document["bytes"]),
        sha256=str(document["sha256"]),
        row_hash_sum=int(document["rowHashSum"]),
        extracted_at=str(document["extractedAt"]),
    )


def _window(document: Mapping[str, Any]) -> Window:
    return Window(str(document["since"]), str(document["until"]))


def manifest_from_json(document: Mapping[str, Any]) -> Manifest:
    """The manifest, from a document that fits its schema."""
    return Manifest(
        run_id=str(document["runId"]),
        group=str(document["group"]),
        window=_window(document["window"]),
        bucket=str(document["bucket"]),
        bundle_key=str(document["bundleKey"]),
        datasets=tuple(
            ManifestDataset(
                dataset_id=str(dataset["datasetId"]),
                # Manifests written before look-back existed have one window for all datasets.
                window=_window(dataset.get("window", document["window"])),
                rows=int(dataset["rows"]),
                row_hash_sum=int(dataset["rowHashSum"]),
                pages=tuple(_page(page) for page in dataset["objects"]),
            )
            for dataset in document["datasets"]
        ),
    )
