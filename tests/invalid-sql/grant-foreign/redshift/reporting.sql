-- name: reporting
-- description: Of Redshift.
-- owner: mission-operations

CREATE SCHEMA reporting;
GRANT USAGE ON SCHEMA flights TO ROLE bi;
