"""Registered S3 locations, and who may keep tables in them."""

import re
from typing import Any

from emulator.lakeformation import store
from emulator.lakeformation.effective import granted_to

Data = dict[str, Any]


def registered_arn(location: str) -> str | None:
    """ARN of the registered location that holds the S3 URI, or None."""
    path = re.sub(r"^s3[an]?://", "arn:aws:s3:::", location).rstrip("/")
    registered = [entry["ResourceArn"] for entry in store.locations.values()]
    return next((arn for arn in registered if path == arn or path.startswith(f"{arn}/")), None)


def may_use(principal: str, location_arn: str) -> bool:
    """Whether DATA_LOCATION_ACCESS is granted on the location or on what holds it."""
    granted = [grant["Resource"].get("DataLocation", {}).get("ResourceArn") for grant in granted_to(principal)]
    return any(arn is not None and (location_arn == arn or location_arn.startswith(f"{arn}/")) for arn in granted)
