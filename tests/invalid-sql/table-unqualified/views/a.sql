-- name: flights_curated.carriers
-- description: Airlines.
-- owner: airport-analytics

SELECT a.carrier FROM airlines AS a
JOIN awsdatacatalog.flights_processed.flights AS f ON f.carrier = a.carrier
