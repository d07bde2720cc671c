-- name: reporting.service_quality
-- description: Per week and service, the transactions and the share that was completed.
-- owner: mission-operations

CREATE VIEW reporting.service_quality AS
SELECT
  CAST(date_trunc('week', t.recorded_on) AS date) AS week,
  t.service_code,
  s.service,
  s.department,
  count(*) AS transactions,
  round(CAST(sum(CASE WHEN t.status = 'completed' THEN 1 ELSE 0 END) AS double precision) / count(*), 4) AS completed_rate
FROM mission.fct_transactions AS t
LEFT JOIN mission.dim_services AS s ON s.service_code = t.service_code
GROUP BY CAST(date_trunc('week', t.recorded_on) AS date), t.service_code, s.service, s.department
WITH NO SCHEMA BINDING;
GRANT SELECT ON reporting.service_quality TO ROLE analyst;
GRANT SELECT ON reporting.service_quality TO ROLE bi;
