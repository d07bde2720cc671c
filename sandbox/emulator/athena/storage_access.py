"""What Athena does to storage as the caller of a query: it writes results, and asks for governed data.

Results: https://docs.aws.amazon.com/athena/latest/ug/querying.html. Data:
https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-underlying-data.html; Lake Formation then reads
with the location's registered role, whose permissions are checked here, too.
"""

from emulator.athena.access_rules import PrincipalAccess
from emulator.athena.denials import USER_ERROR, identifiers
from emulator.athena.errors import AccessDeniedError, QueryFailedError
from emulator.athena.results import Location
from emulator.authorization.enforcement import decide, denial_message
from emulator.authorization.identity import Caller
from emulator.authorization.implied import Check, key_uses
from emulator.authorization.service_calls import ServiceCallDeniedError, call_as
from emulator.lakeformation import catalog, store
from emulator.lakeformation.locations import registered_arn

_ORIGIN = "athena"


def _is_denied(caller: Caller, check: Check) -> bool:
    key = caller.access_key_id
    return key is not None and any(
        decide(key, one, _ORIGIN) is not None for one in (check, *key_uses(check.action, check.resource))
    )


def require_result_writes(caller: Caller, location: Location) -> None:
    """Raises QueryFailedError."""
    if caller.is_root:
        return
    bucket = f"arn:aws:s3:::{location.bucket}"
    find = Check("s3:GetBucketLocation", bucket, {})
    write = Check("s3:PutObject", f"{bucket}/{location.key}", {})
    if _is_denied(caller, find) or _is_denied(caller, write):
        raise QueryFailedError(
            f"Access denied when writing output to url: {location.uri} . Please ensure you are allowed to access the "
            "S3 bucket. If you are encrypting query results with KMS key, please ensure you are allowed to access your "
            "KMS key",
            USER_ERROR,
        )


def require_result_reads(caller: Caller, location: Location) -> None:
    """Raises AccessDeniedError: a caller who reads a result must be allowed to read its object.

    https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
    """
    if caller.is_root or not _is_denied(
        caller, Check("s3:GetObject", f"arn:aws:s3:::{location.bucket}/{location.key}", {})
    ):
        return
    raise AccessDeniedError(
        "You do not seem to have access to the S3 location of your query results. Please confirm your account has "
        "access to the S3 location where your query results are saved and try again. If specifying an expected bucket "
        "owner, confirm the bucket is owned by the expected account. If you are using KMS to encrypt query results, "
        "please ensure you have permission to access your KMS key."
    )


def _governed_folders(sql: str, access: PrincipalAccess) -> set[tuple[str, str]]:
    """Roles of registered locations, with the folders that they read of them.

    The folders are of tables that the statement names and the caller may read. It names them without their database:
    of tables that are called alike, those that may be read count.
    """
    named = {name for name, _ in identifiers(sql)}
    found = set()
    for (database, name), of_table in access.tables.items():
        if name not in named or not of_table.columns:
            continue
        folder = ((catalog.find_table(database, name) or {}).get("StorageDescriptor") or {}).get("Location") or ""
        arn = registered_arn(folder)
        if arn is not None:
            found.add((store.locations[arn]["RoleArn"], folder))
    return found


def require_governed_data(sql: str, caller: Caller, access: PrincipalAccess | None) -> None:
    """`access` is the caller's, None for the account itself. Raises QueryFailedError."""
    if access is None or caller.access_key_id is None:
        return
    with store.lock:
        folders = _governed_folders(sql, access)
    if not folders:
        return
    check = Check("lakeformation:GetDataAccess", "*", {})
    denied = decide(caller.access_key_id, check, _ORIGIN)
    if denied is not None:
        message = f"Insufficient permissions to execute the query. {denial_message(check, denied)}"
        raise QueryFailedError(message, USER_ERROR)
    for role, folder in sorted(folders):
        objects = f"arn:aws:s3:::{folder.partition('://')[2].rstrip('/')}/*"
        try:
            call_as(role, "AWSLF", "lakeformation", "s3:GetObject", objects)
        except ServiceCallDeniedError as error:
            raise QueryFailedError(f"Lake Formation can't read {folder}: {error}", USER_ERROR) from error
