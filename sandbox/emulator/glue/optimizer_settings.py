"""What an optimizer of a table may be told, and which roles may be handed to it.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-table-optimizers.html
"""

from typing import Any

from ministack.services import glue, iam

from emulator.authorization.corrections import glue_resources
from emulator.authorization.service_calls import ServiceCallDeniedError, call_as
from emulator.lakeformation import store
from emulator.lakeformation.effective import Access

Data = dict[str, Any]

#: Type of optimizer -> the part of its configuration, and the numbers in it with their least and greatest value.
_PARTS: dict[str, tuple[str, dict[str, tuple[int, int | None]]]] = {
    "compaction": ("compactionConfiguration", {"minInputFiles": (1, None), "deleteFileThreshold": (1, None)}),
    "retention": (
        "retentionConfiguration",
        {
            "snapshotRetentionPeriodInDays": (1, None),
            "numberOfSnapshotsToRetain": (1, None),
            "runRateInHours": (3, 168),
        },
    ),
    "orphan_file_deletion": (
        "orphanFileDeletionConfiguration",
        {"orphanFileRetentionPeriodInDays": (0, None), "runRateInHours": (3, 168)},
    ),
}
_STRATEGIES = ("binpack", "sort", "z-order")
#: https://docs.aws.amazon.com/glue/latest/dg/optimization-prerequisites.html
_PERMISSIONS = frozenset({"ALTER", "DELETE", "DESCRIBE", "INSERT"})
_SESSION = "TableOptimizer"


class OptimizerError(Exception):
    """What Glue answers instead of doing what it was asked; `code` is AWS's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def invalid(message: str) -> OptimizerError:
    return OptimizerError("InvalidInputException", message)


def require_type(name: str) -> str:
    if name not in _PARTS:
        raise invalid(f"Type must be one of {', '.join(_PARTS)}, found {name}")
    return name


def require_iceberg(table: Data) -> None:
    if (table.get("Parameters") or {}).get("table_type", "").upper() != "ICEBERG":
        raise invalid(f"Table {table['DatabaseName']}.{table['Name']} is not an Iceberg table")


def iceberg_settings(kind: str, configuration: Data) -> Data:
    """The part of an optimizer's configuration that is about its kind of work."""
    found: Data = (configuration.get(_PARTS[kind][0]) or {}).get("icebergConfiguration") or {}
    return found


def require_configuration(kind: str, configuration: Data) -> None:
    part, numbers = _PARTS[kind]
    missing = [name for name in ("roleArn", "enabled") if name not in configuration]
    if missing:
        raise invalid(f"TableOptimizerConfiguration lacks {', '.join(missing)}")
    foreign = [other for other, _ in _PARTS.values() if other != part and other in configuration]
    if foreign:
        raise invalid(f"{', '.join(foreign)} is not for the optimizer {kind}")
    settings = iceberg_settings(kind, configuration)
    for name, (least, greatest) in numbers.items():
        value = settings.get(name, least)
        if not isinstance(value, int) or value < least or (greatest is not None and value > greatest):
            limits = f"at least {least}" if greatest is None else f"between {least} and {greatest}"
            raise invalid(f"{name} must be {limits}, found {value}")
    if settings.get("strategy", _STRATEGIES[0]) not in _STRATEGIES:
        raise invalid(f"strategy must be one of {', '.join(_STRATEGIES)}, found {settings['strategy']}")


def _require_trust(role_arn: str) -> None:
    role = iam._roles.get(role_arn.rpartition("/")[2])
    if role is None:
        raise invalid(f"Role {role_arn} does not exist")
    if "glue.amazonaws.com" not in str(role.get("AssumeRolePolicyDocument")):
        raise invalid(f"Glue may not take the role {role_arn}")


def require_permissions(role_arn: str, kind: str, table: Data) -> None:
    """The optimizer's own calls, with the role that it was given. Only removing orphan files changes no table."""
    _require_trust(role_arn)
    place = {"DatabaseName": table["DatabaseName"], "Name": table["Name"]}
    operations = ["GetTable"] if kind == "orphan_file_deletion" else ["GetTable", "UpdateTable"]
    try:
        for operation in operations:
            call_as(role_arn, _SESSION, "glue", f"glue:{operation}", *glue_resources(operation, place))
        call_as(role_arn, _SESSION, "glue", "lakeformation:GetDataAccess", "*")
    except ServiceCallDeniedError as denied:
        raise OptimizerError("AccessDeniedException", str(denied)) from denied
    with store.lock:
        access = Access(role_arn).of_table(table)
    lacking = sorted(_PERMISSIONS - access.permissions) + (["SELECT"] if access.hidden else [])
    if lacking:
        message = f"Insufficient Lake Formation permission(s): Required {', '.join(lacking)} on {table['Name']}"
        raise OptimizerError("AccessDeniedException", message)


def require_table(database: str, name: str) -> Data:
    table: Data | None = glue._tables.get(f"{database}/{name}")
    if table is None:
        raise OptimizerError("EntityNotFoundException", f"Table {name} not found in {database}")
    return table
