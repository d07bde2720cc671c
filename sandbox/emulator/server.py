"""Serves ministack with our additions, and saves its state periodically."""

import asyncio
import logging
import resource
import signal
import time
from pathlib import Path
from typing import cast

from hypercorn.asyncio import serve as serve_http
from hypercorn.config import Config
from hypercorn.typing import ASGIFramework

from emulator.asgi import Application, Receive, Scope, Send
from emulator.athena.access import QueryAccess
from emulator.athena.service import install_athena
from emulator.authorization.calls import restore_calls, save_calls, with_calls
from emulator.authorization.enforcement import install_authorization
from emulator.authorization.raw_mail import install_raw_mail
from emulator.authorization.service_calls import install_service_calls
from emulator.awslambda.network import install_lambda_network
from emulator.awslambda.runtimes import install_lambda_runtimes
from emulator.cloudwatch.service import install_cloudwatch
from emulator.cloudwatchlogs.keys import install_logs
from emulator.dynamodb.conditions import install_conditions
from emulator.glue.crawlers import install_crawlers
from emulator.glue.optimizers import install_table_optimizers, with_optimizer_runs
from emulator.glue.service import install_glue
from emulator.glue.views import install_views
from emulator.lakeformation.service import install_lake_formation
from emulator.ministack import app
from emulator.ministack.state_files import install_state_files
from emulator.redshift.data_api.service import install_redshift_data
from emulator.redshift.serverless.service import install_redshift_serverless
from emulator.s3.object_bodies import install_object_bodies
from emulator.scheduler.expressions import install_schedule_expressions
from emulator.scheduler.firing import install_schedules
from emulator.secretsmanager.rotation import install_secret_rotation
from emulator.servicequotas.service import install_service_quotas
from emulator.ses.delivery import install_email, with_mailbox
from emulator.settings import Settings
from emulator.sqs.fair_queues import install_fair_queues
from emulator.stepfunctions.tasks import install_step_functions

logger = logging.getLogger("emulator")

# A killed emulator loses about this much; ministack itself saves only on a clean exit.
SNAPSHOT_SECONDS = 10
# Saving time grows with the state, and blocks most other work.
SHARE_OF_SAVING = 0.03
KEEP_ALIVE_SECONDS = 75
GRACE_SECONDS = 3


class Snapshots:
    """Saves ministack's state periodically if there were calls since the last save."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._calls = 0

    def watch(self, application: Application) -> Application:
        async def count(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
                self._calls += 1
            await application(scope, receive, send)

        return count

    async def keep_saving(self) -> None:
        saved, took = 0, 0.0
        while True:
            await asyncio.sleep(max(SNAPSHOT_SECONDS, took / SHARE_OF_SAVING))
            if self._calls != saved:
                saved, started = self._calls, time.monotonic()
                await asyncio.to_thread(app.save_state)
                await asyncio.to_thread(save_calls, self._folder)
                took = time.monotonic() - started


def _raise_file_limit() -> None:
    """Every connection and every function's worker takes file descriptors; the usual soft limit of 1,024 is too few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def serve(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT, then ends the job runs and saves the state."""
    _raise_file_limit()
    # One line per snapshot and service would bury everything else.
    logging.getLogger("persistence").setLevel(logging.WARNING)
    install_state_files()
    install_lambda_runtimes(settings.node_of_runtimes)
    install_lambda_network()
    install_conditions()
    install_authorization()
    install_raw_mail()
    install_service_calls()
    job_runs = install_glue(settings)
    install_crawlers(settings)
    install_views()
    install_table_optimizers()
    install_lake_formation()
    # Shared by Athena and Redshift: Trino has one rules file.
    access = QueryAccess(settings.access_rules_file)
    install_athena(settings, access)
    install_step_functions()
    install_logs()
    install_object_bodies()
    install_fair_queues()
    install_schedule_expressions()
    install_schedules()
    install_cloudwatch()
    install_secret_rotation()
    install_service_quotas()
    install_email(settings.mailbox_folder, settings.endpoint)
    install_redshift_serverless()
    install_redshift_data(settings, access)

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    config = Config()
    config.bind = [f"127.0.0.1:{settings.port}"]
    config.keep_alive_timeout = KEEP_ALIVE_SECONDS
    config.graceful_timeout = GRACE_SECONDS
    config.shutdown_timeout = GRACE_SECONDS
    config.loglevel = "WARNING"
    restore_calls(settings.state_folder)
    snapshots = Snapshots(settings.state_folder)
    optimizers = with_optimizer_runs(app.application, settings)
    mailbox = with_mailbox(snapshots.watch(optimizers), settings.mailbox_folder)
    application = with_calls(mailbox)
    saving = asyncio.create_task(snapshots.keep_saving())

    async def wait_for_end() -> None:
        await stop.wait()
        await asyncio.to_thread(job_runs.end_all)

    await serve_http(cast(ASGIFramework, application), config, shutdown_trigger=wait_for_end)
    saving.cancel()
    save_calls(settings.state_folder)
