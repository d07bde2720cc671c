-- name: flights_curated.daily_on_time_rate
-- description: Per day and airline, the share of scheduled flights that arrived less than 15 minutes late; cancelled and diverted flights count as late.
-- owner: airport-analytics

SELECT
  p.flight_date,
  p.carrier,
  a.name AS airline,
  p.flights,
  p.on_time_flights,
  round(CAST(p.on_time_flights AS double) / p.flights, 4) AS on_time_rate
FROM flights_curated.daily_airline_performance AS p
LEFT JOIN flights_processed.airlines AS a ON a.carrier = p.carrier
