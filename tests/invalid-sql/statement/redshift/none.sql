-- name: none
-- description: Of Redshift.
-- owner: mission-operations


