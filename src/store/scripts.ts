import type { Redis } from 'ioredis';
import { admit } from './admit-script.ts';
import { settle, spend } from './spending-scripts.ts';
import { turnScript } from './turn.ts';

/**
 * Moves a message from the thread that stood for an unknown one to its real thread; a repeat changes nothing.
 * KEYS message, inbox of the real thread, pend · ARGV real thread, item, now, stand-in thread.
 */
const place = `
local th = redis.call('HGET', KEYS[1], 'th')
if th and th ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], 'st', 'new', 'th', ARGV[1], 'at', redis.call('HGET', KEYS[1], 'at') or ARGV[3])
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('ZADD', KEYS[3], 'NX', ARGV[3], ARGV[1])
return 1`;

/**
 * Takes the lease of a thread that has something in its inbox.
 * KEYS lease, fence, inbox, pend · ARGV ttl ms, thread, how many items to read, a nonce of this call. The nonce is part of
 * the token: a counter that Redis forgot in a power cut gives no token twice, and a call that is repeated after a lost
 * answer meets its own lease. Returns {token, items…} · {'0', ms left} · {'-1'}.
 */
const claim = `
local items = redis.call('LRANGE', KEYS[3], 0, tonumber(ARGV[3]) - 1)
if #items == 0 then redis.call('ZREM', KEYS[4], ARGV[2]) return {'-1'} end
local token = redis.call('GET', KEYS[1])
if token and string.sub(token, -#ARGV[4]) ~= ARGV[4] then return {'0', redis.call('PTTL', KEYS[1])} end
token = token or (redis.call('INCR', KEYS[2]) .. '-' .. ARGV[4])
redis.call('SET', KEYS[1], token, 'PX', ARGV[1])
return {token, unpack(items)}`;

/**
 * The fenced transaction: does all writes when the caller still holds the lease and every expectation holds, else none.
 * KEYS lease, inbox, pend · ARGV token ('' for a caller without a lease), ttl ms, thread, items to read, JSON of operations:
 * ["is", key, field, value…] expects one of the values ('' = no such field); turn and tally stand in turn.ts; anything else
 * is a Redis command.
 * Gives the lease back when the inbox is empty afterwards. Returns {1, items…} · {0, index, found value} · {-1} fenced.
 */
const transact = `${turnScript}
local token = ARGV[1]
if token ~= '' and redis.call('GET', KEYS[1]) ~= token then return {-1} end
local ops = cjson.decode(ARGV[5])
for i, op in ipairs(ops) do
  if op[1] == 'is' then
    local found, ok = redis.call('HGET', op[2], op[3]) or '', false
    for j = 4, #op do if op[j] == found then ok = true end end
    if not ok then return {0, i - 1, found} end
  end
end
for _, op in ipairs(ops) do
  if op[1] == 'turn' then turn(op)
  elseif op[1] == 'tally' then tally(op)
  elseif op[1] ~= 'is' then redis.call(unpack(op)) end
end
local items = redis.call('LRANGE', KEYS[2], 0, tonumber(ARGV[4]) - 1)
if token ~= '' then
  if #items == 0 then
    redis.call('DEL', KEYS[1])
    redis.call('ZREM', KEYS[3], ARGV[3])
  else
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
end
return {1, unpack(items)}`;

/** Gives the lease back early and says when the thread is due again. KEYS lease, pend · ARGV token, thread, due ms. */
const release = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZADD', KEYS[2], 'XX', ARGV[3], ARGV[2])
return 1`;

/** One heartbeat for all leases of a process in a shard. KEYS leases · ARGV ttl ms, tokens. Returns 1 or 0 for each. */
const beat = `
local out = {}
for i = 1, #KEYS do
  if redis.call('GET', KEYS[i]) == ARGV[i + 1] then redis.call('PEXPIRE', KEYS[i], ARGV[1]) out[i] = 1 else out[i] = 0 end
end
return out`;

/**
 * Counts a reply against the limits of its mailbox and its recipient, once per message however often it is called.
 * KEYS mailbox, recipient · ARGV now, hour ago, day ago, mailbox limit, recipient limit, message. Returns 1 ok, 2 mailbox limit, 3 recipient limit.
 */
const reserve = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[3])
if redis.call('ZSCORE', KEYS[1], ARGV[6]) then return 1 end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 2 end
local counted = redis.call('ZSCORE', KEYS[2], ARGV[6])
if not counted and redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[5]) then return 3 end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[6])
redis.call('ZADD', KEYS[2], ARGV[1], ARGV[6])
redis.call('EXPIRE', KEYS[1], 7200)
redis.call('EXPIRE', KEYS[2], 90000)
return 1`;

/**
 * Replies within the windows of a mailbox and of a recipient, beside the one to this message.
 * KEYS mailbox, recipient · ARGV hour ago, day ago, message. Returns both counts.
 */
const counts = `
local out = {}
for i = 1, 2 do
  local since = tonumber(ARGV[i])
  local own = tonumber(redis.call('ZSCORE', KEYS[i], ARGV[3]) or '0')
  out[i] = redis.call('ZCOUNT', KEYS[i], since, '+inf') - (own >= since and 1 or 0)
end
return out`;

/** Writes a field of a hash only where it stands already. KEYS hash · ARGV field, value. Returns 1 or 0. */
const prolong = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1`;

type Argument = string | number;
type Script<Result> = (...args: Argument[]) => Promise<Result>;

/** The scripts as commands of a connection; what they return is described above each of them. */
export type Scripts = {
  admit: Script<number[]>;
  place: Script<number>;
  claim: Script<(number | string)[]>;
  transact: Script<(number | string)[]>;
  release: Script<number>;
  beat: Script<number[]>;
  reserve: Script<number>;
  counts: Script<number[]>;
  prolong: Script<number>;
  spend: Script<number[]>;
  settle: Script<number>;
};

const definitions: Record<keyof Scripts, { lua: string; numberOfKeys?: number }> = {
  admit: { lua: admit, numberOfKeys: 1 },
  place: { lua: place, numberOfKeys: 3 },
  claim: { lua: claim, numberOfKeys: 4 },
  transact: { lua: transact, numberOfKeys: 3 },
  release: { lua: release, numberOfKeys: 2 },
  beat: { lua: beat },
  reserve: { lua: reserve, numberOfKeys: 2 },
  counts: { lua: counts, numberOfKeys: 2 },
  prolong: { lua: prolong, numberOfKeys: 1 },
  spend: { lua: spend, numberOfKeys: 3 },
  settle: { lua: settle, numberOfKeys: 3 },
};

/** Defines the scripts on a connection (EVALSHA, loaded on first use). */
export function scriptsOn(redis: Redis): Scripts {
  for (const [name, definition] of Object.entries(definitions)) {
    redis.defineCommand(`inreply_${name}`, definition);
  }
  const call = (name: keyof Scripts) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- defineCommand adds methods that ioredis cannot know in its types
    const command = (redis as unknown as Record<string, Script<never>>)[`inreply_${name}`];
    if (command === undefined) throw new Error(`script ${name} is not defined`);
    return command.bind(redis);
  };
  return {
    admit: call('admit'),
    place: call('place'),
    claim: call('claim'),
    transact: call('transact'),
    release: call('release'),
    beat: call('beat'),
    reserve: call('reserve'),
    counts: call('counts'),
    prolong: call('prolong'),
    spend: call('spend'),
    settle: call('settle'),
  };
}
