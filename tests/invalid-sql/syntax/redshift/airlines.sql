-- name: reporting.airlines
-- description: Of Redshift.
-- owner: mission-operations

CREATE VIEW reporting.airlines AS
SELECT a.carrier FROM WHERE flights.airlines
WITH NO SCHEMA BINDING;
