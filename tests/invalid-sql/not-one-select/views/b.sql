-- name: flights_curated.b
-- description: Airlines.
-- owner: airport-analytics

CREATE VIEW flights_curated.b AS SELECT a.carrier FROM flights_processed.airlines AS a
