"""Translates a job's arguments to Spark options and the script's command line, as Glue does. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emulator.authorization.role_sessions import RoleCredentials

# What `--conf` looks like when it carries several options: `a=1 --conf b=2 --conf c=3`.
# https://repost.aws/knowledge-center/glue-pass-multiple-spark-config
_CONF_SEPARATOR = re.compile(r"\s+--conf\s+")
_CATALOG = re.compile(r"spark\.sql\.catalog\.([A-Za-z0-9_]+)$")


class JobArgumentError(ValueError):
    """A job's arguments ask for something that cannot be run."""


@dataclass(frozen=True)
class SparkConnection:
    """Spark's connection to the emulator."""

    endpoint: str
    region: str
    #: Of the job's role.
    credentials: RoleCredentials


def merged_arguments(job: Mapping[str, object], run_arguments: Mapping[str, str]) -> dict[str, str]:
    """Default arguments, overridden by the run's, overridden by the job's non-overridable ones."""

    def part(name: str) -> dict[str, str]:
        values = job.get(name) or {}
        return {str(key): str(value) for key, value in values.items()} if isinstance(values, Mapping) else {}

    return {**part("DefaultArguments"), **run_arguments, **part("NonOverridableArguments")}


def parse_conf(value: str) -> dict[str, str]:
    """The options in a `--conf` argument."""
    options = {}
    for piece in _CONF_SEPARATOR.split(value.strip()):
        name, separator, setting = piece.strip().partition("=")
        if not separator or not name:
            raise JobArgumentError(f"--conf: {piece!r} is not name=value")
        options[name.strip()] = setting.strip()
    return options


def uses_iceberg(arguments: Mapping[str, str]) -> bool:
    """Whether the job requests Iceberg's libraries; other formats aren't supported here."""
    formats = {name.strip() for name in arguments.get("--datalake-formats", "").split(",") if name.strip()}
    unknown = formats - {"iceberg"}
    if unknown:
        raise JobArgumentError(f"--datalake-formats: {', '.join(sorted(unknown))} cannot be run here; iceberg can")
    return "iceberg" in formats


def s3_list(arguments: Mapping[str, str], name: str) -> list[str]:
    """A comma-separated argument such as `--extra-py-files`."""
    return [item.strip() for item in arguments.get(name, "").split(",") if item.strip()]


def _catalog_options(job_conf: Mapping[str, str], connection: SparkConnection) -> dict[str, str]:
    options = {}
    for name in job_conf:
        match = _CATALOG.match(name)
        if match:
            catalog = f"spark.sql.catalog.{match.group(1)}"
            options[f"{catalog}.s3.endpoint"] = connection.endpoint
            options[f"{catalog}.s3.path-style-access"] = "true"
            options[f"{catalog}.glue.endpoint"] = connection.endpoint
            options[f"{catalog}.client.region"] = connection.region
    return options


def _system_credentials(credentials: RoleCredentials) -> dict[str, str]:
    """Java was started before its user was known; the AWS SDK reads system properties before the environment.

    https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/credentials-chain.html
    """
    return {
        "aws.accessKeyId": credentials.access_key_id,
        "aws.secretAccessKey": credentials.secret_access_key,
        "aws.sessionToken": credentials.session_token,
    }


def spark_options(
    job_name: str, arguments: Mapping[str, str], connection: SparkConnection, work_folder: Path
) -> dict[str, str]:
    """Spark options for a run: ours, overridden by the job's, overridden by the emulator's endpoint."""
    job_conf = parse_conf(arguments["--conf"]) if arguments.get("--conf") else {}
    return {
        "spark.master": "local[*]",
        "spark.app.name": job_name,
        "spark.submit.deployMode": "client",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        **job_conf,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(work_folder / "spark-local"),
        "spark.sql.warehouse.dir": str(work_folder / "spark-warehouse"),
        "spark.hadoop.hadoop.tmp.dir": str(work_folder / "hadoop"),
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.hadoop.fs.s3a.endpoint": connection.endpoint,
        "spark.hadoop.fs.s3a.endpoint.region": connection.region,
        "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled": "false",
        "spark.hadoop.fs.s3a.aws.credentials.provider": "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",
        "spark.hadoop.fs.s3a.access.key": connection.credentials.access_key_id,
        "spark.hadoop.fs.s3a.secret.key": connection.credentials.secret_access_key,
        "spark.hadoop.fs.s3a.session.token": connection.credentials.session_token,
        **_system_credentials(connection.credentials),
        **{f"spark.executorEnv.{name}": value for name, value in connection.credentials.environment.items()},
        **_catalog_options(job_conf, connection),
    }


def script_arguments(job_name: str, run_id: str, arguments: Mapping[str, str]) -> list[str]:
    """The script's command line: Glue passes on every argument, including its own."""
    words = ["--JOB_NAME", job_name, "--JOB_RUN_ID", run_id, "--JOB_ID", f"j_{run_id.removeprefix('jr_')}"]
    for name, value in arguments.items():
        words.append(name)
        # A flag such as `--enable-metrics` stands without a value.
        if value != "":
            words.append(value)
    return words
