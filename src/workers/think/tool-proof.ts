import type { Passage } from '#agent/knowledge/passage.ts';
import { addressAt, toolPassage } from '#agent/tools/result.ts';
import { acts, type Tool } from '#domain/tools-config.ts';
import { leavesAlone } from '#workers/levels.ts';
import { type Proof, prove } from './prove.ts';
import { boundTo, outcomeOf, type Used, type Using } from './tool-call.ts';
/** Whether the sender has proven what a tool asks to be proven; only where replies go out by themselves is anybody asked. */
export async function proofFor(using: Using, name: string, tool: Tool): Promise<Proof> {
  const { deps, lease, subject, seen, decision } = using;
  const mayAsk =
    decision.kind === 'reply' &&
    subject.agent.config.mode === 'auto' &&
    (await leavesAlone(deps, subject.agent, lease.grantId, seen.category));
  const addressOnFile = () => addressFor(using, tool);
  return prove({ deps, lease, subject, seen, codes: subject.codes, mayAsk, name, tool, addressOnFile });
}

/** The address a code goes to: what another look-up has on file, or the sender's; undefined when it cannot be known now. */
async function addressFor(using: Using, { address_from: from }: Tool): Promise<string | null | undefined> {
  const { subject } = using;
  if (from === undefined) return subject.target.from[0]?.email ?? null;
  const name = from.slice(0, from.indexOf('.'));
  const tool = subject.agent.config.tools[name];
  const bound = tool && (await boundTo(using, name, tool));
  const [values, ...others] = bound?.kind === 'bound' ? bound.calls : [];
  if (tool === undefined || values === undefined || others.length > 0) return null;
  const outcome = await outcomeOf(using, name, tool, values);
  if (outcome.kind === 'failed') return undefined;
  return outcome.kind === 'nothing' ? null : addressAt(outcome.text, from.slice(name.length + 1));
}

/** What is left of a tool while that is not proven. */
export function unproven(name: string, tool: Tool, proof: Exclude<Proof, { kind: 'proven' }>): Used {
  if (proof.kind === 'asked') return { passages: [], doubts: [], actions: [], instead: proof };
  const text = 'Nothing was looked up: the sender has to prove who they are first.';
  return { passages: acts(tool) ? [] : [toolPassage(name, 1, text)], doubts: [proof.reason], actions: [] };
}

/** What a draft is told when the mail to answer brings the code. */
export function justProven(name: string): Passage {
  const text =
    'The last mail brings the code that we asked for, and it is right. Answer what the sender asked before.';
  return toolPassage(`${name}:code`, 1, text);
}
