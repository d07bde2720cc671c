-- name: reporting.airlines
-- description: Of Redshift.
-- owner: mission-operations

CREATE VIEW reporting.airlines AS SELECT c.name FROM flights.carriers AS c WITH NO SCHEMA BINDING;
