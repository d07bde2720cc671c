-- name: reporting.airlines
-- description: Of Redshift.
-- owner: mission-operations

CREATE VIEW reporting.airlines AS
SELECT a.carrier, a.name FROM flights.airlines AS a
WITH NO SCHEMA BINDING;
ATTACH MASKING POLICY hide ON reporting.airlines(title) TO PUBLIC PRIORITY 10;
