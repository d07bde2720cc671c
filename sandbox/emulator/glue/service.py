"""Glue's job operations, replacing ministack's, which need Docker for Spark."""

import contextvars
import logging
import secrets
import threading
import time
from typing import Any

from emulator.authorization.role_sessions import role_arn_named
from emulator.glue.java import WarmJava
from emulator.glue.run import JobRun, Outcome, request_for
from emulator.glue.security_configuration import job_log_group
from emulator.ministack import glue
from emulator.ministack.answers import Answer, content_of, refusal, success
from emulator.ministack.operations import Operation
from emulator.ministack.scope import everywhere
from emulator.settings import Settings

logger = logging.getLogger("emulator.glue")

ACTIVE_STATES = ("STARTING", "RUNNING", "STOPPING")
#: Fields of a job that ministack drops.
_KEPT_FIELDS = ("ExecutionProperty", "LogUri", "JobMode", "JobRunQueuingEnabled", "ExecutionClass", "MaintenanceWindow")
#: The next run's Java starts shortly after a run ends, so as not to compete with readers of its results.
_WARM_UP_SECONDS = 2.0


def _now() -> float:
    return round(time.time(), 3)


class JobRuns:
    """All job runs; their records are ministack's, and saved with its state."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._warm_java = WarmJava(settings)
        self._lock = threading.Lock()
        self._active: dict[str, JobRun] = {}
        self._ended = False

    def warm_up(self) -> None:
        def prepare() -> None:
            if not self._ended and not self._active:
                self._warm_java.prepare(self._settings.spark_jars + self._settings.iceberg_jars)

        timer = threading.Timer(_WARM_UP_SECONDS, prepare)
        timer.daemon = True
        timer.start()

    def start(self, data: dict[str, Any]) -> Answer:
        job_name = data.get("JobName", "")
        job = glue.jobs.get(job_name)
        if job is None:
            return refusal("EntityNotFoundException", f"Failed to start job run due to missing metadata: {job_name}")
        run_id = data.get("JobRunId") or f"jr_{secrets.token_hex(32)}"
        with self._lock:
            runs = glue.job_runs.setdefault(job_name, [])
            limit = (job.get("ExecutionProperty") or {}).get("MaxConcurrentRuns", 1)
            if sum(run["JobRunState"] in ACTIVE_STATES for run in runs) >= limit:
                return refusal("ConcurrentRunsExceededException", f"Concurrent runs exceeded for {job_name}")
            record = _new_record(job, run_id, data)
            runs.append(record)
            run = JobRun(self._settings, self._warm_java, request_for(job, run_id, data))
            self._active[run_id] = run
        # The run belongs to the caller's account and region, which travel in context variables.
        context = contextvars.copy_context()
        threading.Thread(
            target=context.run, args=(self._execute, run, record), name=f"glue-{run_id[:12]}", daemon=True
        ).start()
        return success({"JobRunId": run_id})

    def _execute(self, run: JobRun, record: dict[str, Any]) -> None:
        def on_running() -> None:
            if record["JobRunState"] == "STARTING":
                record.update(JobRunState="RUNNING", LastModifiedOn=_now())

        outcome = run.execute(on_running)
        ended_at = _now()
        record.update(
            JobRunState=outcome.state,
            CompletedOn=ended_at,
            LastModifiedOn=ended_at,
            ExecutionTime=int(ended_at - record["StartedOn"]),
        )
        if outcome.error_message is not None:
            record["ErrorMessage"] = outcome.error_message
        with self._lock:
            del self._active[run.request.run_id]
        self.warm_up()

    def stop(self, data: dict[str, Any]) -> Answer:
        """BatchStopJobRun."""
        job_name = data.get("JobName", "")
        submitted, errors = [], []
        for run_id in data.get("JobRunIds", []):
            record = next((run for run in glue.job_runs.get(job_name, []) if run["Id"] == run_id), None)
            run = self._active.get(run_id)
            if record is None:
                errors.append(_stop_error(job_name, run_id, "EntityNotFoundException", f"JobRun {run_id} not found"))
            elif run is None or record["JobRunState"] not in ACTIVE_STATES:
                message = f"JobRun {run_id} is in state {record['JobRunState']}"
                errors.append(_stop_error(job_name, run_id, "InvalidInputException", message))
            else:
                record.update(JobRunState="STOPPING", LastModifiedOn=_now())
                run.stop(Outcome("STOPPED"))
                submitted.append({"JobName": job_name, "JobRunId": run_id})
        return success({"SuccessfulSubmissions": submitted, "Errors": errors})

    def end_all(self) -> None:
        """Ends every run when the sandbox stops."""
        self._ended = True
        for run in list(self._active.values()):
            run.stop(Outcome("STOPPED", "the sandbox was stopped"))
        deadline = time.monotonic() + 10
        while self._active and time.monotonic() < deadline:
            time.sleep(0.05)
        self._warm_java.end()


def _stop_error(job_name: str, run_id: str, code: str, message: str) -> dict[str, Any]:
    return {
        "JobName": job_name,
        "JobRunId": run_id,
        "ErrorDetail": {"ErrorCode": code, "ErrorMessage": message},
    }


def _new_record(job: dict[str, Any], run_id: str, data: dict[str, Any]) -> dict[str, Any]:
    now = _now()
    return {
        "Id": run_id,
        "Attempt": 0,
        "JobName": job["Name"],
        "StartedOn": now,
        "LastModifiedOn": now,
        "JobRunState": "STARTING",
        "Arguments": data.get("Arguments") or {},
        "PredecessorRuns": [],
        "AllocatedCapacity": job.get("NumberOfWorkers", 2),
        "ExecutionTime": 0,
        "Timeout": data.get("Timeout") or job.get("Timeout") or 2_880,
        "MaxCapacity": float(job.get("NumberOfWorkers", 2)),
        "WorkerType": data.get("WorkerType") or job.get("WorkerType", "G.1X"),
        "NumberOfWorkers": data.get("NumberOfWorkers") or job.get("NumberOfWorkers", 2),
        "LogGroupName": job_log_group(job.get("SecurityConfiguration") or "", role_arn_named(job["Role"])),
        "GlueVersion": job.get("GlueVersion", "5.1"),
        "ExecutionClass": job.get("ExecutionClass", "STANDARD"),
    }


def _keep_fields(name: str, given: dict[str, Any]) -> None:
    job = glue.jobs.get(name)
    if job is not None:
        job.update({field: given[field] for field in _KEPT_FIELDS if field in given})
        job.setdefault("ExecutionProperty", {"MaxConcurrentRuns": 1})


def _keeping_updated(update_job: Operation) -> Operation:
    def update(data: dict[str, Any]) -> Answer:
        answer = update_job(data)
        if answer[0] < 400:
            _keep_fields(data["JobName"], data.get("JobUpdate", {}))
        return answer

    return update


def _abandon_interrupted_runs() -> None:
    """Fails runs that a previous emulator left running: their processes ended with it."""
    for runs in everywhere(glue.job_runs):
        for run in runs:
            if run["JobRunState"] in ACTIVE_STATES:
                run.update(JobRunState="FAILED", ErrorMessage="the sandbox ended during the run", CompletedOn=_now())


def install_glue(settings: Settings) -> JobRuns:
    """Installs our operations in ministack's Glue."""
    runs = JobRuns(settings)

    def keeping_created(create_job: Operation) -> Operation:
        def create(data: dict[str, Any]) -> Answer:
            answer = create_job(data)
            if answer[0] < 400:
                _keep_fields(data["Name"], data)
                runs.warm_up()
            return answer

        return create

    def follow_restore(_state: dict[str, Any] | None) -> None:
        _abandon_interrupted_runs()
        if len(everywhere(glue.jobs)) > 0:
            runs.warm_up()

    glue.wrap_operation("create_job", keeping_created)
    glue.wrap_operation("update_job", _keeping_updated)
    glue.after_restore(follow_restore)
    glue.replace_operation("start_job_run", runs.start)
    glue.replace_operation("batch_stop_job_run", runs.stop)
    return runs


def job_run(job_name: str, run_id: str) -> dict[str, Any]:
    """The run's record as GetJobRun answers it."""
    record: dict[str, Any] = content_of(glue.get_job_run({"JobName": job_name, "RunId": run_id}))["JobRun"]
    return record
