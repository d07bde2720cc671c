-- name: flights_curated.carriers
-- description: Airlines.
-- owner: airport-analytics
-- classification:
--   nam: { is: internal, because: nobody else asks }

SELECT a.carrier, a.name FROM flights_processed.airlines AS a
