"""LF-tags: their keys and values, and which of them databases, tables and columns carry."""

from typing import Any

from emulator.lakeformation import store
from emulator.lakeformation.catalog import (
    catalog_id,
    columns_of,
    databases,
    require_columns,
    require_database,
    require_table,
    tables_of,
)
from emulator.lakeformation.errors import LakeFormationError, invalid_input, not_found
from emulator.lakeformation.resources import kind_of, require_tag_values

Data = dict[str, Any]
#: A database, a table or a column.
Path = tuple[str, ...]

_MAXIMUM_VALUES = 1_000


def _answer(key: str, values: list[str]) -> Data:
    return {"CatalogId": catalog_id(), "TagKey": key, "TagValues": values}


def _known(key: str) -> list[str]:
    values: list[str] | None = store.tags.get(key)
    if values is None:
        raise not_found("Tag key does not exist.")
    return values


def _checked(values: list[str]) -> list[str]:
    if not 1 <= len(values) <= _MAXIMUM_VALUES or any(not value for value in values):
        raise invalid_input(f"A tag has 1 to {_MAXIMUM_VALUES} values, none of them empty.")
    return list(dict.fromkeys(values))


def create_tag(data: Data) -> Data:
    if data["TagKey"] in store.tags:
        raise invalid_input("Tag key already exists.")
    store.tags[data["TagKey"]] = _checked(data["TagValues"])
    return {}


def get_tag(data: Data) -> Data:
    return _answer(data["TagKey"], _known(data["TagKey"]))


def update_tag(data: Data) -> Data:
    key, values = data["TagKey"], _known(data["TagKey"])
    added, removed = data.get("TagValuesToAdd") or [], data.get("TagValuesToDelete") or []
    if not added and not removed:
        raise invalid_input("Neither values to add nor values to delete are given.")
    if missing := [value for value in removed if value not in values]:
        raise invalid_input(f"Tag values {', '.join(missing)} do not exist.")
    if set(added) & set(removed):
        raise invalid_input("A value can't be added and deleted in one call.")
    store.tags[key] = _checked([*(value for value in values if value not in removed), *added])
    for pairs in store.assigned.values():
        if pairs.get(key) in removed:
            del pairs[key]
    return {}


def delete_tag(data: Data) -> Data:
    """Removes the tag from everything that carried it; expressions that name it no longer match."""
    _known(data["TagKey"])
    del store.tags[data["TagKey"]]
    for pairs in store.assigned.values():
        pairs.pop(data["TagKey"], None)
    return {}


def list_tags(_data: Data) -> list[Data]:
    return [_answer(key, values) for key, values in sorted(store.tags.items())]


def _paths(resource: Data) -> list[Path]:
    """What a call is about; raises LakeFormationError where it isn't in the catalog."""
    kind = kind_of(resource)
    given = resource[kind]
    if kind == "Database":
        return [(require_database(given["Name"]),)]
    if kind not in ("Table", "TableWithColumns"):
        raise invalid_input("Tags are on databases, tables and columns.")
    table = require_table(given["DatabaseName"], given["Name"])
    path = (table["DatabaseName"], table["Name"])
    if kind == "Table":
        return [path]
    return [(*path, column) for column in require_columns(table, given["ColumnNames"])]


def _failure(pair: Data, error: LakeFormationError) -> Data:
    tag = {"CatalogId": catalog_id(), **pair}
    return {"LFTag": tag, "Error": {"ErrorCode": error.code, "ErrorMessage": str(error)}}


def add_to_resource(data: Data) -> Data:
    """Reports failures of single tags in the response."""
    paths, failures = _paths(data["Resource"]), []
    for pair in data["LFTags"]:
        try:
            require_tag_values(pair)
            if len(pair["TagValues"]) != 1:
                raise invalid_input("A resource carries one value of a tag.")
        except LakeFormationError as error:
            failures.append(_failure(pair, error))
            continue
        for path in paths:
            store.assigned.setdefault(path, {})[pair["TagKey"]] = pair["TagValues"][0]
    return {"Failures": failures}


def remove_from_resource(data: Data) -> Data:
    paths, failures = _paths(data["Resource"]), []
    for pair in data["LFTags"]:
        key, values = pair["TagKey"], pair["TagValues"]
        carriers = [path for path in paths if store.assigned.get(path, {}).get(key) in values]
        if not carriers:
            failures.append(_failure(pair, not_found("Tag is not assigned to the resource.")))
        for path in carriers:
            del store.assigned[path][key]
    return {"Failures": failures}


def carried(path: Path) -> dict[str, str]:
    """Tags of a database, table or column, including inherited ones."""
    pairs: dict[str, str] = {}
    for length in range(1, len(path) + 1):
        pairs.update(store.assigned.get(path[:length], {}))
    return pairs


def _pairs(tags: dict[str, str]) -> list[Data]:
    return [_answer(key, [value]) for key, value in sorted(tags.items())]


def get_of_resource(data: Data) -> Data:
    """`ShowAssignedLFTags` leaves out what is inherited."""
    paths = _paths(data["Resource"])
    own = data.get("ShowAssignedLFTags") is True

    def pairs(path: Path) -> list[Data]:
        return _pairs(store.assigned.get(path, {}) if own else carried(path))

    first = paths[0]
    answer: Data = {}
    if len(first) == 1 or not own:
        answer["LFTagOnDatabase"] = pairs(first[:1])
    if len(first) == 1:
        return answer
    if len(first) == 2 or not own:
        answer["LFTagsOnTable"] = pairs(first[:2])
    table = require_table(*first[:2])
    columns = columns_of(table) if len(first) == 2 else [path[2] for path in paths]
    on_columns = [{"Name": column, "LFTags": pairs((*first[:2], column))} for column in columns]
    answer["LFTagsOnColumns"] = [column for column in on_columns if column["LFTags"]]
    return answer


def matches(expression: list[Data], tags: dict[str, str]) -> bool:
    """Every key must have one of the values; a deleted tag matches nothing."""
    return all(pair["TagKey"] in store.tags and tags.get(pair["TagKey"]) in pair["TagValues"] for pair in expression)


def search_databases(data: Data) -> list[Data]:
    """Databases that match the expression, with their tags."""
    found = [database["Name"] for database in databases() if matches(data["Expression"], carried((database["Name"],)))]
    return [
        {"Database": {"CatalogId": catalog_id(), "Name": name}, "LFTags": _pairs(carried((name,)))} for name in found
    ]


def search_tables(data: Data) -> list[Data]:
    """Tables that match the expression as a whole or in a column, with the tags of both."""
    found = []
    for table in (table for database in databases() for table in tables_of(database["Name"])):
        path = (table["DatabaseName"], table["Name"])
        paths: list[Path] = [path, *((*path, column) for column in columns_of(table))]
        if any(matches(data["Expression"], carried(of)) for of in paths):
            about = {"CatalogId": catalog_id(), "DatabaseName": path[0], "Name": path[1]}
            found.append({"Table": about, **get_of_resource({"Resource": {"Table": about}})})
    return found
