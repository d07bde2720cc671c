"""Masks are HMAC-SHA-256, and the key doesn't appear anywhere."""

from __future__ import annotations

import hashlib
import hmac
import pickle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakehouse.process.mask import MaskKey
from support import MASK_KEY, Lake, contract, event, line


def expected(key: bytes, value: str) -> str:
    return hmac.new(key, value.encode(), "sha256").hexdigest()


@given(st.binary(min_size=1, max_size=200), st.text(st.characters(codec="utf-8"), max_size=100))
def test_a_mask_is_the_hmac_of_the_value(key: bytes, value: str) -> None:
    assert MaskKey(key).mask(value) == expected(key, value)


@given(st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", "", "ü"])), max_size=20))
def test_arrays_keep_order_repeats_and_nulls(values: list[str | None]) -> None:
    masks = MaskKey(b"k").mask_array(pa.array(values, pa.string())).to_pylist()
    assert masks == [None if value is None else expected(b"k", value) for value in values]


def test_values_that_are_no_text_are_masked_as_text() -> None:
    assert MaskKey(b"k").mask_array(pa.array([12, None], pa.int64())).to_pylist() == [expected(b"k", "12"), None]


def test_the_key_shows_in_no_representation() -> None:
    key = MaskKey(b"very secret")
    assert "secret" not in f"{key} {key!r}"
    assert pickle.loads(pickle.dumps(key)).mask("x") == key.mask("x")  # noqa: S301 - pickled here


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^MASK_KEY_EMPTY the mask key has no bytes\. Fix: "):
        MaskKey(b"")


@pytest.mark.both_sizes
def test_tables_hold_masks_where_raw_holds_values(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(1), event(2, email=None), event(3, email="ümlaut@example.org")]])
    emails = {row["id"]: row["email"] for row in lake.table(dataset).collect()}
    masks = {1: expected(MASK_KEY, "user1@example.org"), 2: None, 3: expected(MASK_KEY, "ümlaut@example.org")}
    assert emails == masks


@pytest.mark.both_sizes
def test_neither_the_key_nor_a_plain_value_is_in_any_file_or_progress_line(lake: Lake, warehouse: Path) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(1), event(2, amount="bad"), event(1, note="other")]])
    assert lake.quarantine(dataset).count() == 2
    files = [path for path in (warehouse / f"{lake.source}_processed").rglob("*") if path.is_file()]
    rows = [str(pq.ParquetFile(path).read().to_pylist()).encode() for path in files if path.suffix == ".parquet"]
    assert len(rows) == 3
    for content in (*rows, *(path.read_bytes() for path in files), lake.printed.getvalue().encode()):
        assert content
        for secret in (MASK_KEY, MASK_KEY.hex().encode(), b"user1@example.org", b"user2@example.org"):
            assert secret not in content.lower()


def test_without_a_key_only_datasets_with_personal_columns_fail(lake: Lake) -> None:
    from dataclasses import replace

    from lakehouse.failure import DatasetFailure
    from lakehouse.process.group_job import process_group

    personal = contract(lake.source)
    plain = contract(lake.source, name="plain", columns=[c for c in _columns() if c["name"] != "email"])
    entries = [lake.land(personal, "r", [[event(1)]]), lake.land(plain, "r", [[event(1)]])]

    def denied() -> MaskKey:
        raise DatasetFailure("MASK_KEY_UNAVAILABLE", "secret x", "access denied", "allow it")

    job = replace(lake.job("r", entries), mask_key=denied)
    outcomes = process_group(job, {personal.id: personal, plain.id: plain}, 1)
    assert [outcome.state for outcome in outcomes] == ["FAILED", "PUBLISHED"]
    assert outcomes[0].error == "MASK_KEY_UNAVAILABLE secret x: access denied. Fix: allow it."


def _columns() -> list[dict[str, object]]:
    from support import EVENT_COLUMNS

    return EVENT_COLUMNS


@given(st.binary(min_size=1, max_size=200), st.lists(st.binary(min_size=32, max_size=32), max_size=5))
def test_digests_are_keyed_by_the_hmac_of_each(key: bytes, digests: list[bytes]) -> None:
    keyed = MaskKey(key).keyed(b"".join(digests))
    assert keyed == b"".join(hmac.digest(key, digest, "sha256") for digest in digests)


@pytest.mark.both_sizes
def test_a_row_that_is_rebuilt_from_what_can_be_seen_cannot_be_confirmed_by_its_hash(lake: Lake) -> None:
    dataset = contract(lake.source)
    records = [event(1), event(2, amount="bad"), event(1, note="other")]
    lake.run(dataset, [records])
    stored = {row["_row_hash"] for rows in (lake.table(dataset), lake.quarantine(dataset)) for row in rows.collect()}
    plain = {hashlib.sha256(line(record).encode()).hexdigest() for record in records}
    assert len(stored) == 3
    assert not stored & plain
    assert stored == {expected_digest(MASK_KEY, digest) for digest in plain}


def expected_digest(key: bytes, digest: str) -> str:
    return hmac.digest(key, bytes.fromhex(digest), "sha256").hex()


def test_hashes_of_rows_without_personal_values_need_no_key(lake: Lake) -> None:
    dataset = contract(lake.source, columns=[c for c in _columns() if c["name"] != "email"])
    lake.run(dataset, [[event(1)]])
    (row,) = lake.table(dataset).collect()
    assert row["_row_hash"] == hashlib.sha256(line(event(1)).encode()).hexdigest()
