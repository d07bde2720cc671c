-- name: flights_curated.delay_by_hour_and_weather
-- description: Departure delay by scheduled local hour and by the weather at the airport of departure in that hour.
-- owner: airport-analytics

WITH departures AS (
  SELECT
    p.scheduled_hour,
    CASE
      WHEN w.origin IS NULL THEN 'unknown'
      WHEN w.visib < 3 THEN 'low visibility'
      WHEN w.precip > 0 THEN 'precipitation'
      WHEN w.wind_speed >= 20 THEN 'strong wind'
      ELSE 'fair'
    END AS weather,
    p.dep_delay_min
  FROM flights_curated.flight_performance AS p
  LEFT JOIN flights_processed.weather AS w
    ON w.origin = p.origin
    AND CAST(w.time_hour AT TIME ZONE 'UTC' AS timestamp(6)) = p.scheduled_hour_utc
  WHERE NOT p.is_cancelled
)
SELECT
  d.scheduled_hour,
  d.weather,
  count(*) AS departures,
  round(avg(CAST(d.dep_delay_min AS double)), 2) AS mean_delay_min,
  approx_percentile(d.dep_delay_min, 0.9) AS p90_delay_min
FROM departures AS d
GROUP BY d.scheduled_hour, d.weather
