import { DAY_SECONDS, HOURS_SECONDS } from './keys.ts';

/**
 * Admits a batch of arrivals of one shard. All or nothing is not needed: each arrival stands alone and a repeat is harmless.
 * ARGV: tag, now, keep seconds, day and hour of now, then for each arrival: i|s|o (in, in and found by the sweep, out), message key part, thread, message id, message key part it answers or ''.
 * Returns for each: 1 new, 2 known and still waiting, 0 known and done, or nothing to wake for.
 */
export const admit = `
local tag, now, keep = ARGV[1], ARGV[2], ARGV[3]
local out, received = {}, {}
for i = 6, #ARGV, 5 do
  local mk, th, mid, answers = tag .. ':m:' .. ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local st = redis.call('HGET', mk, 'st')
  local inbox, result = tag .. ':in:' .. th, 0
  local lost = st and ARGV[i] == 'o' and redis.call('HGET', mk, 'th') ~= th
  if st and not lost then
    if st == 'new' or st == 'ready' or st == 'sending' then result = 2 end
  elseif ARGV[i] ~= 'o' then
    redis.call('HSET', mk, 'st', 'new', 'th', th, 'at', now)
    if ARGV[i] == 's' then redis.call('HSET', mk, 'swp', '1') end
    redis.call('RPUSH', inbox, 'm:' .. mid)
    redis.call('ZADD', KEYS[1], 'NX', now, th)
    local grant = string.match(ARGV[i + 1], '^[^/]*')
    received[grant] = (received[grant] or 0) + 1
    result = 1
  else
    redis.call('HSET', mk, 'st', 'skipped', 'th', th, 'at', now, 'own', '1', 'ans', answers)
    redis.call('EXPIRE', mk, keep)
    if answers ~= '' then
      local ak = tag .. ':m:' .. answers
      local ast = redis.call('HGET', ak, 'st')
      if ast == 'ready' or ast == 'sending' then redis.call('HSET', ak, 'proof', mid) end
    end
    if redis.call('EXISTS', inbox, tag .. ':t:' .. th, tag .. ':w:' .. th) > 0 then
      redis.call('RPUSH', inbox, 'o:' .. mid)
      redis.call('ZADD', KEYS[1], 'NX', now, th)
      result = 1
    end
  end
  out[#out + 1] = result
end
if next(received) then
  local day, hours = tag .. ':day:' .. ARGV[4], tag .. ':hours:' .. ARGV[4]
  for grant, count in pairs(received) do
    redis.call('HINCRBY', day, grant .. '|received', count)
    redis.call('HINCRBY', hours, grant .. '|' .. ARGV[5], count)
  end
  redis.call('EXPIRE', day, ${DAY_SECONDS})
  redis.call('EXPIRE', hours, ${HOURS_SECONDS})
end
return out`;
