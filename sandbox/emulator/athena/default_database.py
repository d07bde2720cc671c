"""What Athena requires of every query besides access to what it reads: the database `default`.

https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html: IAM has to allow
`glue:GetDatabase` on it. https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html: Lake Formation has to
grant DESCRIBE on it.
"""

from emulator.athena.access_rules import PrincipalAccess
from emulator.athena.denials import USER_ERROR, insufficient
from emulator.athena.errors import QueryFailedError
from emulator.authorization.corrections import arn
from emulator.authorization.enforcement import decide, denial_message
from emulator.authorization.identity import Caller
from emulator.authorization.implied import Check

DEFAULT_DATABASE = "default"


def require_default_database(caller: Caller, access: PrincipalAccess | None) -> None:
    """Raises QueryFailedError. `access` is the caller's, None for the account itself."""
    if access is None or caller.access_key_id is None:
        return
    for resource in (arn("glue", "catalog"), arn("glue", f"database/{DEFAULT_DATABASE}")):
        check = Check("glue:GetDatabase", resource, {})
        denied = decide(caller.access_key_id, check, "athena")
        if denied is not None:
            raise QueryFailedError(
                f"Insufficient permissions to execute the query. {denial_message(check, denied)}", USER_ERROR
            )
    if "DESCRIBE" not in access.databases.get(DEFAULT_DATABASE, frozenset()):
        raise QueryFailedError(insufficient("Describe", DEFAULT_DATABASE), USER_ERROR)
