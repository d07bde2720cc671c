-- name: flights_curated.flight_performance
-- description: One row per scheduled flight with its local date, its delays and its outcome; the base of the other flight views.
-- owner: airport-analytics

-- Views can't have columns with a time zone in Athena, so the hour is a plain timestamp in UTC.
SELECT
  f.carrier,
  f.flight,
  f.flight_date,
  f.scheduled_hour,
  CAST(f.scheduled_at AT TIME ZONE 'UTC' AS timestamp(6)) AS scheduled_hour_utc,
  f.origin,
  f.dest,
  f.tailnum,
  f.distance_mi,
  f.air_time_min,
  f.dep_delay_min,
  f.arr_delay_min,
  f.is_cancelled,
  f.is_diverted,
  f.is_on_time
FROM flights_curated.fct_flights AS f
