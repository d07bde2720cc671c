-- name: flights
-- description: Curated tables of the flights, as they are in the catalog.
-- owner: airport-analytics

CREATE EXTERNAL SCHEMA flights FROM DATA CATALOG DATABASE 'flights_curated' IAM_ROLE default;
-- Redshift may also check a view reader's access to the schema below it. Nothing in this one is confidential.
GRANT USAGE ON SCHEMA flights TO ROLE analyst;
GRANT USAGE ON SCHEMA flights TO ROLE bi;
