"""Names shared with the functions and the Pulumi program: `shared-names.json`, from `model/shared-names.ts`."""

from __future__ import annotations

import json
import pkgutil
from typing import Any

_CONTENT = pkgutil.get_data("lakehouse", "shared-names.json")
_NAMES: dict[str, Any] = json.loads(_CONTENT or b"{}")
_KEYS: dict[str, str] = _NAMES["objectKeys"]
_METADATA: dict[str, str] = _NAMES["metadataColumns"]

RUN_ID = _METADATA["runId"]
PAGE = _METADATA["page"]
EXTRACTED_AT = _METADATA["extractedAt"]
ROW_HASH = _METADATA["rowHash"]

_QUARANTINE: dict[str, str] = _NAMES["quarantineColumns"]

LINE = _QUARANTINE["line"]
"""Number of the row's line in its page, from 0."""
WINDOW = _QUARANTINE["window"]
REASON = _QUARANTINE["reason"]
COLUMN_NAME = _QUARANTINE["column"]
MESSAGE = _QUARANTINE["message"]
RECORD = _QUARANTINE["record"]

PRODUCTION: str = _NAMES["production"]
"""The environment whose tables have the same names as their files."""


def processed_database(source: str) -> str:
    """Glue database of a source's processed tables."""
    return str(_NAMES["database"]).format(source=source, zone="processed")


def quarantine_table(dataset: str) -> str:
    """Table for the rows of a dataset that broke its contract."""
    return str(_NAMES["quarantineTable"]).format(dataset=dataset)


def preview_database(database: str, environment: str) -> str:
    """Database of an environment other than production."""
    return str(_NAMES["previewDatabase"]).format(database=database, environment=environment)


def process_result_key(run: str) -> str:
    """Where the process job writes its result for a run."""
    return _KEYS["processResult"].format(run=run)


def environment_key(environment: str) -> str:
    """Key of the document that says which compiled SQL is active in an environment."""
    return _KEYS["environment"].format(environment=environment)


def analysis_result_key(request_key: str) -> str:
    """Where the answer to an analysis request is written."""
    before, _, after = _KEYS["analysisRequest"].partition("{hash}")
    request_hash = request_key.removeprefix(before).removesuffix(after)
    return _KEYS["analysisResult"].format(hash=request_hash)
