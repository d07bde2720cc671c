"""A principal's effective permissions on databases and tables, from all grants and tags."""

from dataclasses import dataclass
from typing import Any

from emulator.lakeformation import store
from emulator.lakeformation.catalog import catalog_id, columns_of
from emulator.lakeformation.resources import ALL_TABLES, selected_columns
from emulator.lakeformation.settings import sees_everything
from emulator.lakeformation.tags import carried, matches

Data = dict[str, Any]

_ALL_ON_DATABASE = frozenset({"ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"})
_ALL_ON_TABLE = frozenset({"ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT"})


@dataclass(frozen=True)
class TableAccess:
    #: Without SELECT, which `columns` says.
    permissions: frozenset[str]
    #: Columns that may be read, and those that may not.
    columns: frozenset[str]
    hidden: frozenset[str]

    @property
    def is_visible(self) -> bool:
        """Any permission on a table implies seeing it."""
        return bool(self.permissions or self.columns)


def granted_to(principal: str) -> list[Data]:
    """Grants that apply to a role or user: its own, `IAMPrincipals`, and `IAM_ALLOWED_PRINCIPALS`."""
    names = {principal, f"{catalog_id()}:IAMPrincipals", store.IAM_ALLOWED_PRINCIPALS}
    return [grant for grant in store.grants.values() if grant["Principal"]["DataLakePrincipalIdentifier"] in names]


class Access:
    """Access of one principal. Use under the store's lock, and discard."""

    def __init__(self, principal: str) -> None:
        self._grants = granted_to(principal)
        #: Whether it is an administrator, who describes all of the catalog.
        self.sees_everything = sees_everything(principal)

    def of_database(self, name: str) -> frozenset[str]:
        permissions: set[str] = {"DESCRIBE"} if self.sees_everything else set()
        for grant in self._grants:
            resource = grant["Resource"]
            policy = resource.get("LFTagPolicy")
            named = resource.get("Database", {}).get("Name") == name
            by_tags = policy is not None and policy["ResourceType"] == "DATABASE"
            if named or (by_tags and matches(policy["Expression"], carried((name,)))):
                permissions.update(grant["Permissions"])
        return frozenset(permissions | _ALL_ON_DATABASE if "ALL" in permissions else permissions) - {"ALL"}

    def of_table(self, table: Data) -> TableAccess:
        path, every = (table["DatabaseName"], table["Name"]), columns_of(table)
        permissions: set[str] = {"DESCRIBE"} if self.sees_everything else set()
        columns: set[str] = set()
        for grant in self._grants:
            granted = self._on_table(grant, path)
            permissions.update(granted)
            columns.update(self._read_columns(grant, granted, table, path))
        if "ALL" in permissions:
            permissions.update(_ALL_ON_TABLE)
        hidden = frozenset(every) - columns
        return TableAccess(frozenset(permissions) - {"ALL", "SELECT"}, frozenset(columns), hidden)

    def _on_table(self, grant: Data, path: tuple[str, str]) -> list[str]:
        """Permissions of a grant that hold for the table as a whole."""
        resource, permissions = grant["Resource"], grant["Permissions"]
        named, policy = resource.get("Table"), resource.get("LFTagPolicy")
        if named is not None:
            is_it = named["DatabaseName"] == path[0] and named["Name"] in (path[1], ALL_TABLES)
            return list(permissions) if is_it else []
        if policy is not None and policy["ResourceType"] == "TABLE" and matches(policy["Expression"], carried(path)):
            return list(permissions)
        return []

    def _read_columns(self, grant: Data, granted: list[str], table: Data, path: tuple[str, str]) -> set[str]:
        """Columns that a grant allows to read. With tags, each column is matched by its own tags.

        Views have no column permissions, so grants and tags on single columns don't apply:
        https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
        """
        resource, is_view = grant["Resource"], table.get("TableType") == "VIRTUAL_VIEW"
        named, policy = resource.get("TableWithColumns"), resource.get("LFTagPolicy")
        if named is not None:
            is_it = named["DatabaseName"] == path[0] and named["Name"] in (path[1], ALL_TABLES)
            columns = selected_columns(named, table) if is_it else set()
            return columns if not is_view or columns == set(columns_of(table)) else set()
        if policy is not None:
            reads = policy["ResourceType"] == "TABLE" and {"SELECT", "ALL"} & set(grant["Permissions"])
            expression = policy["Expression"]
            if is_view:
                return set(columns_of(table)) if reads and matches(expression, carried(path)) else set()
            return {c for c in columns_of(table) if matches(expression, carried((*path, c)))} if reads else set()
        return set(columns_of(table)) if "ALL" in granted else set()
