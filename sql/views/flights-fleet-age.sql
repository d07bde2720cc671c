-- name: flights_curated.fleet_age
-- description: Per airline, the aircraft that flew and their age in years at their last flight; aircraft whose year of manufacture is unknown are counted apart.
-- owner: airport-analytics

WITH aircraft AS (
  SELECT
    p.carrier,
    p.tailnum,
    max(year(p.flight_date)) AS last_year
  FROM flights_curated.flight_performance AS p
  WHERE p.tailnum IS NOT NULL AND NOT p.is_cancelled
  GROUP BY p.carrier, p.tailnum
)
SELECT
  f.carrier,
  a.name AS airline,
  count(*) AS aircraft,
  count_if(m.built_in IS NULL) AS aircraft_of_unknown_age,
  round(avg(CAST(f.last_year - m.built_in AS double)), 2) AS mean_age_years,
  max(f.last_year - m.built_in) AS oldest_years,
  sum(m.seats) AS known_seats
FROM aircraft AS f
LEFT JOIN flights_curated.dim_aircraft AS m ON m.tailnum = f.tailnum
LEFT JOIN flights_processed.airlines AS a ON a.carrier = f.carrier
GROUP BY f.carrier, a.name
