"""The Java half of a Spark driver, started ahead of time and reused; see ADR 0032.

Java is started as pyspark would start it, less the two start-up programs before it (spark-submit and its launcher),
and with an archive of the classes that an earlier run loaded: that halves the processor time of a small job. The
archive is made by the first run that does enough to be worth it.
"""

import hashlib
import logging
import os
import shutil
import subprocess
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

from emulator.settings import Settings

logger = logging.getLogger("emulator.glue")

# https://github.com/apache/spark/blob/v3.5.6/launcher/src/main/java/org/apache/spark/launcher/JavaModuleOptions.java
_MODULE_OPTIONS = [
    "-XX:+IgnoreUnrecognizedVMOptions",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/java.net=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
    "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
    "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
    "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
    "-Djdk.reflect.useDirectMethodHandle=false",
]
_LOG_SETTINGS = """\
rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %p %c{1}: %m%n%ex
# Says at every start that a native library for Hadoop is missing, which is so on most machines.
logger.native.name = org.apache.hadoop.util.NativeCodeLoader
logger.native.level = error
"""
_ARCHIVE_SECONDS = 60
# A night has two jobs, and a plan one. Each Java keeps some hundred MiB while it waits.
_MOST_SERVED = 3
_IDLE_SECONDS = 300
# Measured: 6,900 for a session alone, 23,500 once it has read objects and written a table.
_TRAINING_CLASSES = 16_000

LineSink = Callable[[str], None]


class ClassArchive:
    """Classes as Java keeps them in memory: https://docs.oracle.com/en/java/javase/21/vm/class-data-sharing.html"""

    def __init__(self, settings: Settings, jars: tuple[Path, ...], work_folder: Path) -> None:
        made_of = "\n".join(map(str, (settings.java_home, *settings.first_jars, *jars)))
        name = f"spark-classes-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.jsa"
        self._archive = settings.class_archive_folder / name
        self._draft = work_folder / "classes.jsa"
        self.is_training = not self._archive.exists()

    @property
    def options(self) -> list[str]:
        use = (
            f"-XX:ArchiveClassesAtExit={self._draft}" if self.is_training else f"-XX:SharedArchiveFile={self._archive}"
        )
        return [use, "-Xshare:auto", "-Xlog:cds=off"]

    def keep(self) -> None:
        """Moves the archive that Java wrote into place, atomically."""
        if self._draft.exists():
            beside = self._archive.with_suffix(f".{uuid.uuid4().hex[:8]}")
            shutil.move(self._draft, beside)
            beside.replace(self._archive)


class SparkJava:
    """One Java process, waiting for or serving one run."""

    def __init__(self, settings: Settings, jars: tuple[Path, ...], environment: dict[str, str]) -> None:
        self.jars = jars
        self.folder = settings.glue_runs_folder / f"java-{uuid.uuid4().hex[:12]}"
        self.folder.mkdir(parents=True)
        self.connection_file = self.folder / "connection"
        (self.folder / "log4j2.properties").write_text(_LOG_SETTINGS)
        self.runs = 0
        self._archive = ClassArchive(settings, jars, self.folder)
        self._early_lines: list[str] = []
        self._sink: LineSink = self._early_lines.append
        self._sink_lock = threading.Lock()
        self.process = subprocess.Popen(
            self._command(settings),
            cwd=self.folder,
            env={
                **environment,
                "SPARK_HOME": str(settings.spark_home),
                "_PYSPARK_DRIVER_CONN_INFO_PATH": str(self.connection_file),
            },
            # Java ends when this pipe closes: with the run, and with the emulator however that ends.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._read_output, name="glue-java-output", daemon=True).start()

    def _command(self, settings: Settings) -> list[str]:
        classpath = ":".join([*map(str, settings.first_jars), f"{settings.spark_home}/jars/*", *map(str, self.jars)])
        return [
            str(settings.java_home / "bin" / "java"),
            f"-Xmx{settings.spark_memory_mebibytes}m",
            # Gives memory back when it has been used; two cores have nothing left for collecting side by side.
            "-XX:+UseSerialGC",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            *self._archive.options,
            *_MODULE_OPTIONS,
            # Native libraries are unpacked there, and stay when Java is killed.
            f"-Djava.io.tmpdir={self.folder}",
            f"-Dlog4j2.configurationFile={(self.folder / 'log4j2.properties').as_uri()}",
            "-cp",
            classpath,
            "org.apache.spark.api.python.PythonGatewayServer",
        ]

    def _read_output(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._sink_lock:
                self._sink(line)

    def send_output_to(self, sink: LineSink) -> None:
        """Redirects output from now on, after delivering what came before."""
        with self._sink_lock:
            for line in self._early_lines:
                sink(line)
            self._sink = sink

    def keep_output(self) -> None:
        """Ends a run's use: what comes from now on is for the next."""
        self.runs += 1
        with self._sink_lock:
            self._early_lines.clear()
            self._sink = self._early_lines.append

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    @property
    def is_training(self) -> bool:
        """Whether it writes a class archive when it ends, for those after it."""
        return self._archive.is_training

    def end(self, loaded_classes: int) -> None:
        """Lets Java write its class archive if it was to and the run is worth it; kills it otherwise."""
        if not self._archive.is_training or loaded_classes < _TRAINING_CLASSES:
            self.kill()
            return
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(_ARCHIVE_SECONDS)
        except subprocess.TimeoutExpired:
            logger.warning("Java took more than %d s to write its class archive", _ARCHIVE_SECONDS)
        else:
            self._archive.keep()
        self.kill()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class WarmJava:
    """Keeps one Java waiting for whichever run comes next, and those that have served a job for the job's next run."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        self._lock = threading.Lock()
        self._waiting: SparkJava | None = None
        self._served: dict[str, SparkJava] = {}

    def prepare(self, jars: tuple[Path, ...]) -> None:
        """Starts one unless one waits already."""
        with self._lock:
            if self._waiting is None or not self._waiting.is_alive:
                self._waiting = SparkJava(self._settings, jars, self._environment)

    def take(self, user: str, jars: tuple[Path, ...]) -> SparkJava:
        """One that has served the same user before, or a new one."""
        with self._lock:
            served = self._served.pop(user, None)
            if served is not None and served.is_alive and served.jars == jars:
                return served
            waiting = self._waiting
            if waiting is not None and waiting.is_alive and waiting.jars == jars:
                self._waiting = None
                return waiting
        return SparkJava(self._settings, jars, self._environment)

    def give_back(self, user: str, java: SparkJava) -> None:
        """Keeps it for the user's next run, unless that is long in coming or others come before."""
        java.keep_output()
        with self._lock:
            superfluous = [self._served.pop(user)] if user in self._served else []
            self._served[user] = java
            while len(self._served) > _MOST_SERVED:
                superfluous.append(self._served.pop(next(iter(self._served))))
        for other in superfluous:
            other.kill()
        timer = threading.Timer(_IDLE_SECONDS, self._end_idle, (user, java, java.runs))
        timer.daemon = True
        timer.start()

    def _end_idle(self, user: str, java: SparkJava, runs: int) -> None:
        with self._lock:
            if self._served.get(user) is not java or java.runs != runs:
                return
            del self._served[user]
        java.kill()

    def end(self) -> None:
        with self._lock:
            for java in (self._waiting, *self._served.values()):
                if java is not None:
                    java.kill()
            self._waiting = None
            self._served.clear()
