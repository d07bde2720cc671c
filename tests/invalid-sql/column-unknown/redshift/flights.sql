-- name: flights
-- description: Of Redshift.
-- owner: mission-operations

CREATE EXTERNAL SCHEMA flights FROM DATA CATALOG DATABASE 'flights_processed' IAM_ROLE default;
