/** Job scripts that tests upload; each does one thing. */

/** Reads JSON lines by `s3://`, appends them to an Iceberg table and prints the table's row count. */
export const appendScript = `
import argparse
import json
import sys
from pyspark.sql import SparkSession
from greeting import greet

parser = argparse.ArgumentParser()
for name in ("--JOB_NAME", "--bucket", "--table"):
    parser.add_argument(name)
arguments, _ = parser.parse_known_args()
spark = SparkSession.builder.getOrCreate()
rows = spark.read.schema("id bigint, name string").json(f"s3://{arguments.bucket}/in/")
spark.sql(f"CREATE TABLE IF NOT EXISTS glue_catalog.{arguments.table} (id bigint, name string) USING iceberg")
rows.writeTo(f"glue_catalog.{arguments.table}").append()
count = spark.table(f"glue_catalog.{arguments.table}").count()
print(json.dumps({"event": "progress", "count": count, "job": arguments.JOB_NAME, "greeting": greet()}))
print("to stderr", file=sys.stderr)
print(json.dumps({"argv": sys.argv[1:]}))
`;

/** Fails, ends or waits depending on its argument, without Spark. */
export const behaveScript = `
import sys
import time

def fail():
    raise ValueError("row 7 is not a row")

mode = sys.argv[sys.argv.index("--mode") + 1]
print("mode", mode, flush=True)
if mode == "fail":
    fail()
if mode == "exit":
    sys.exit(3)
if mode == "wait":
    time.sleep(600)
`;

/** Line number of \`raise\` in the script above. */
export const failingLine = behaveScript
  .split("\n")
  .findIndex((line) => line.includes("fail()") && !line.includes("def"));

/** Prints its Java version and what it finds of an earlier run; then leaves as much behind as it can. */
export const leavingScript = `
import json
import sys
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
system = spark._jvm.java.lang.System
java = spark._jvm.java.lang.management.ManagementFactory.getRuntimeMXBean().getName()
print(json.dumps({
    "java": java,
    "property": system.getProperty("left.behind"),
    "setting": spark.conf.get("spark.left.behind", None),
    "views": [table.name for table in spark.catalog.listTables() if table.isTemporary],
    "credentials": system.getProperty("aws.accessKeyId"),
    "app": spark.sparkContext.applicationId,
}))
system.setProperty("left.behind", "yes")
system.setProperty("spark.left.behind", "yes")
spark.conf.set("spark.left.behind", "yes")
spark.range(3).createOrReplaceTempView("left_behind")
spark.range(3).createOrReplaceGlobalTempView("left_behind")
spark.range(100).persist().count()
if "fail" in sys.argv:
    raise ValueError("asked to fail")
`;
