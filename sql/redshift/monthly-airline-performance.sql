-- name: reporting.monthly_airline_performance
-- description: Per month and airline, the scheduled flights, the share that was on time and the share that was cancelled.
-- owner: airport-analytics

CREATE VIEW reporting.monthly_airline_performance AS
SELECT
  CAST(date_trunc('month', p.flight_date) AS date) AS month,
  p.carrier,
  sum(p.flights) AS flights,
  round(CAST(sum(p.on_time_flights) AS double precision) / sum(p.flights), 4) AS on_time_rate,
  round(CAST(sum(p.cancelled_flights) AS double precision) / sum(p.flights), 4) AS cancellation_rate
FROM flights.daily_airline_performance AS p
GROUP BY CAST(date_trunc('month', p.flight_date) AS date), p.carrier
WITH NO SCHEMA BINDING;
GRANT SELECT ON reporting.monthly_airline_performance TO ROLE analyst;
GRANT SELECT ON reporting.monthly_airline_performance TO ROLE bi;
