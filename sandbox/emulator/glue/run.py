"""One job run: its files, its processes, its end."""

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.authorization.role_clients import role_clients
from emulator.authorization.role_sessions import role_arn_named, role_credentials
from emulator.glue.java import SparkJava, WarmJava
from emulator.glue.job_logs import SESSION_NAME, LogStream
from emulator.glue.options import (
    SparkConnection,
    merged_arguments,
    s3_list,
    script_arguments,
    spark_options,
    uses_iceberg,
)
from emulator.glue.security_configuration import (
    SecurityConfigurationError,
    job_log_group,
    take_security_configuration,
)
from emulator.settings import Settings

logger = logging.getLogger("emulator.glue")

DRIVER_SCRIPT = Path(__file__).with_name("driver_script.py")
#: Time for the last output of a finished script to arrive through the pipes.
OUTPUT_SECONDS = 5


@dataclass(frozen=True)
class Outcome:
    state: str
    error_message: str | None = None


@dataclass(frozen=True)
class RunRequest:
    """The job's settings at the start of the run: the job may change meanwhile."""

    job: dict[str, Any]
    run_id: str
    arguments: dict[str, str]
    timeout_seconds: float

    @property
    def role_arn(self) -> str:
        """The run uses the job's role."""
        return role_arn_named(self.job["Role"])

    @property
    def security_configuration(self) -> str:
        """Its name; empty without one."""
        return self.job.get("SecurityConfiguration") or ""


def download(s3: Any, uri: str, folder: Path) -> Path:
    """An `s3://` object as a file in `folder`."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    target = folder / Path(key).name
    s3.download_file(bucket, key, str(target))
    return target


def describe_failure(failure: dict[str, Any] | None, exit_code: int, arguments: dict[str, str]) -> str:
    """The message that Glue shows for a script's failure."""
    if failure is None:
        return f"Command failed with exit code {exit_code}"
    text = f"{failure['error']}: {failure['message']}" if failure["message"] else str(failure["error"])
    if arguments.get("--enable-job-insights") == "false" or failure["line"] is None:
        return text
    return f"Error Category: UNCLASSIFIED_ERROR; Failed Line Number: {failure['line']}; {text}"


class JobRun:
    """Runs a job's script. `execute` blocks; `stop` may be called from any thread at any time."""

    def __init__(self, settings: Settings, warm_java: WarmJava, request: RunRequest) -> None:
        self.request = request
        self._settings = settings
        self._warm_java = warm_java
        self._folder = settings.glue_runs_folder / request.run_id
        self._lock = threading.Lock()
        self._verdict: Outcome | None = None
        self._java: SparkJava | None = None
        self._python: subprocess.Popen[str] | None = None
        self._loaded_classes = 0
        self._is_released = False
        # Java is reused only for the same job with the same role.
        self._user = f"{request.job['Name']} {request.role_arn}"

    def execute(self, on_running: Callable[[], None]) -> Outcome:
        """Never raises: failures become the run's outcome, as in Glue."""
        self._folder.mkdir(parents=True, exist_ok=True)
        role, configuration = self.request.role_arn, self.request.security_configuration
        prefix = self.request.arguments.get("--custom-logGroup-prefix") or job_log_group(configuration, role)
        groups = (f"{prefix}/output", f"{prefix}/error")
        try:
            take_security_configuration(configuration, role, SESSION_NAME, *groups)
        except SecurityConfigurationError as error:
            return Outcome("FAILED", str(error))
        output = LogStream(role, groups[0], self.request.run_id, self._folder / "output.log")
        errors = LogStream(role, groups[1], self.request.run_id, self._folder / "error.log")
        try:
            outcome = self._run(output, errors, on_running)
        except Exception as error:
            logger.exception("Glue run %s could not be started", self.request.run_id)
            outcome = Outcome("FAILED", f"{type(error).__name__}: {error}")
        finally:
            self._end_processes()
            output.close()
            errors.close()
            for name in ("spark-local", "spark-warehouse", "hadoop"):
                shutil.rmtree(self._folder / name, ignore_errors=True)
        return self._verdict or outcome

    def stop(self, verdict: Outcome) -> None:
        """Ends the run early; the first outcome counts."""
        with self._lock:
            if self._verdict is None:
                self._verdict = verdict
            if self._python is not None:
                self._python.kill()

    def _run(self, output: LogStream, errors: LogStream, on_running: Callable[[], None]) -> Outcome:
        arguments = self.request.arguments
        jars = self._settings.spark_jars + (self._settings.iceberg_jars if uses_iceberg(arguments) else ())
        for name in ("--extra-jars", "--extra-files", "--additional-python-modules"):
            if arguments.get(name):
                return Outcome("FAILED", f"InvalidInputException: {name} is not supported by the sandbox")
        self._java = self._warm_java.take(self._user, jars)
        self._java.send_output_to(errors.line)
        endpoint, role = self._settings.endpoint, self.request.role_arn
        (s3,) = role_clients(endpoint, role, SESSION_NAME, "s3")
        script = download(s3, self.request.job["Command"]["ScriptLocation"], self._folder)
        packages = [download(s3, uri, self._folder).name for uri in s3_list(arguments, "--extra-py-files")]
        self._write_description(script, packages)
        on_running()
        return self._drive(output, errors)

    def _write_description(self, script: Path, packages: list[str]) -> None:
        assert self._java is not None
        job_name = self.request.job["Name"]
        connection = SparkConnection(
            endpoint=self._settings.endpoint,
            region=os.environ["AWS_REGION"],
            credentials=role_credentials(self.request.role_arn, SESSION_NAME),
        )
        options = spark_options(job_name, self.request.arguments, connection, self._folder)
        if packages:
            # names, for the list is split at commas and the script runs in their folder
            options["spark.submit.pyFiles"] = ",".join(packages)
        description = {
            "script": str(script),
            "arguments": script_arguments(job_name, self.request.run_id, self.request.arguments),
            "pythonFiles": [str(self._folder / package) for package in packages],
            "options": options,
            "connectionFile": str(self._java.connection_file),
        }
        (self._folder / "run.json").write_text(json.dumps(description, indent=2))

    def _start_python(self) -> subprocess.Popen[str] | None:
        """None if the run was stopped before it started."""
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            **role_credentials(self.request.role_arn, SESSION_NAME).environment,
            "SPARK_HOME": str(self._settings.spark_home),
            "JAVA_HOME": str(self._settings.java_home),
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONUNBUFFERED": "1",
        }
        with self._lock:
            if self._verdict is not None:
                return None
            self._python = subprocess.Popen(
                [sys.executable, str(DRIVER_SCRIPT), str(self._folder)],
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
            return self._python

    def _drive(self, output: LogStream, errors: LogStream) -> Outcome:
        python = self._start_python()
        if python is None or self._java is None:
            return Outcome("STOPPED")
        readers = []
        for pipe, stream in ((python.stdout, output), (python.stderr, errors)):
            assert pipe is not None
            readers.append(threading.Thread(target=lambda p=pipe, s=stream: [s.line(line) for line in p], daemon=True))
        for reader in readers:
            reader.start()
        exit_code = self._wait(python)
        for reader in readers:
            reader.join(OUTPUT_SECONDS)
        outcome_file = self._folder / "outcome.json"
        report = json.loads(outcome_file.read_text()) if outcome_file.exists() else {}
        self._loaded_classes = report.get("loadedClasses", 0)
        self._is_released = bool(report.get("isJavaReleased")) and self._java.is_alive
        if exit_code == 0:
            return Outcome("SUCCEEDED")
        failure = report.get("failure")
        return Outcome("FAILED", describe_failure(failure, exit_code, self.request.arguments))

    def _wait(self, python: "subprocess.Popen[str]") -> int:
        """Waits for the script, and ends it when its time is up or Java dies before it could use it."""
        assert self._java is not None
        deadline = time.monotonic() + self.request.timeout_seconds
        while True:
            try:
                return python.wait(0.05)
            except subprocess.TimeoutExpired:
                if time.monotonic() > deadline:
                    self.stop(Outcome("TIMEOUT", f"Job run {self.request.run_id} timed out"))
                elif not self._java.is_alive:
                    return self._end_without_java(python)

    def _end_without_java(self, python: "subprocess.Popen[str]") -> int:
        try:
            return python.wait(OUTPUT_SECONDS)
        except subprocess.TimeoutExpired:
            python.kill()
            return python.wait()

    def _end_processes(self) -> None:
        if self._python is not None and self._python.poll() is None:
            self._python.kill()
            self._python.wait()
        java = self._java
        if java is None:
            return
        if self._is_released and not java.is_training:
            self._warm_java.give_back(self._user, java)
        elif self._verdict is None:
            # In the background: the run has ended, and Java may take a while to write its class archive.
            threading.Thread(target=java.end, args=(self._loaded_classes,), name="glue-java-end", daemon=True).start()
        else:
            java.kill()


def request_for(job: dict[str, Any], run_id: str, run: dict[str, Any]) -> RunRequest:
    minutes = run.get("Timeout") or job.get("Timeout") or 2_880
    return RunRequest(
        job=dict(job),
        run_id=run_id,
        arguments=merged_arguments(job, run.get("Arguments") or {}),
        timeout_seconds=float(minutes) * 60,
    )
