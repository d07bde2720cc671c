-- name: flights_curated.cancellations
-- description: Cancelled and diverted flights per month, airport of departure and airline.
-- owner: airport-analytics

SELECT
  CAST(date_trunc('month', p.flight_date) AS date) AS month,
  p.origin,
  p.carrier,
  a.name AS airline,
  count(*) AS flights,
  count_if(p.is_cancelled) AS cancelled_flights,
  count_if(p.is_diverted) AS diverted_flights,
  round(CAST(count_if(p.is_cancelled) AS double) / count(*), 4) AS cancellation_rate
FROM flights_curated.flight_performance AS p
LEFT JOIN flights_processed.airlines AS a ON a.carrier = p.carrier
GROUP BY CAST(date_trunc('month', p.flight_date) AS date), p.origin, p.carrier, a.name
