-- name: drop
-- description: Of Redshift.
-- owner: mission-operations

DROP SCHEMA reporting;
