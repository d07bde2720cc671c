-- name: bi
-- description: Of Redshift.
-- owner: mission-operations

CREATE ROLE bi;
CREATE ROLE analyst;
GRANT ALL ON DATABASE lakehouse TO ROLE bi;
