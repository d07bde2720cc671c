"""Turns a night's raw pages into published Iceberg tables, and proves that no row was lost or duplicated."""
