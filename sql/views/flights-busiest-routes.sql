-- name: flights_curated.busiest_routes
-- description: Routes by number of scheduled flights, with their length, time in the air and punctuality; rank 1 is the busiest.
-- owner: airport-analytics

WITH routes AS (
  SELECT
    p.origin,
    p.dest,
    count(*) AS flights,
    count(DISTINCT p.carrier) AS airlines,
    max(p.distance_mi) AS distance_mi,
    round(avg(CAST(p.air_time_min AS double)), 1) AS mean_air_time_min,
    round(CAST(count_if(p.is_on_time) AS double) / count(*), 4) AS on_time_rate
  FROM flights_curated.flight_performance AS p
  GROUP BY p.origin, p.dest
)
SELECT
  rank() OVER (ORDER BY r.flights DESC) AS rank,
  r.origin,
  r.dest,
  d.name AS destination,
  r.flights,
  r.airlines,
  r.distance_mi,
  r.mean_air_time_min,
  r.on_time_rate
FROM routes AS r
LEFT JOIN flights_processed.airports AS d ON d.faa = r.dest
