import { type Cost, noCost } from '#domain/decision.ts';
import type { MessageState } from '#domain/ledger.ts';
import { dayOf, replyTimes, type VerdictCounter, type Counter } from '#domain/stats.ts';
import { DAY_SECONDS, isUnplaced, KEEP_SECONDS, keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import { refKey } from '#domain/ids.ts';
import type { Operation } from './transaction.ts';

/** Of each shard so many messages, and threads, are listed. */
const MOST_LISTED = 100_000;
/** The lists are cut to that with the first of so many ends of a day, since it costs time. */
const TRIMMED_EVERY = 32;

type Changes = { state?: MessageState; hold?: { untilMs: number } | null; account?: { cost: Cost } };

/**
 * A message comes to another state: it is listed by this change, and counted when it ends for the first time. It stands
 * before the write of the state, so that it sees the one before; when it is and which day that is, the transaction adds.
 * A reply that leaves at once is listed when it has left.
 */
export function turn(ref: ThreadRef, messageId: string, { state, hold, account }: Changes): Operation[] {
  const listed = hold ? 'ready' : state;
  if (listed === undefined || listed === 'sending' || (listed === 'ready' && !hold)) return [];
  return [turnTo(ref, messageId, listed, account?.cost ?? noCost)];
}

function turnTo(ref: ThreadRef, messageId: string, state: MessageState, cost: Cost): Operation {
  const keys = keysOf(ref.shard);
  const { grantId, threadId } = ref;
  const thread = threadKeyOf(ref);
  return [
    'turn',
    keys.message(grantId, messageId),
    state,
    encodeURIComponent(grantId),
    refKey(grantId, messageId),
    messageId,
    keys.activity,
    isUnplaced(threadId) ? '' : keys.threads,
    thread,
    keys.lastIn(thread),
    cost.model_calls,
    cost.input_tokens,
    cost.output_tokens,
    cost.cached_tokens ?? 0,
    Math.round((cost.money ?? 0) * 1_000_000),
    keys.days,
  ];
}

/** The writes that count something of a mailbox today, for a category too where it has one. */
export function tally(
  ref: Pick<ThreadRef, 'shard' | 'grantId'>,
  ...what: [counter: Counter] | [counter: VerdictCounter, category: string | null]
): Operation[] {
  const [counter, category = null] = what;
  const names = [counter, ...(category === null ? [] : [`c:${category}:${counter}`])];
  const { days } = keysOf(ref.shard);
  return names.map((name) => ['tally', days, `${encodeURIComponent(ref.grantId)}|${name}`]);
}

/** The operation with the time it happens at, where it wants to know. */
export function timed(operation: Operation, nowMs: number): Operation {
  const [command] = operation;
  if (command !== 'turn' && command !== 'tally') return operation;
  return [...operation, nowMs, dayOf(nowMs)];
}

/** What the transaction does for `turn` and `tally`. One that ends again as it had, or after a person decided, counts once. */
export const turnScript = `
local spans = {${replyTimes.join(',')}}
local ends = {sent = 'replied', escalated = 'escalated', skipped = 'skipped', review = 'reviewed', doubt = 'reviewed', dead = 'dead'}
local spent = {'calls', 'input', 'output', 'cached', 'micros'}
local function count(day, field, by)
  local counted = redis.call('HINCRBY', day, field, by)
  if counted == tonumber(by) then redis.call('EXPIRE', day, ${DAY_SECONDS}) end
  return counted
end
local function tally(op)
  count(op[2] .. op[5], op[3], 1)
end
local function trim(list, now)
  redis.call('ZREMRANGEBYSCORE', list, '-inf', '(' .. (tonumber(now) - ${KEEP_SECONDS * 1000}))
  redis.call('ZREMRANGEBYRANK', list, 0, -${MOST_LISTED + 1})
  redis.call('EXPIRE', list, ${KEEP_SECONDS})
end
local function turn(op)
  local record = redis.call('HMGET', op[2], 'st', 'at', 'cnt', 'rev')
  local was, state, grant, now = record[1], op[3], op[4], op[17]
  if not was then return end
  local day, first = op[16] .. op[18], false
  if state == 'new' then
    redis.call('HDEL', op[2], 'cnt')
  elseif ends[state] and (was == 'new' or was == 'ready' or was == 'sending') and not record[3] and not record[4] then
    first = true
    redis.call('HSET', op[2], 'cnt', '1')
    local counted = count(day, grant .. '|' .. ends[state], 1)
    for i, name in ipairs(spent) do
      if op[10 + i] ~= '0' then count(day, grant .. '|' .. name, op[10 + i]) end
    end
    if counted % ${TRIMMED_EVERY} == 1 then
      trim(op[7], now)
      if op[8] ~= '' then trim(op[8], now) end
    end
  end
  if state == 'sent' and was ~= 'sent' then
    local took, span = tonumber(now) - tonumber(record[2] or now), #spans
    for i = #spans, 1, -1 do if took <= spans[i] then span = i - 1 end end
    count(day, grant .. '|sent', 1)
    count(day, grant .. '|t' .. span, 1)
  end
  redis.call('ZADD', op[7], now, op[5])
  if op[8] ~= '' then
    redis.call('ZADD', op[8], now, op[9])
    redis.call('HSET', op[10], 'm', op[6])
    if first then redis.call('HINCRBY', op[10], 'n', 1) end
    redis.call('EXPIRE', op[10], ${KEEP_SECONDS})
  end
end`;
