"""The emulator's settings, written as a JSON file by the process that starts it."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    port: int
    trino_url: str
    #: One folder per job run, with its script, its options and its output.
    glue_runs_folder: Path
    #: Where ministack keeps its snapshots.
    state_folder: Path
    #: Messages that were sent, as files.
    mailbox_folder: Path
    spark_home: Path
    java_home: Path
    #: On every job's classpath, before Spark's own jars.
    first_jars: tuple[Path, ...]
    #: On every job's classpath, after them.
    spark_jars: tuple[Path, ...]
    #: On the classpath of jobs with `--datalake-formats iceberg`.
    iceberg_jars: tuple[Path, ...]
    spark_memory_mebibytes: int
    #: Archives of loaded classes that make the next Java start faster.
    class_archive_folder: Path
    #: Trino's access rules.
    access_rules_file: Path
    #: Node by the name of the Lambda runtime that has its version.
    node_of_runtimes: dict[str, Path]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def load_settings(path: Path) -> Settings:
    values = json.loads(path.read_text())
    return Settings(
        port=values["port"],
        trino_url=values["trinoUrl"],
        glue_runs_folder=Path(values["glueRunsFolder"]),
        state_folder=Path(values["stateFolder"]),
        mailbox_folder=Path(values["mailboxFolder"]),
        spark_home=Path(values["sparkHome"]),
        java_home=Path(values["javaHome"]),
        first_jars=tuple(Path(jar) for jar in values["firstJars"]),
        spark_jars=tuple(Path(jar) for jar in values["sparkJars"]),
        iceberg_jars=tuple(Path(jar) for jar in values["icebergJars"]),
        spark_memory_mebibytes=values["sparkMemoryMebibytes"],
        class_archive_folder=Path(values["classArchiveFolder"]),
        access_rules_file=Path(values["accessRulesFile"]),
        node_of_runtimes={runtime: Path(node) for runtime, node in values["nodeOfRuntimes"].items()},
    )
