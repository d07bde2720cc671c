-- name: mission_curated.operators_of_days
-- description: Airlines.
-- owner: airport-analytics

SELECT t.day, t.operator FROM (
  SELECT CAST(x.recorded_at AS date) AS day, lower(x.operator_email) AS operator
  FROM mission_processed.transactions AS x
) AS t
