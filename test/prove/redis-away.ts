import { setTimeout as sleep } from 'node:timers/promises';
import { drain, handIn, judge } from './course.ts';
import { planMails } from './mails.ts';
import type { Result } from './report.ts';
import { type Stage, startStage } from './stage.ts';

export type AwayOptions = {
  seed: number;
  ratePerSecond: number;
  awaySeconds: number;
  /** Stopped instead of killed: it takes connections and answers nothing. */
  hanging: boolean;
};

const BEFORE_S = 10;
const AFTER_S = 15;
/** The webhook's answer must come within this (issue: 503 in under 3 s). */
const LONGEST_MS = 3000;
/** What was under way when Redis went may still be answered with 200. */
const MARGIN_MS = 3000;

/**
 * Takes Redis away under load and brings it back: every webhook is answered 503 within 3 s meanwhile, the same worker
 * processes go on by themselves, and nothing is lost.
 */
export async function runRedisAway(
  { seed, ratePerSecond, awaySeconds, hanging }: AwayOptions,
  folder: string,
  say: (line: string) => void,
): Promise<Result> {
  const began = performance.now();
  const processes = { mailboxes: 6, workers: 2, leaseMs: 4000, sweepSeconds: 5 };
  await using stage = await startStage({ ...processes, folder, model: 'sandbox-slow-60', logLevel: 'info' });
  const messages = (BEFORE_S + awaySeconds + AFTER_S) * ratePerSecond;
  const mailboxes = stage.mailboxes.map(({ address }) => address);
  say(`${messages} messages at ${ratePerSecond} a second; data and logs in ${folder}`);
  const handing = handIn(stage, planMails({ seed, messages, ratePerSecond, mailboxes }));

  await sleep(BEFORE_S * 1000);
  const answers = await takeAway(stage, awaySeconds, hanging, say);
  const back = performance.now();
  const beganMail = back - (BEFORE_S + awaySeconds) * 1000;
  const handedIn = await handing;
  const mailSeconds = (performance.now() - beganMail) / 1000;
  await drain(stage, handedIn, 120);
  const drainedSeconds = (performance.now() - back) / 1000;
  const judged = await judge(stage, handedIn);
  const refused = answers.get('503') ?? { count: 0, maxMs: 0 };
  const others = [...answers].filter(([status]) => status !== '503');
  const restarted = [...stage.servers, ...stage.workers].filter(({ lives }) => lives > 1);
  return {
    ...judged,
    seed,
    seconds: (performance.now() - began) / 1000,
    mailSeconds,
    faults: { [`Redis ${hanging ? 'hanging' : 'away'} for ${awaySeconds} s`]: 1 },
    more: [
      ['', ''],
      ['webhooks answered 503 meanwhile', refused.count],
      ['  the slowest, ms', Math.round(refused.maxMs)],
      [
        'webhooks answered otherwise meanwhile',
        others.map(([status, { count }]) => `${status}: ${count}`).join(' ') || 0,
      ],
      ['everything concluded after Redis was back, s', drainedSeconds.toFixed(1)],
    ],
    wrong: [
      ...(refused.count === 0 ? ['no webhook was answered 503'] : []),
      ...(refused.maxMs > LONGEST_MS ? [`a webhook waited ${Math.round(refused.maxMs)} ms for its 503`] : []),
      ...others.map(([status, { count }]) => `${count} webhooks were answered ${status} without Redis`),
      ...restarted.map(({ name }) => `${name} had to be started again`),
    ],
  };
}

/** The answers that webhooks got while Redis was away. */
async function takeAway(
  stage: Stage,
  seconds: number,
  hanging: boolean,
  say: (line: string) => void,
): Promise<ReturnType<Stage['balancer']['takeAnswers']>> {
  const { redisServer, balancer } = stage;
  say(`Redis goes for ${seconds} s`);
  redisServer.signal(hanging ? 'SIGSTOP' : 'SIGKILL');
  if (!hanging) await redisServer.ended();
  await sleep(MARGIN_MS);
  balancer.takeAnswers();
  await sleep(seconds * 1000 - MARGIN_MS);
  const answers = balancer.takeAnswers();
  if (hanging) redisServer.signal('SIGCONT');
  else redisServer.start();
  say('Redis is back');
  return answers;
}
