-- name: flights_curated.carriers
-- description: Airlines.
-- owner: airport-analytics

SELECT carrier
FROM flights_processed.airlines AS a
JOIN flights_processed.flights AS f ON f.carrier = a.carrier
