-- name: mission_curated.station_traffic
-- description: Per day (UTC) and ground station, the transactions that its antennas carried and the payload data that they moved.
-- owner: mission-operations

SELECT
  t.recorded_on AS day,
  a.station_id,
  a.station,
  count(*) AS transactions,
  count(DISTINCT t.antenna_id) AS antennas,
  coalesce(sum(t.data_volume_bytes), 0) AS data_volume_bytes
FROM mission_curated.fct_transactions AS t
JOIN mission_curated.dim_antennas AS a ON a.antenna_id = t.antenna_id
GROUP BY t.recorded_on, a.station_id, a.station
