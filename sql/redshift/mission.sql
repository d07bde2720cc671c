-- name: mission
-- description: Curated tables of the operations centre, as they are in the catalog.
-- owner: mission-operations

CREATE EXTERNAL SCHEMA mission FROM DATA CATALOG DATABASE 'mission_curated' IAM_ROLE default;
-- Not granted to bi: amounts are not masked here. If Redshift checks the schema below a view, bi is denied.
GRANT USAGE ON SCHEMA mission TO ROLE analyst;
