import { endChaos, startChaos } from './chaos.ts';
import { drain, handIn, judge } from './course.ts';
import { planFaults } from './faults.ts';
import { planMails } from './mails.ts';
import { startPerson } from './person.ts';
import type { Result } from './report.ts';
import { startStage } from './stage.ts';
import { strike } from './strike.ts';

export type CampaignOptions = {
  form: 'short' | 'long';
  seed: number;
  messages: number;
  kills: number;
  ratePerSecond: number;
  mailboxes: number;
  workers: number;
  leaseMs: number;
  sweepSeconds: number;
  drainSeconds: number;
};

/** Hands in the mail of a seed while everything breaks, lets it drain, and judges what came of it from outside. */
export async function runCampaign(
  options: CampaignOptions,
  folder: string,
  say: (line: string) => void,
): Promise<Result> {
  const began = performance.now();
  await using stage = await startStage({ ...options, folder, model: 'sandbox-slow-60', logLevel: 'info' });
  say(`${options.messages} messages at ${options.ratePerSecond} a second; data and logs in ${folder}`);
  const mails = planMails({ ...options, mailboxes: stage.mailboxes.map(({ address }) => address) });
  const lengthMs = mails.at(-1)?.atMs ?? 0;
  const beganMail = performance.now();
  await startChaos(stage.peers, options.seed, options.form);
  const person = startPerson(stage.peers, options.seed);
  const striking = strike(stage, planFaults({ ...options, lengthMs }));
  const handedIn = await handIn(stage, mails);
  const mailSeconds = (performance.now() - beganMail) / 1000;
  const strikes = await striking;
  const verdicts = await person.stop();
  const faults = { ...strikes, ...(await endChaos(stage.peers)) };
  say(`all mail is in after ${mailSeconds.toFixed(0)} s; draining`);
  await drain(stage, handedIn, options.drainSeconds);
  const judged = await judge(stage, handedIn);
  const more: [string, string | number][] = [
    ['', ''],
    ...Object.entries(verdicts),
    ['starts given up since Redis was away', stage.actors.startsGivenUp()],
  ];
  const seconds = (performance.now() - began) / 1000;
  return { ...judged, seed: options.seed, seconds, mailSeconds, faults, more };
}
