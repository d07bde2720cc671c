-- Statements that Trino 476 takes, one a line. Under "values", each line is a value of flights_processed.flights AS t.

-- values: text
upper(t.carrier)
lower(t.carrier)
concat(t.carrier, '-', t.origin)
t.carrier || '-' || t.origin
concat_ws('/', t.origin, t.dest)
substring(t.tailnum, 2, 3)
substring(t.tailnum FROM 2 FOR 3)
substring(t.tailnum FROM 2)
substr(t.tailnum, 2)
length(t.tailnum)
trim(t.tailnum)
trim(BOTH 'N' FROM t.tailnum)
trim(LEADING 'N' FROM t.tailnum)
trim(TRAILING FROM t.tailnum)
trim(t.tailnum, 'N')
ltrim(t.tailnum) || rtrim(t.tailnum)
lpad(t.tailnum, 8, ' ')
rpad(t.tailnum, 8, ' ')
replace(t.tailnum, 'N', '')
replace(t.tailnum, 'N')
translate(t.tailnum, 'ABC', 'abc')
position('N' IN t.tailnum)
strpos(t.tailnum, 'N')
strpos(t.tailnum, 'N', 2)
starts_with(t.tailnum, 'N')
reverse(t.tailnum)
chr(65)
codepoint('A')
hamming_distance('abc', 'abd')
levenshtein_distance(t.origin, t.dest)
soundex(t.carrier)
split(t.tailnum, 'N')
split(t.tailnum, 'N', 2)
split_part(t.tailnum, 'N', 1)
split_to_map('a:1,b:2', ',', ':')
split_to_multimap('a:1,a:2', ',', ':')
normalize(t.tailnum)
normalize(t.tailnum, NFD)
normalize(t.tailnum, NFKC)
to_utf8(t.carrier)
from_utf8(to_utf8(t.carrier))
word_stem('running')
format('%s %d', t.carrier, t.flight)
format_number(1234.5)
human_readable_seconds(96)
luhn_check('79927398713')
U&'\00e9'
U&'#00e9' UESCAPE '#'
'it''s'
cast(t.carrier AS char(2))

-- values: patterns
t.carrier LIKE 'U%'
t.carrier NOT LIKE 'U%'
t.carrier LIKE 'U!%' ESCAPE '!'
regexp_like(t.carrier, '^U')
regexp_extract(t.tailnum, '([0-9]+)', 1)
regexp_extract_all(t.tailnum, '[0-9]')
regexp_replace(t.tailnum, '[0-9]', '#')
regexp_replace(t.tailnum, '([0-9])', x -> '<' || x[1] || '>')
regexp_count(t.tailnum, '[0-9]')
regexp_position(t.tailnum, '[0-9]')
regexp_split(t.tailnum, '[0-9]')

-- values: numbers
abs(t.dep_delay)
sign(t.dep_delay)
ceil(t.distance / 2e0)
ceiling(t.distance / 2e0)
floor(t.distance / 2e0)
round(t.distance / 3e0, 2)
truncate(t.distance / 3e0)
sqrt(t.distance)
cbrt(t.distance)
pow(t.distance, 2)
power(t.distance, 2)
exp(t.hour)
ln(t.distance)
log(2, t.distance)
log10(t.distance)
log2(t.distance)
t.distance % 10
mod(t.distance, 10)
-t.dep_delay + +t.arr_delay
greatest(t.dep_delay, t.arr_delay, 0)
least(t.dep_delay, t.arr_delay)
sin(t.hour) + cos(t.hour) + tan(t.hour)
asin(0.5) + acos(0.5) + atan(t.hour)
atan2(t.hour, t.minute)
sinh(t.hour) + cosh(t.hour) + tanh(t.hour)
degrees(t.hour) + radians(t.hour)
pi() * e() * t.distance
to_base(t.flight, 16)
from_base('ff', 16)
width_bucket(t.distance, 0, 5000, 10)
bitwise_and(t.flight, 1) + bitwise_or(t.flight, 1) + bitwise_xor(t.flight, 1) + bitwise_not(t.flight)
bitwise_left_shift(t.flight, 1) + bitwise_right_shift(t.flight, 1)
bit_count(t.flight, 64)
rand() + random(10)
random(1, 10)
infinity() + nan()
is_nan(nan()) OR is_finite(1e0) OR is_infinite(infinity())
1.5e3 + 2.0 + DECIMAL '3.14' + t.flight
1_000_000 + 0xFF + 0o17 + 0b101
cosine_similarity(MAP(ARRAY['a'], ARRAY[1e0]), MAP(ARRAY['a'], ARRAY[1e0]))
normal_cdf(0, 1, 0.5)
beta_cdf(3, 4, 0.5)

-- values: dates and times
current_date
current_timestamp
current_timestamp(3)
current_time
localtime
localtimestamp
localtimestamp(3)
now()
date_add('day', 1, t.time_hour)
date_diff('day', t.time_hour, t.updated_at)
date_trunc('hour', t.time_hour)
date_format(t.time_hour, '%Y-%m-%d')
date_parse('2013-01-31', '%Y-%m-%d')
format_datetime(t.time_hour, 'yyyy-MM-dd')
parse_datetime('2013-01-31', 'yyyy-MM-dd')
from_iso8601_timestamp('2013-01-31T00:00:00Z')
from_iso8601_date('2013-01-31')
to_iso8601(t.time_hour)
from_unixtime(0)
from_unixtime(0, 'America/New_York')
to_unixtime(t.time_hour)
date(t.time_hour)
CAST(t.time_hour AS date)
year(t.time_hour) + quarter(t.time_hour) + month(t.time_hour) + week(t.time_hour)
day(t.time_hour) + day_of_month(t.time_hour) + day_of_week(t.time_hour) + day_of_year(t.time_hour)
hour(t.time_hour) + minute(t.time_hour) + second(t.time_hour) + millisecond(t.time_hour)
year_of_week(t.time_hour) + yow(t.time_hour) + dow(t.time_hour) + doy(t.time_hour)
extract(YEAR FROM t.time_hour)
extract(DAY_OF_WEEK FROM t.time_hour)
extract(TIMEZONE_HOUR FROM current_timestamp)
last_day_of_month(t.time_hour)
t.time_hour + INTERVAL '1' DAY
t.time_hour - INTERVAL '2' HOUR
t.time_hour + INTERVAL '1 2:03:04' DAY TO SECOND
t.time_hour + INTERVAL '1-2' YEAR TO MONTH
INTERVAL -'3' DAY
t.updated_at - t.time_hour
t.time_hour AT TIME ZONE 'America/New_York'
at_timezone(current_timestamp, 'America/New_York')
with_timezone(TIMESTAMP '2013-01-01 00:00:00', 'America/New_York')
timezone_hour(current_timestamp) + timezone_minute(current_timestamp)
timezone(current_timestamp)
current_timezone()
DATE '2013-01-01'
TIME '01:02:03'
TIMESTAMP '2013-01-01 00:00:00'
TIMESTAMP '2013-01-01 00:00:00 UTC'
CAST(t.time_hour AS timestamp(3) with time zone)
CAST('01:02' AS time with time zone)
CAST(t.time_hour AS timestamp(6) without time zone)
parse_duration('3.5h')
to_milliseconds(parse_duration('3.5h'))
sequence(DATE '2013-01-01', DATE '2013-03-01', INTERVAL '1' MONTH)
t.time_hour BETWEEN t.updated_at AND t.updated_at + INTERVAL '1' DAY

-- values: conditions
CASE WHEN t.dep_delay > 0 THEN 'late' ELSE 'early' END
CASE t.carrier WHEN 'UA' THEN 1 WHEN 'AA' THEN 2 END
if(t.dep_delay > 0, 1, 0)
if(t.dep_delay > 0, 1)
coalesce(t.dep_delay, 0)
nullif(t.dep_delay, 0)
try(1 / t.dep_delay)
t.dep_delay IS NULL
t.dep_delay IS NOT NULL
t.dep_delay != t.arr_delay AND NOT t.dep_delay <> 0
t.dep_delay IS DISTINCT FROM t.arr_delay
t.dep_delay IS NOT DISTINCT FROM t.arr_delay
t.carrier IN ('UA', 'AA')
t.carrier NOT IN ('UA', 'AA')
t.dep_delay BETWEEN 0 AND 10
t.dep_delay NOT BETWEEN 0 AND 10
(t.carrier, t.flight) IN (('UA', 1), ('AA', 2))
(t.carrier, t.flight) = ROW('UA', 1)
t.dep_delay = ANY (VALUES 1, 2, 3)
t.dep_delay > ALL (VALUES 1, 2)
t.dep_delay <> SOME (VALUES 1, 2)
t.dep_delay >= ALL (SELECT u.arr_delay FROM flights_processed.flights AS u)

-- values: conversion
CAST(t.flight AS varchar)
CAST(t.flight AS varchar(5))
CAST(t.flight AS decimal(10, 2))
TRY_CAST(t.carrier AS integer)
CAST(t.flight AS double precision)
CAST(t.flight AS real)
CAST(t.flight AS tinyint) + CAST(t.flight AS smallint)
CAST(t.carrier AS varbinary)
typeof(t.flight)
CAST(ARRAY[1, 2] AS array(varchar))
CAST(ROW(1, 'a') AS ROW(x bigint, y varchar))
CAST(MAP(ARRAY['a'], ARRAY[1]) AS map(varchar, bigint))
CAST('1' AS json)
JSON '{"a": 1}'
UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'
uuid()
IPADDRESS '10.0.0.1'
CAST('10.0.0.1' AS ipaddress)
contains('10.0.0.0/8', IPADDRESS '10.0.0.1')

-- values: hashes and bytes
md5(to_utf8(t.carrier))
sha1(to_utf8(t.carrier))
sha256(to_utf8(t.carrier))
sha512(to_utf8(t.carrier))
xxhash64(to_utf8(t.carrier))
murmur3(to_utf8(t.carrier))
spooky_hash_v2_64(to_utf8(t.carrier))
crc32(to_utf8(t.carrier))
hmac_sha256(to_utf8(t.carrier), to_utf8('key'))
to_hex(to_utf8(t.carrier))
from_hex('4D')
to_base64(to_utf8(t.carrier))
from_base64('AQID')
to_base64url(to_utf8(t.carrier))
to_base32(to_utf8(t.carrier))
X'4D 4E'
to_big_endian_64(t.flight)
to_ieee754_64(1e0)
url_encode(t.carrier)
url_decode('a%20b')
url_extract_host('https://example.org/a?b=c')
url_extract_parameter('https://example.org/a?b=c', 'b')
url_extract_path('https://example.org/a')

-- values: arrays
ARRAY[1, 2, 3]
ARRAY[t.origin, t.dest][1]
element_at(ARRAY[t.origin, t.dest], -1)
cardinality(ARRAY[1, 2])
contains(ARRAY[t.origin], 'EWR')
contains_sequence(ARRAY[1, 2, 3], ARRAY[2, 3])
array_distinct(ARRAY[1, 1])
array_union(ARRAY[1], ARRAY[2])
array_intersect(ARRAY[1], ARRAY[2])
array_except(ARRAY[1], ARRAY[2])
array_join(ARRAY[t.origin, t.dest], ',')
array_join(ARRAY[t.origin, t.dest], ',', 'none')
array_max(ARRAY[1, 2]) + array_min(ARRAY[1, 2])
array_position(ARRAY[1, 2], 2)
array_remove(ARRAY[1, 2], 2)
array_sort(ARRAY[3, 1])
array_sort(ARRAY[3, 1], (a, b) -> IF(a < b, -1, 1))
array_histogram(ARRAY['a', 'a'])
arrays_overlap(ARRAY[1], ARRAY[2])
ARRAY[1] || ARRAY[2] || 3
concat(ARRAY[1], ARRAY[2])
flatten(ARRAY[ARRAY[1], ARRAY[2]])
slice(ARRAY[1, 2, 3], 2, 2)
shuffle(ARRAY[1, 2])
reverse(ARRAY[1, 2])
repeat(t.carrier, 2)
sequence(1, 10, 2)
trim_array(ARRAY[1, 2], 1)
ngrams(ARRAY['a', 'b', 'c'], 2)
combinations(ARRAY[1, 2, 3], 2)
transform(ARRAY[1, 2], x -> x + t.flight)
transform(ARRAY[1, 2], (x) -> x + 1)
filter(ARRAY[1, 2], x -> x > 1)
any_match(ARRAY[1, 2], x -> x > 1)
all_match(ARRAY[1, 2], x -> x > 1)
none_match(ARRAY[1, 2], x -> x > 1)
reduce(ARRAY[1, 2], 0, (state, x) -> state + x, state -> state)
zip(ARRAY[1], ARRAY[2])
zip_with(ARRAY[1], ARRAY[2], (a, b) -> a + b)
dot_product(ARRAY[1e0], ARRAY[2e0])

-- values: maps and rows
MAP(ARRAY['a'], ARRAY[1])['a']
MAP()
element_at(MAP(ARRAY['a'], ARRAY[1]), 'b')
map_keys(MAP(ARRAY['a'], ARRAY[1]))
map_values(MAP(ARRAY['a'], ARRAY[1]))
map_entries(MAP(ARRAY['a'], ARRAY[1]))
map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2]))
map_from_entries(ARRAY[('a', 1)])
multimap_from_entries(ARRAY[('a', 1)])
map_filter(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v > 0)
map_zip_with(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a'], ARRAY[2]), (k, a, b) -> a + b)
transform_keys(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> upper(k))
transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v + 1)
ROW(t.carrier, t.flight)
(t.carrier, t.flight)
ROW(t.carrier, t.flight)[1]
CAST(ROW(t.carrier, t.flight) AS ROW(c varchar, f integer)).c

-- values: JSON
json_extract('{"a":1}', '$.a')
json_extract_scalar('{"a":1}', '$.a')
json_format(CAST(t.flight AS json))
json_parse('{"a":1}')
json_array_contains('[1,2]', 2)
json_array_get('[1,2]', 0)
json_array_length('[1,2]')
json_size('{"a":1}', '$.a')
is_json_scalar('1')
json_value('{"a":1}', 'lax $.a')
json_value('{"a":1}', 'lax $.a' RETURNING integer DEFAULT 0 ON EMPTY NULL ON ERROR)
json_query('{"a":[1]}', 'lax $.a' WITH ARRAY WRAPPER)
json_query('{"a":"x"}', 'strict $.a' OMIT QUOTES)
json_exists('{"a":1}', 'lax $.a')
json_exists('{"a":1}', 'strict $.a' TRUE ON ERROR)
json_object('a' : t.flight, 'b' VALUE t.carrier)
json_object(KEY 'a' VALUE t.flight NULL ON NULL)
json_object('a' : 1 RETURNING varchar)
json_array(t.flight, t.carrier NULL ON NULL)
json_array(1, 2 RETURNING varchar)

-- values: aggregates
count(*)
count(t.flight)
count(DISTINCT t.carrier)
count_if(t.dep_delay > 0)
sum(t.distance)
sum(DISTINCT t.distance)
avg(t.distance)
min(t.distance) + max(t.distance)
min(t.distance, 3)
max(t.distance, 3)
min_by(t.carrier, t.distance)
max_by(t.carrier, t.distance)
max_by(t.carrier, t.distance, 3)
any_value(t.carrier)
arbitrary(t.carrier)
array_agg(t.carrier)
array_agg(t.carrier ORDER BY t.flight DESC)
array_agg(DISTINCT t.carrier)
map_agg(t.carrier, t.flight)
multimap_agg(t.carrier, t.flight)
map_union(MAP(ARRAY[t.carrier], ARRAY[t.flight]))
histogram(t.carrier)
listagg(t.carrier, ',') WITHIN GROUP (ORDER BY t.flight)
listagg(t.carrier, ',' ON OVERFLOW TRUNCATE '…' WITH COUNT) WITHIN GROUP (ORDER BY t.flight)
listagg(DISTINCT t.carrier, ',' ON OVERFLOW ERROR) WITHIN GROUP (ORDER BY t.carrier)
stddev(t.distance) + stddev_pop(t.distance) + stddev_samp(t.distance)
variance(t.distance) + var_pop(t.distance) + var_samp(t.distance)
corr(t.dep_delay, t.arr_delay)
covar_pop(t.dep_delay, t.arr_delay) + covar_samp(t.dep_delay, t.arr_delay)
regr_slope(t.arr_delay, t.dep_delay) + regr_intercept(t.arr_delay, t.dep_delay)
skewness(t.distance) + kurtosis(t.distance)
approx_distinct(t.carrier)
approx_distinct(t.carrier, 0.01)
approx_percentile(t.distance, 0.5)
approx_percentile(t.distance, ARRAY[0.5, 0.9])
approx_most_frequent(3, t.carrier, 10)
approx_set(t.carrier)
cardinality(approx_set(t.carrier))
numeric_histogram(5, t.distance)
tdigest_agg(t.distance)
value_at_quantile(tdigest_agg(t.distance), 0.5)
qdigest_agg(t.distance)
bitwise_and_agg(t.flight) + bitwise_or_agg(t.flight)
bool_and(t.flight > 0) OR bool_or(t.flight > 0) OR every(t.flight > 0)
checksum(t.flight)
geometric_mean(t.distance)
reduce_agg(t.flight, 0, (a, b) -> a + b, (a, b) -> a + b)
sum(t.distance) FILTER (WHERE t.dep_delay > 0)
count(*) FILTER (WHERE t.carrier = 'UA')
sum(CASE WHEN t.dep_delay > 0 THEN 1 ELSE 0 END)

-- values: windows
row_number() OVER (PARTITION BY t.carrier ORDER BY t.time_hour)
rank() OVER (ORDER BY t.distance DESC)
dense_rank() OVER (ORDER BY t.distance DESC NULLS LAST)
percent_rank() OVER (ORDER BY t.distance)
cume_dist() OVER (ORDER BY t.distance)
ntile(4) OVER (ORDER BY t.distance)
lag(t.distance) OVER (ORDER BY t.time_hour)
lag(t.distance, 2, 0) OVER (ORDER BY t.time_hour)
lead(t.distance, 1) IGNORE NULLS OVER (ORDER BY t.time_hour)
first_value(t.distance) RESPECT NULLS OVER (PARTITION BY t.carrier ORDER BY t.time_hour)
last_value(t.distance) OVER (PARTITION BY t.carrier ORDER BY t.time_hour ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
nth_value(t.distance, 2) OVER (ORDER BY t.time_hour)
sum(t.distance) OVER ()
sum(t.distance) OVER (PARTITION BY t.carrier ORDER BY t.time_hour ROWS 2 PRECEDING)
avg(t.distance) OVER (ORDER BY t.flight RANGE BETWEEN 10 PRECEDING AND CURRENT ROW)
sum(t.distance) OVER (ORDER BY t.time_hour RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW)
sum(t.distance) OVER (ORDER BY t.flight GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING)
sum(sum(t.distance)) OVER ()

-- queries: lists and filters
SELECT t.carrier AS c, t.flight FROM flights_processed.flights AS t
SELECT carrier, flight FROM flights_processed.flights
SELECT flights.carrier FROM flights_processed.flights
SELECT t.carrier c FROM flights_processed.flights t
SELECT DISTINCT t.carrier FROM flights_processed.flights AS t
SELECT ALL t.carrier FROM flights_processed.flights AS t
SELECT "t"."carrier" AS "c" FROM "flights_processed"."flights" AS "t"
SELECT 1 AS one
SELECT x.a FROM (SELECT t.carrier AS a FROM flights_processed.flights AS t) AS x
SELECT x.a FROM (SELECT t.carrier, t.flight FROM flights_processed.flights AS t) AS x (a, b)
SELECT t.carrier FROM flights_processed.flights AS t ORDER BY t.flight DESC NULLS LAST, t.carrier LIMIT 10
SELECT t.carrier FROM flights_processed.flights AS t ORDER BY t.flight OFFSET 5 LIMIT 10
SELECT t.carrier FROM flights_processed.flights AS t ORDER BY t.flight OFFSET 5 ROWS FETCH FIRST 10 ROWS ONLY
SELECT t.carrier FROM flights_processed.flights AS t ORDER BY t.flight FETCH FIRST 10 ROWS WITH TIES
SELECT t.carrier FROM flights_processed.flights AS t FETCH NEXT ROW ONLY
SELECT t.carrier FROM flights_processed.flights AS t LIMIT ALL
SELECT t.carrier FROM flights_processed.flights AS t ORDER BY 1
SELECT t.carrier FROM flights_processed.flights AS t TABLESAMPLE BERNOULLI (10)
SELECT t.carrier FROM flights_processed.flights AS t TABLESAMPLE SYSTEM (10)
SELECT t.carrier FROM flights_processed.flights AS t WHERE t.flight = (SELECT max(u.flight) FROM flights_processed.flights AS u)
SELECT r.a, r.b FROM (SELECT CAST(ROW(t.carrier, t.flight) AS ROW(a varchar, b integer)) AS r FROM flights_processed.flights AS t) AS x
SELECT x.r.a AS a FROM (SELECT CAST(ROW(t.carrier, t.flight) AS ROW(a varchar, b integer)) AS r FROM flights_processed.flights AS t) AS x

-- queries: joins
SELECT t.carrier, a.name FROM flights_processed.flights AS t JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t INNER JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t LEFT JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t RIGHT OUTER JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t FULL OUTER JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t CROSS JOIN flights_processed.airlines AS a
SELECT t.carrier, a.name FROM flights_processed.flights AS t, flights_processed.airlines AS a WHERE a.carrier = t.carrier
SELECT carrier, a.name FROM flights_processed.flights AS t JOIN flights_processed.airlines AS a USING (carrier)
SELECT t.carrier, x.n FROM flights_processed.flights AS t CROSS JOIN LATERAL (SELECT a.name AS n FROM flights_processed.airlines AS a WHERE a.carrier = t.carrier) AS x
SELECT t.carrier, x.n FROM flights_processed.flights AS t LEFT JOIN LATERAL (SELECT t.flight + 1 AS n) AS x ON true
SELECT t.carrier, p.model FROM (flights_processed.flights AS t JOIN flights_processed.airlines AS a ON a.carrier = t.carrier) JOIN flights_processed.planes AS p ON p.tailnum = t.tailnum
SELECT t.carrier, a.name, p.model FROM flights_processed.flights AS t LEFT JOIN (flights_processed.airlines AS a CROSS JOIN flights_processed.planes AS p) ON a.carrier = t.carrier AND p.tailnum = t.tailnum

-- queries: unnesting and values
SELECT t.carrier, u.x FROM flights_processed.flights AS t CROSS JOIN UNNEST(ARRAY[1, 2]) AS u (x)
SELECT t.carrier, x FROM flights_processed.flights AS t CROSS JOIN UNNEST(split(t.tailnum, 'N')) AS u (x)
SELECT t.carrier, u.x, u.n FROM flights_processed.flights AS t CROSS JOIN UNNEST(ARRAY[1, 2]) WITH ORDINALITY AS u (x, n)
SELECT t.carrier, u.x, u.y FROM flights_processed.flights AS t, UNNEST(ARRAY[1, 2], ARRAY['a']) AS u (x, y)
SELECT t.carrier, u.k, u.v FROM flights_processed.flights AS t CROSS JOIN UNNEST(MAP(ARRAY['a'], ARRAY[t.flight])) AS u (k, v)
SELECT t.carrier, u.a, u.b FROM flights_processed.flights AS t CROSS JOIN UNNEST(ARRAY[ROW(t.origin, 1), ROW(t.dest, 2)]) AS u (a, b)
SELECT t.carrier, u.x FROM flights_processed.flights AS t LEFT JOIN UNNEST(ARRAY[1, 2]) AS u (x) ON true
SELECT name, n FROM UNNEST(CAST(ARRAY[ROW('a', 1)] AS array(ROW(name varchar, n integer))))
SELECT u.name, u.n FROM UNNEST(CAST(ARRAY[ROW('a', 1)] AS array(ROW(name varchar, n integer)))) AS u (name, n)
SELECT t.carrier, airport FROM flights_processed.flights AS t CROSS JOIN UNNEST(CAST(ARRAY[ROW(t.origin), ROW(t.dest)] AS array(ROW(airport varchar))))
SELECT x FROM UNNEST(sequence(1, 3)) AS u (x)
SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, 'y')) AS v (a, b)
SELECT t.carrier, v.b FROM flights_processed.flights AS t JOIN (VALUES ('UA', 'x')) AS v (a, b) ON v.a = t.carrier
SELECT v.a FROM (VALUES 1, 2, 3) AS v (a)
SELECT s.sequential_number FROM TABLE(sequence(start => 1, stop => 3)) AS s
SELECT x.carrier FROM TABLE(exclude_columns(input => TABLE(flights_processed.airlines), columns => DESCRIPTOR(name))) AS x
SELECT s.n FROM TABLE(sequence(1, 3)) AS s (n)

-- queries: groups
SELECT t.carrier, count(*) AS n FROM flights_processed.flights AS t GROUP BY t.carrier
SELECT t.carrier, count(*) AS n FROM flights_processed.flights AS t GROUP BY 1
SELECT t.carrier, count(*) AS n FROM flights_processed.flights AS t GROUP BY AUTO
SELECT t.carrier, count(*) AS n FROM flights_processed.flights AS t GROUP BY t.carrier HAVING count(*) > 1
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY ROLLUP (t.carrier, t.origin)
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY CUBE (t.carrier, t.origin)
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY GROUPING SETS ((t.carrier), (t.origin), ())
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY DISTINCT ROLLUP (t.carrier, t.origin), CUBE (t.origin)
SELECT t.carrier, grouping(t.carrier) AS g, count(*) AS n FROM flights_processed.flights AS t GROUP BY CUBE (t.carrier)
SELECT count(*) AS n FROM flights_processed.flights AS t GROUP BY ()
SELECT date_trunc('day', t.time_hour) AS d, count(*) AS n FROM flights_processed.flights AS t GROUP BY date_trunc('day', t.time_hour)
SELECT t.carrier, sum(t.distance) OVER w AS s FROM flights_processed.flights AS t WINDOW w AS (PARTITION BY t.carrier ORDER BY t.time_hour)
SELECT t.carrier, sum(t.distance) OVER (w ROWS 1 PRECEDING) AS s FROM flights_processed.flights AS t WINDOW w AS (PARTITION BY t.carrier ORDER BY t.time_hour)
SELECT q.carrier FROM (SELECT t.carrier, row_number() OVER (PARTITION BY t.carrier ORDER BY t.flight) AS n FROM flights_processed.flights AS t) AS q WHERE q.n = 1

-- queries: sets
SELECT t.carrier FROM flights_processed.flights AS t UNION SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t UNION ALL SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t UNION DISTINCT SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t INTERSECT SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t INTERSECT ALL SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t EXCEPT SELECT a.carrier FROM flights_processed.airlines AS a
(SELECT t.carrier FROM flights_processed.flights AS t) UNION ALL (SELECT a.carrier FROM flights_processed.airlines AS a)
((SELECT t.carrier FROM flights_processed.flights AS t))
(SELECT t.carrier FROM flights_processed.flights AS t UNION SELECT a.carrier FROM flights_processed.airlines AS a) EXCEPT (SELECT p.tailnum FROM flights_processed.planes AS p)
((SELECT t.carrier FROM flights_processed.flights AS t) UNION ALL ((SELECT a.carrier FROM flights_processed.airlines AS a))) ORDER BY carrier LIMIT 3
SELECT x.c FROM ((SELECT t.carrier AS c FROM flights_processed.flights AS t) UNION (SELECT a.carrier FROM flights_processed.airlines AS a)) AS x
SELECT t.carrier AS c FROM flights_processed.flights AS t UNION ALL VALUES 'a', 'b'
SELECT t.carrier FROM flights_processed.flights AS t UNION CORRESPONDING SELECT a.carrier FROM flights_processed.airlines AS a

-- queries: common table expressions
WITH x AS (SELECT t.carrier FROM flights_processed.flights AS t) SELECT x.carrier FROM x
WITH x (a, b) AS (SELECT t.carrier, t.flight FROM flights_processed.flights AS t) SELECT x.a, x.b FROM x
WITH x AS (SELECT t.carrier FROM flights_processed.flights AS t), y AS (SELECT x.carrier FROM x) SELECT y.carrier FROM y
SELECT q.carrier FROM (WITH x AS (SELECT t.carrier FROM flights_processed.flights AS t) SELECT x.carrier FROM x) AS q
WITH x AS (WITH y AS (SELECT t.carrier FROM flights_processed.flights AS t) SELECT y.carrier FROM y) SELECT x.carrier FROM x
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT n.i FROM n
WITH v (a) AS (VALUES 1, 2) SELECT v.a FROM v

-- queries: subqueries
SELECT t.carrier FROM flights_processed.flights AS t WHERE t.carrier IN (SELECT a.carrier FROM flights_processed.airlines AS a)
SELECT t.carrier FROM flights_processed.flights AS t WHERE EXISTS (SELECT 1 FROM flights_processed.airlines AS a WHERE a.carrier = t.carrier)
SELECT t.carrier FROM flights_processed.flights AS t WHERE NOT EXISTS (SELECT * FROM flights_processed.airlines AS a WHERE a.carrier = t.carrier)
SELECT t.carrier, (SELECT max(a.name) FROM flights_processed.airlines AS a WHERE a.carrier = t.carrier) AS n FROM flights_processed.flights AS t
SELECT t.carrier FROM flights_processed.flights AS t WHERE t.flight = ANY (SELECT u.flight FROM flights_processed.flights AS u)
SELECT t.carrier FROM flights_processed.flights AS t WHERE t.flight > ALL (SELECT u.hour FROM flights_processed.flights AS u)
SELECT t.carrier FROM flights_processed.flights AS t WHERE (t.carrier, t.flight) IN (SELECT u.carrier, u.flight FROM flights_processed.flights AS u)

-- queries: row patterns
SELECT m.carrier, m.starts, m.falls FROM flights_processed.flights MATCH_RECOGNIZE (PARTITION BY carrier ORDER BY time_hour MEASURES A.time_hour AS starts, LAST(B.dep_delay) AS falls ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (A B+) DEFINE B AS B.dep_delay < PREV(B.dep_delay)) AS m
SELECT m.carrier, m.kind, m.number FROM flights_processed.flights MATCH_RECOGNIZE (PARTITION BY carrier ORDER BY time_hour MEASURES CLASSIFIER() AS kind, MATCH_NUMBER() AS number ALL ROWS PER MATCH PATTERN (A | B C*) SUBSET U = (A, B) DEFINE C AS C.flight > 1) AS m
SELECT t.carrier, longest OVER w AS longest FROM flights_processed.flights AS t WINDOW w AS (PARTITION BY t.carrier ORDER BY t.time_hour MEASURES LAST(A.dep_delay) AS longest ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING PATTERN (A+) DEFINE A AS A.dep_delay > 0)
