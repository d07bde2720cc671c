"""AWS's APIs on a laptop: ministack, with real Spark for Glue job runs and real Trino behind Athena."""
