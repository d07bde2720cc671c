"""The Python half of a Spark driver: `driver_script.py RUN_FOLDER`.

It starts in parallel with its Java half and imports pyspark while Java loads, then runs the job's script as
`__main__`. The outcome is written to `outcome.json`, because an exit code isn't enough.
"""

import json
import os
import runpy
import struct
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONNECTION_POLL_SECONDS = 0.01


@dataclass(frozen=True)
class JavaBefore:
    """What Java held before a run: its system properties, and the names of the objects that it keeps for Python."""

    properties: Any
    names: Any


def connect_to_java(connection_file: Path, options: dict[str, str]) -> JavaBefore:
    """Uses the Java process that wrote `connection_file`; the options become what spark-submit would have given it."""
    from pyspark import SparkContext
    from pyspark.java_gateway import launch_gateway

    while not connection_file.exists():
        time.sleep(CONNECTION_POLL_SECONDS)
    # https://github.com/apache/spark/blob/v3.5.6/core/src/main/scala/org/apache/spark/api/python/PythonGatewayServer.scala
    content = connection_file.read_bytes()
    port, secret_length = struct.unpack(">ii", content[:8])
    os.environ["PYSPARK_GATEWAY_PORT"] = str(port)
    os.environ["PYSPARK_GATEWAY_SECRET"] = content[8 : 8 + secret_length].decode()
    gateway = launch_gateway()  # type: ignore[no-untyped-call]
    assert gateway.jvm is not None
    names = gateway.jvm.java.util.HashSet(kept_objects(gateway).keySet())
    before = JavaBefore(gateway.jvm.java.lang.System.getProperties().clone(), names)
    for name, value in options.items():
        gateway.jvm.java.lang.System.setProperty(name, value)
    SparkContext._ensure_initialized(gateway=gateway)
    return before


def kept_objects(gateway: Any) -> Any:
    """Java's map of objects that it keeps until Python releases them."""
    return gateway.java_gateway_server.getGateway().getBindings()


def release_java(before: JavaBefore) -> None:
    """Removes all traces of the run from Java: session, properties, open file systems, objects."""
    from pyspark import SparkContext

    gateway, jvm = SparkContext._gateway, SparkContext._jvm
    assert gateway is not None
    assert jvm is not None
    if SparkContext._active_spark_context is not None:
        SparkContext._active_spark_context.stop()
    jvm.org.apache.spark.sql.SparkSession.clearActiveSession()
    jvm.org.apache.spark.sql.SparkSession.clearDefaultSession()
    jvm.org.apache.hadoop.fs.FileSystem.closeAll()
    jvm.java.lang.System.setProperties(before.properties)
    kept_objects(gateway).keySet().retainAll(before.names)
    jvm.java.lang.System.gc()


def is_java_released(before: JavaBefore) -> bool:
    """Releases it if possible; a successful run must not fail during cleanup."""
    try:
        release_java(before)
    except Exception:
        traceback.print_exc()
        return False
    return True


def count_loaded_classes() -> int:
    """How much of Spark the run used; decides whether its class archive is worth keeping."""
    from pyspark import SparkContext

    if SparkContext._jvm is None:
        return 0
    factory = SparkContext._jvm.java.lang.management.ManagementFactory
    return int(factory.getClassLoadingMXBean().getLoadedClassCount())


def failure_of(error: BaseException, script: str) -> dict[str, Any]:
    """The error's name and message, and the last of the script's lines that led to it."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == script]
    return {"error": type(error).__name__, "message": str(error), "line": lines[-1] if lines else None}


def run_script(script: str, arguments: list[str]) -> dict[str, Any] | None:
    """None when the script succeeded."""
    sys.argv = [script, *arguments]
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        if end.code in (None, 0):
            return None
        return failure_of(end, script)
    except BaseException as error:
        traceback.print_exc()
        return failure_of(error, script)
    return None


def main(run_folder: Path) -> int:
    run = json.loads((run_folder / "run.json").read_text())
    # The script's folder and the job's own packages come before this file's folder.
    sys.path[:1] = [*run["pythonFiles"], str(Path(run["script"]).parent)]
    before = connect_to_java(Path(run["connectionFile"]), run["options"])
    failure = run_script(run["script"], run["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    loaded_classes = count_loaded_classes() if failure is None else 0
    is_released = failure is None and is_java_released(before)
    outcome = {"failure": failure, "loadedClasses": loaded_classes, "isJavaReleased": is_released}
    (run_folder / "outcome.json").write_text(json.dumps(outcome))
    return 0 if failure is None else 1


if __name__ == "__main__":
    # Without the interpreter's own clean-up: it would wait for Java to answer while Java is being ended.
    os._exit(main(Path(sys.argv[1])))
