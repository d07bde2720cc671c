-- name: reporting
-- description: Of Redshift.
-- owner: mission-operations

CREATE SCHEMA reporting;
