-- name: reporting.airlines
-- description: Of Redshift.
-- owner: mission-operations

CREATE VIEW reporting.airlines AS SELECT a.carrier FROM flights_processed.airlines AS a WITH NO SCHEMA BINDING;
