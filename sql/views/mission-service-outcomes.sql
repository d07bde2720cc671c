-- name: mission_curated.service_outcomes
-- description: Per day (UTC) and service, how many transactions ended in each outcome and the share that was completed.
-- owner: mission-operations

SELECT
  t.recorded_on AS day,
  t.service_code,
  s.service,
  count(*) AS transactions,
  count_if(t.status = 'completed') AS completed,
  count_if(t.status = 'degraded') AS degraded,
  count_if(t.status = 'failed') AS failed,
  count_if(t.status = 'cancelled') AS cancelled,
  round(CAST(count_if(t.status = 'completed') AS double) / count(*), 4) AS completed_rate
FROM mission_curated.fct_transactions AS t
LEFT JOIN mission_curated.dim_services AS s ON s.service_code = t.service_code
GROUP BY t.recorded_on, t.service_code, s.service
