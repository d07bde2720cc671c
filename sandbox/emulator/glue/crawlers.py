"""Glue's crawler operations, replacing ministack's, whose crawlers only wait."""

import contextvars
import logging
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from emulator.authorization.role_clients import role_clients
from emulator.authorization.role_sessions import role_arn_named
from emulator.glue.catalog import Catalog, Changes
from emulator.glue.crawl import CrawlError, CrawlStoppedError, crawl, targets_of
from emulator.glue.security_configuration import (
    SecurityConfigurationError,
    crawler_log_group,
    take_security_configuration,
)
from emulator.ministack import cloudwatch_logs, glue
from emulator.ministack.answers import Answer, refusal, success
from emulator.ministack.scope import account_id, everywhere
from emulator.settings import Settings

logger = logging.getLogger("emulator.glue")

Data = dict[str, Any]

#: Session name that Glue uses for crawlers.
SESSION_NAME = "AWS-Crawler"


class Crawlers:
    """All crawls; their records are ministack's, and saved with its state."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._stopping: dict[str, threading.Event] = {}

    def start(self, data: Data) -> Answer:
        """StartCrawler."""
        name = data.get("Name", "")
        with self._lock:
            crawler = glue.crawlers.get(name)
            if crawler is None:
                return refusal("EntityNotFoundException", f"Crawler with name {name} does not exist")
            if crawler["State"] != "READY":
                return refusal("CrawlerRunningException", f"Crawler with name {name} has already started")
            crawler.update(State="RUNNING", CrawlElapsedTime=0)
            stopped = self._stopping[_key(name)] = threading.Event()
        # The crawl belongs to the caller's account and region, which travel in context variables.
        context = contextvars.copy_context()
        threading.Thread(
            target=context.run, args=(self._run, crawler, stopped), name=f"crawler-{name}", daemon=True
        ).start()
        return success({})

    def stop(self, data: Data) -> Answer:
        """StopCrawler."""
        name = data.get("Name", "")
        with self._lock:
            crawler = glue.crawlers.get(name)
            if crawler is None:
                return refusal("EntityNotFoundException", f"Crawler with name {name} does not exist")
            if crawler["State"] == "STOPPING":
                return refusal("CrawlerStoppingException", f"Crawler with name {name} is stopping")
            if crawler["State"] != "RUNNING":
                return refusal("CrawlerNotRunningException", f"Crawler with name {name} isn't running")
            crawler["State"] = "STOPPING"
            self._stopping[_key(name)].set()
        return success({})

    def _run(self, crawler: Data, stopped: threading.Event) -> None:
        name, began = crawler["Name"], time.time()
        role_arn = role_arn_named(crawler["Role"])
        configuration = crawler.get("CrawlerSecurityConfiguration") or ""
        group = crawler_log_group(configuration, role_arn)
        log = _Log(group, name)
        log.line("BENCHMARK", f"Running Start Crawl for Crawler {name}")
        status, error = "SUCCEEDED", None
        try:
            take_security_configuration(configuration, role_arn, SESSION_NAME, group)
            changes = self._crawl(crawler, role_arn, stopped)
            log.line("INFO", f"{changes.created} created, {changes.updated} updated, {changes.deleted} deleted")
        except CrawlStoppedError:
            status = "CANCELLED"
        except (CrawlError, SecurityConfigurationError, ClientError, BotoCoreError) as failed:
            status, error = "FAILED", str(failed)
        except Exception as failed:
            # An unexpected error must not leave the crawler running.
            logger.exception("crawler %s", name)
            status, error = "FAILED", f"Internal Service Exception: {failed}"
        log.line("ERROR" if error else "BENCHMARK", error or f"Crawler has finished running: {status}")
        ended = time.time()
        last = {
            "Status": status,
            **({"ErrorMessage": error} if error else {}),
            "LogGroup": group,
            "LogStream": name,
            "MessagePrefix": log.prefix,
            "StartTime": round(began, 3),
        }
        with self._lock:
            crawler.update(State="READY", CrawlElapsedTime=int((ended - began) * 1_000), LastCrawl=last)

    def _crawl(self, crawler: Data, role_arn: str, stopped: threading.Event) -> Changes:
        s3, catalog = role_clients(self._settings.endpoint, role_arn, SESSION_NAME, "s3", "glue")
        tables = [
            table
            for target in targets_of(crawler)
            for table in crawl(s3, target, crawler.get("TablePrefix") or "", stopped)
        ]
        if stopped.is_set():
            raise CrawlStoppedError
        changed = Catalog(catalog, crawler)
        changed.apply(tables)
        return changed.changes


class _Log:
    """The crawler's stream in CloudWatch Logs; each crawl's lines have the same prefix."""

    def __init__(self, group: str, crawler: str) -> None:
        self.prefix = str(uuid.uuid4())
        self._group, self._stream = group, crawler
        cloudwatch_logs.require_log_stream(group, crawler)

    def line(self, kind: str, text: str) -> None:
        event = {"timestamp": int(time.time() * 1_000), "message": f"[{self.prefix}] {kind} : {text}"}
        cloudwatch_logs.put_log_events(self._group, self._stream, [event])


def _key(name: str) -> str:
    return f"{account_id()}/{name}"


def _abandon_interrupted_crawls(_state: Data | None) -> None:
    """Fails crawls that a previous emulator left running."""
    for crawler in everywhere(glue.crawlers):
        if crawler["State"] != "READY":
            last = {"Status": "FAILED", "ErrorMessage": "the sandbox ended during the crawl"}
            crawler.update(State="READY", LastCrawl=last)


def _refused_while_running(change: Callable[[Data], Answer]) -> Callable[[Data], Answer]:
    def change_if_ready(data: Data) -> Answer:
        crawler = glue.crawlers.get(data.get("Name", ""))
        if crawler is not None and crawler["State"] != "READY":
            return refusal("CrawlerRunningException", f"Crawler with name {data['Name']} is running")
        return change(data)

    return change_if_ready


def install_crawlers(settings: Settings) -> None:
    """Installs our operations in ministack's Glue."""
    crawlers = Crawlers(settings)
    glue.after_restore(_abandon_interrupted_crawls)
    glue.replace_operation("start_crawler", crawlers.start)
    glue.replace_operation("stop_crawler", crawlers.stop)
    glue.wrap_operation("update_crawler", _refused_while_running)
    glue.wrap_operation("delete_crawler", _refused_while_running)
