"""Documents that jobs exchange with the rest of the lake are read and written as their schemas say."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakehouse.contract import Classification, RawFormat, RemovedRows, Transform, WriteMode, datasets_from_bundle
from lakehouse.curate import outcome as curated
from lakehouse.curate.analysis import Analysis, _to_json
from lakehouse.curate.days import Days
from lakehouse.curate.model import ModelTest, models_from_bundle
from lakehouse.curate.refusal import Place, Refusal
from lakehouse.documents import Kind, Schema, UnreadableDocument, checked, schema_of
from lakehouse.process import outcome as processed
from lakehouse.process.formats.table import FORMATS
from lakehouse.process.run import manifest_from_json

_TEXTS = {"an instant in UTC": "2026-11-20T00:00:00.000Z", "a SHA-256 in hexadecimal digits": "a" * 64}


def _text(schema: Schema) -> str:
    if schema.get("format") == "date":
        return "2026-11-20"
    if schema.get("title") == "a column's type":
        return "decimal(12,2)"
    return _TEXTS.get(schema.get("title", ""), "7")


def examples(schema: Schema) -> Iterator[Any]:
    """Values with every member in the schema; one for each alternative."""
    if "discriminator" in schema:
        for kind in schema["oneOf"]:
            yield from examples(kind)
    elif "anyOf" in schema:
        for option in schema["anyOf"]:
            yield from examples(option)
    elif "const" in schema:
        yield schema["const"]
    elif "enum" in schema:
        yield from schema["enum"]
    elif schema["type"] == "object":
        yield _object(schema)
    elif schema["type"] == "array":
        yield list(examples(schema["items"]))
    elif schema["type"] == "boolean":
        yield True
    elif schema["type"] == "null":
        yield None
    elif schema["type"] in ("integer", "number"):
        yield schema.get("minimum", 1)
    else:
        yield _text(schema)


def _object(schema: Schema) -> dict[str, Any]:
    others = schema.get("additionalProperties")
    keys = {"7": next(examples(others))} if isinstance(others, Mapping) else {}
    return {name: next(examples(member)) for name, member in schema.get("properties", {}).items()} | keys


class Recording(dict[str, Any]):
    """A document that fails when a member that it doesn't have is read."""

    def __missing__(self, name: str) -> Any:
        raise AssertionError(f"{name} is read, and the schema doesn't name it")

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else self.__missing__(name)


def recording(value: Any) -> Any:
    """The same value with all its objects as `Recording`."""
    if isinstance(value, dict):
        return Recording({name: recording(member) for name, member in value.items()})
    return [recording(item) for item in value] if isinstance(value, list) else value


def whole(kind: Kind) -> Any:
    """A document with every member in the schema of its kind."""
    return checked(kind, next(examples(schema_of(kind))), "example")


def unknown_members(schema: Any, value: Any) -> list[str]:
    """Members of a value that aren't in its schema."""
    if isinstance(value, list):
        return [name for item in value for name in unknown_members(schema["items"], item)]
    options = schema.get("anyOf", [schema])
    schema = next((option for option in options if option.get("type") == "object"), options[0])
    if not isinstance(value, dict):
        return []
    known = schema.get("properties", {})
    others = schema.get("additionalProperties")
    inner = [name for key, item in value.items() if key in known for name in unknown_members(known[key], item)]
    return inner + ([] if isinstance(others, Mapping) else [key for key in value if key not in known])


def test_jobs_read_only_what_schemas_name() -> None:
    manifest = manifest_from_json(recording(whole("manifest")))
    assert manifest.datasets[0].pages[0].sha256 == "a" * 64
    (dataset,) = datasets_from_bundle(recording(whole("contract-bundle"))).values()
    assert (dataset.window_column, dataset.unique_days, dataset.tolerance.quarantine_stop_percent) == ("7", 0, 0.0)
    (model,) = models_from_bundle(recording(_model_bundle()))
    assert {type(test) for test in model.tests} == set(get_args(ModelTest))
    assert whole("sql-environment")["own"] == ["7"]


def test_formats_are_those_of_the_schema_and_each_is_read() -> None:
    extraction = schema_of("contract-bundle")["properties"]["datasets"]["items"]["properties"]["extraction"]
    found = {}
    for own in examples(extraction["properties"]["format"]):
        bundle = whole("contract-bundle")
        bundle["datasets"][0]["extraction"]["format"] = own | ({"delimiter": ";"} if "delimiter" in own else {})
        (dataset,) = datasets_from_bundle(recording(checked("contract-bundle", bundle, "x"))).values()
        assert dataset.columns[0].path == ("7",)
        found[dataset.format.type] = dataset.format.delimiter
    assert found == {"json": ",", "csv": ";"}
    assert list(FORMATS) == list(found)
    old = whole("contract-bundle")
    del old["datasets"][0]["extraction"]["format"]
    assert datasets_from_bundle(old)["7"].format == RawFormat("json")


@pytest.mark.parametrize("delimiter", ["", '"', "\n", "\r", "ab", "a", "é"])
def test_a_delimiter_that_could_be_part_of_a_value_is_refused(delimiter: str) -> None:
    bundle = whole("contract-bundle")
    bundle["datasets"][0]["extraction"]["format"] = {"type": "csv", "delimiter": delimiter}
    with pytest.raises(UnreadableDocument, match="delimiter"):
        checked("contract-bundle", bundle, "x")


def _model_bundle() -> Any:
    """With a query piece and a mode that has its own members."""
    bundle = whole("sql-bundle")
    model = bundle["models"][0]
    mode = schema_of("sql-bundle")["properties"]["models"]["items"]["properties"]["mode"]
    model["mode"] = next(one for one in examples(mode) if one["kind"] == "incremental by time")
    model["query"] = [{"text": "SELECT 1 FROM "}, {"table": "a.b"}]
    row_count = {"kind": "row_count", "min": 1, "max": 2}
    model["tests"] = [test if test["kind"] != "row_count" else row_count for test in model["tests"]]
    return bundle


def test_what_jobs_write_is_what_schemas_say() -> None:
    hops = (processed.Hop("raw", 7, 2**70),)
    published = processed.Outcome(
        *("s.events", "PUBLISHED", 7, 3, 1, 1, 2**70, 3, 0, 0),
        seconds=1.5,
        snapshot_id=2**62,
        quarantined_by={"NOT_JSON": 1},
        warnings=("w",),
        hops=hops,
    )
    failed = processed.Outcome("s.other", "FAILED", 5, 0, 0, 0, 7, 0, 0, 0, 0.5, error="X y: z. Fix: w.")
    tests = (curated.TestOutcome("unique(id)", passed=True, found=0),)
    days = Days(date(2026, 11, 19), date(2026, 11, 21))
    models = [
        curated.Outcome("s_curated.a", "PUBLISHED", "incremental", days, 2, 3, 5, 1.25, 2**62, tests),
        curated.Outcome("s_curated.b", "FAILED", error="X y: z. Fix: w."),
    ]
    analyses = [
        Analysis("a", (("x", "int"),), None),
        Analysis("b", (), Refusal("MODEL_REFUSED", "no", Place(0, 7))),
        Analysis("c", (), Refusal("MODEL_REFUSED", "no", None)),
    ]
    written: dict[Kind, Any] = {
        "process-result": processed.result_to_json("r", [published, failed], {"read": 1.25}),
        "curation-result": curated.result_to_json("r", "production", "sql/bundles/x.json", models),
        "analysis-result": {"formatVersion": 1, "models": [_to_json(one) for one in analyses]},
    }
    for kind, made in written.items():
        document = json.loads(json.dumps(made))
        assert checked(kind, document, "written") == document
        assert unknown_members(schema_of(kind), document) == []


def _members(kind: Kind, *path: str) -> Any:
    schema: Any = schema_of(kind)
    for name in path:
        schema = schema["properties"][name]
        schema = schema.get("items", schema)
    return schema.get("enum") or schema["anyOf"][0]["enum"]


def test_words_are_the_same_in_both_languages() -> None:
    words = {
        Classification: _members("contract-bundle", "datasets", "columns", "classification"),
        RemovedRows: _members("contract-bundle", "datasets", "tolerance", "removedRows"),
        Transform: _members("contract-bundle", "datasets", "partitions", "transform"),
        WriteMode: _members("contract-bundle", "datasets", "writeMode"),
        processed.State: _members("process-result", "datasets", "state"),
        curated.State: _members("curation-result", "models", "state"),
        curated.BuildKind: _members("curation-result", "models", "built"),
    }
    for union, expected in words.items():
        assert list(get_args(union)) == expected


@pytest.mark.parametrize("kind", get_args(Kind))
def test_another_version_is_refused(kind: Kind) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        checked(kind, {"formatVersion": 2}, "runs/a/x.json")
    schema = schema_of(kind)
    assert str(refused.value) == (
        f"{schema['code']} runs/a/x.json formatVersion: found formatVersion 2, this job reads 1. Fix: {schema['fix']}."
    )


def test_every_problem_is_told_with_its_place() -> None:
    manifest = whole("manifest")
    manifest["datasets"][0]["rows"] = "x" * 200
    manifest["datasets"][0]["objects"][0]["sha256"] = "abc"
    del manifest["bucket"]
    with pytest.raises(UnreadableDocument) as refused:
        checked("manifest", manifest, "m.json")
    assert str(refused.value) == (
        'MANIFEST_UNREADABLE m.json: "bucket" is missing; a manifest has formatVersion, runId, group, window, bucket, '
        f'bundleKey, datasets; m.json datasets[0].rows: "{"x" * 99}… is not a whole number from 0; '
        'm.json datasets[0].objects[0].sha256: "abc" is not a SHA-256 in hexadecimal digits. Fix: run the night again.'
    )


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all parts of a value."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in items for place in _places(item, (*path, key)))]


@given(st.data())
def test_a_value_of_another_type_is_refused_wherever_it_is(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(get_args(Kind)))
    document = copy.deepcopy(whole(cast(Kind, kind)))
    place = data.draw(st.sampled_from(_places(document)[1:]))
    parent = document
    for key in place[:-1]:
        parent = parent[key]
    odd = [object.__name__]
    # Some parts may be any object, but none of these a list
    parent[place[-1]] = odd if isinstance(parent[place[-1]], dict) else {"odd": odd}
    with pytest.raises(UnreadableDocument):
        checked(cast(Kind, kind), document, "x")
