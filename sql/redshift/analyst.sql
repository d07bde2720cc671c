-- name: analyst
-- description: People who answer questions; they see amounts.
-- owner: mission-operations

CREATE ROLE analyst;
