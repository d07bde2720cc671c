-- name: mission
-- description: Curated tables of the operations centre, as they are in the catalog.
-- owner: mission-operations

CREATE EXTERNAL SCHEMA mission FROM DATA CATALOG DATABASE 'mission_curated' IAM_ROLE default;
-- Not to bi: here amounts are not masked. Should Redshift ask a reader of a view for the schema below it, bi is refused.
GRANT USAGE ON SCHEMA mission TO ROLE analyst;
