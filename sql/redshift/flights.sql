-- name: flights
-- description: Curated tables of the flights, as they are in the catalog.
-- owner: airport-analytics

CREATE EXTERNAL SCHEMA flights FROM DATA CATALOG DATABASE 'flights_curated' IAM_ROLE default;
-- Redshift may ask a reader of a view for the schema below it, too. Nothing in this one is confidential.
GRANT USAGE ON SCHEMA flights TO ROLE analyst;
GRANT USAGE ON SCHEMA flights TO ROLE bi;
