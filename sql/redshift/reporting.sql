-- name: reporting
-- description: What dashboards and reports read; nobody but the administrator sees the external schemas below it.
-- owner: mission-operations

CREATE SCHEMA reporting;
GRANT USAGE ON SCHEMA reporting TO ROLE analyst;
GRANT USAGE ON SCHEMA reporting TO ROLE bi;
