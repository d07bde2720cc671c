-- name: flights_curated.daily_on_time_rate
-- description: Per day and airline, the share of scheduled flights that arrived less than 15 minutes late; cancelled and diverted flights count as late.
-- owner: airport-analytics

SELECT
  p.flight_date,
  p.carrier,
  a.name AS airline,
  count(*) AS flights,
  count_if(p.is_on_time) AS on_time_flights,
  round(CAST(count_if(p.is_on_time) AS double) / count(*), 4) AS on_time_rate
FROM flights_curated.flight_performance AS p
LEFT JOIN flights_processed.airlines AS a ON a.carrier = p.carrier
GROUP BY p.flight_date, p.carrier, a.name
