"""datacontract-cli, the reference implementation of the standard, accepts every contract and rejects broken ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from datacontract.cli import app
from typer.testing import CliRunner

REPOSITORY = Path(__file__).parents[2]
CONTRACTS = sorted(REPOSITORY.glob("contracts/*.odcs.yaml"))


def lint(contract: Path, report: Path) -> dict[str, Any]:
    """What `datacontract lint` reports about a file; the command also fails by its exit code."""
    command = ["lint", "--no-inline-references", "--all-errors", "--output-format", "json", "--output", str(report)]
    outcome = CliRunner().invoke(app, [*command, str(contract)])
    run: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    assert (outcome.exit_code == 0) == (run["result"] in ("passed", "warning"))
    return run


def test_there_is_a_contract_for_each_dataset() -> None:
    assert len(CONTRACTS) == 22


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda path: path.name)
def test_a_contract_is_accepted_without_a_warning(contract: Path, tmp_path: Path) -> None:
    run = lint(contract, tmp_path / "report.json")
    checks = [(check["name"], check["result"]) for check in run["checks"]]
    assert checks == [("Data contract is valid against ODCS v3.1.0", "passed")]
    assert run["dataContractId"] == contract.name.removesuffix(".odcs.yaml")


@pytest.mark.parametrize(
    ("correct", "broken", "complaint"),
    [
        ("logicalType: timestamp", "logicalType: instant", "'instant' is not one of"),
        ("    required: true", '    required: "yes"', "'yes' is not of type 'boolean'"),
        ("status: active\n", "", "'status' is a required property"),
    ],
)
def test_a_broken_contract_is_refused(correct: str, broken: str, complaint: str, tmp_path: Path) -> None:
    text = (REPOSITORY / "contracts/mission.transactions.odcs.yaml").read_text(encoding="utf-8")
    assert correct in text
    contract = tmp_path / "broken.odcs.yaml"
    contract.write_text(text.replace(correct, broken, 1), encoding="utf-8")
    run = lint(contract, tmp_path / "report.json")
    assert run["result"] in ("failed", "error")
    assert complaint in str([check["reason"] for check in run["checks"]])


def test_a_misspelt_field_is_warned_of(tmp_path: Path) -> None:
    run = lint(REPOSITORY / "tests/invalid/odcs.odcs.yaml", tmp_path / "report.json")
    assert run["result"] == "warning"
    assert "'physicalNmae'" in str([check["reason"] for check in run["checks"]])
