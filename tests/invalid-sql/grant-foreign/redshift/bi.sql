-- name: bi
-- description: Of Redshift.
-- owner: mission-operations

CREATE ROLE bi;
