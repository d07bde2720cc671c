-- name: flights
-- description: Of Redshift.
-- owner: mission-operations

CREATE EXTERNAL SCHEMA flights FROM DATA CATALOG DATABASE 'flight_curated' IAM_ROLE default;
