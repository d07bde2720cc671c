-- name: mission_curated.service_outcomes
-- description: Per day (UTC) and service, how many transactions ended in each outcome and the share that was completed.
-- owner: mission-operations

SELECT
  CAST(t.recorded_at AT TIME ZONE 'UTC' AS date) AS day,
  t.service_code,
  s.name AS service,
  count(*) AS transactions,
  count_if(t.status = 'completed') AS completed,
  count_if(t.status = 'degraded') AS degraded,
  count_if(t.status = 'failed') AS failed,
  count_if(t.status = 'cancelled') AS cancelled,
  round(CAST(count_if(t.status = 'completed') AS double) / count(*), 4) AS completed_rate
FROM mission_processed.transactions AS t
LEFT JOIN mission_processed.services AS s ON s.service_code = t.service_code
GROUP BY CAST(t.recorded_at AT TIME ZONE 'UTC' AS date), t.service_code, s.name
