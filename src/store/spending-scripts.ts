/**
 * Takes what a question may cost from the budgets of a message, a thread and a day, the first way of asking that keeps
 * within its share of each bound; a repeat of the call finds what it took. KEYS the three hashes · ARGV id of this call, JSON of
 * ways [share, tokens, ms, micros], JSON of bounds of each hash (-1: none), expiry of the first two, of the third.
 * Returns {way, ms left or -1} · {0, which hash, which unit}.
 */
export const spend = `
local units = {'tokens', 'ms', 'micros'}
local rid, ways, bounds = 'r:' .. ARGV[1], cjson.decode(ARGV[2]), cjson.decode(ARGV[3])
local taken, spent, left = tonumber(redis.call('HGET', KEYS[1], rid .. ':way') or '0'), {}, -1
for k = 1, 3 do
  spent[k] = redis.call('HMGET', KEYS[k], units[1], units[2], units[3])
  if bounds[k][2] >= 0 then
    local rest = math.max(0, bounds[k][2] - tonumber(spent[k][2] or '0'))
    if left < 0 or rest < left then left = rest end
  end
end
if taken > 0 then return {taken, left} end
local scope, unit = 0, 0
for w, way in ipairs(ways) do
  scope, unit = 0, 0
  for k = 1, 3 do
    for u = 1, 3 do
      local bound = bounds[k][u]
      local wanted = tonumber(spent[k][u] or '0') + math.max(way[u + 1], 1)
      if scope == 0 and bound >= 0 and wanted > bound * way[1] then scope, unit = k, u end
    end
  end
  if scope == 0 then
    for k = 1, 3 do
      for u = 1, 3 do redis.call('HINCRBY', KEYS[k], units[u], string.format('%.0f', way[u + 1])) end
      redis.call('EXPIRE', KEYS[k], k == 3 and ARGV[5] or ARGV[4])
    end
    for u = 1, 3 do redis.call('HSET', KEYS[1], rid .. ':' .. u, string.format('%.0f', way[u + 1])) end
    redis.call('HSET', KEYS[1], rid .. ':way', w)
    return {w, left}
  end
end
return {0, scope, unit}`;

/**
 * Puts what was spent in place of what was taken by the call of that id; a repeat changes nothing.
 * KEYS as above · ARGV id, tokens, ms, micros. Returns 1, or 0 when there is nothing to settle.
 */
export const settle = `
local rid = 'r:' .. ARGV[1]
if redis.call('HDEL', KEYS[1], rid .. ':way') == 0 then return 0 end
for u, unit in ipairs({'tokens', 'ms', 'micros'}) do
  local more = tonumber(ARGV[u + 1]) - tonumber(redis.call('HGET', KEYS[1], rid .. ':' .. u))
  redis.call('HDEL', KEYS[1], rid .. ':' .. u)
  for k = 1, 3 do
    if redis.call('EXISTS', KEYS[k]) == 1 then redis.call('HINCRBY', KEYS[k], unit, string.format('%.0f', more)) end
  end
end
return 1`;
