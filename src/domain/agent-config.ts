import { z } from 'zod';
import { AllowedRobot } from './allow-config.ts';

import { AttachmentsConfig } from './attachments-config.ts';
import { Redact } from './redact-config.ts';
import { evidenceKeys } from './evidence-config.ts';
import { TrustConfig } from './trust-config.ts';
import { NotifyConfig } from './notify-config.ts';
import { modelFaults, modelKeys } from './models-config.ts';
import { Autonomy, faultsOfAutonomy } from './autonomy-config.ts';
import { faultsOfReviews, ReviewsConfig } from './reviews-config.ts';
import { toolFaults, toolNames as tools, ToolsConfig } from './tools-config.ts';

/** One category the classifier may answer, and what to do with such a message. */
export const Category = z.discriminatedUnion('action', [
  z.strictObject({ when: z.string().min(1), action: z.literal('reply'), tools }),
  z.strictObject({ when: z.string().min(1), action: z.literal('review'), tools }),
  z.strictObject({ when: z.string().min(1), action: z.literal('escalate'), to: z.email() }),
  z.strictObject({ when: z.string().min(1), action: z.literal('skip') }),
]);
export type Category = z.infer<typeof Category>;

const Limits = z.strictObject({
  /** Replies of ours in one thread. */
  per_thread: z.number().int().min(0).default(6),
  per_sender_per_day: z.number().int().min(0).default(10),
  per_mailbox_per_hour: z.number().int().min(0).default(200),
  /** Older messages are parked for a person, never answered automatically. */
  max_age_hours: z.number().positive().default(24),
});
export type Limits = z.infer<typeof Limits>;

export const Mailbox = z.strictObject({
  grant: z.string().min(1),
  address: z.email(),
  /** What people make of drafts of this mailbox may be kept to learn from; left out, nothing is. */
  learn: z.boolean().optional(),
});
export type Mailbox = z.infer<typeof Mailbox>;

/** RFC 1123 host, alone or with a port. */
const Host = z
  .string()
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d+)?$/i, {
    error: 'write the host alone, as in example.com',
  });

/** `agent.yaml` (DESIGN section 5). Unknown keys are errors. */
export const AgentConfig = z
  .strictObject({
    mailboxes: z.array(Mailbox).min(1),
    /** off · shadow (decide, write nothing) · review (park everything) · auto */
    mode: z.enum(['off', 'shadow', 'review', 'auto']).default('review'),
    model: z.string().min(1).optional(),
    categories: z
      .record(z.string().regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and _'), Category)
      .refine((all) => Object.keys(all).length > 0, 'name at least one category')
      .refine(
        (all) => !('none' in all),
        '"none" is what the classifier answers when no category fits; choose another name',
      ),
    /** What becomes of a message that fits no category or is below min_confidence. */
    fallback: z.enum(['review', 'skip']).default('review'),
    min_confidence: z.number().min(0).max(1).default(0.8),
    /** How long to wait for a burst of messages to end before answering. */
    quiet_seconds: z.number().min(0).max(3600).default(0),
    reply_all: z.boolean().default(false),
    limits: Limits.default(() => Limits.parse({})),
    /** Hosts a reply may link to, beside those in the knowledge. */
    links: z.array(Host).default([]),
    /** `same` as the sender's, or a fixed BCP 47 tag. */
    language: z
      .string()
      .regex(/^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i, 'write "same", or a language tag such as en or pt-BR')
      .default('same'),
    /** Personal data that no model is shown; it is put back into the reply. */
    redact: Redact,
    /** Files of the sender are opened only when this stands there. */
    attachments: AttachmentsConfig.optional(),
    quote: z.boolean().default(true),
    disclosure: z.string().default(''),
    /** Addresses (`a@b.c`) or whole domains (`@b.c`) that never get an answer. */
    blocked: z.array(z.string().min(1)).default([]),
    /** Robots that are answered in spite of the guards for automation. */
    allow: z.array(AllowedRobot).default([]),
    trust: TrustConfig.default(() => TrustConfig.parse({})),
    /** Earned autonomy; without it `mode` alone decides. */
    autonomy: Autonomy.optional(),
    /** How people decide; without it one person decides each review. */
    reviews: ReviewsConfig.optional(),
    /** Who is told of what, beside the page. */
    notify: NotifyConfig.optional(),
    tools: ToolsConfig.default({}),
    ...modelKeys,
    ...evidenceKeys,
  })
  .superRefine((config, context) => {
    const faults = [modelFaults, faultsOfAutonomy, faultsOfReviews, toolFaults].flatMap((of) => of(config));
    for (const fault of faults) context.addIssue({ code: 'custom', ...fault });
    const { categories, mailboxes } = config;
    for (const [name, category] of Object.entries(categories)) {
      if (category.action !== 'escalate') continue;
      if (!mailboxes.some(({ address }) => address.toLowerCase() === category.to.toLowerCase())) continue;
      const message = 'is a mailbox of this agent, which never answers itself; name the address of a person';
      context.addIssue({ code: 'custom', path: ['categories', name, 'to'], message });
    }
  });
export type AgentConfig = z.infer<typeof AgentConfig>;

/** A file of the knowledge folder as text; `name` is its path inside the folder, `pages` the text page by page where it has pages. */
export type KnowledgeFile = { name: string; text: string; pages?: string[] };

/** An agent as it is in force: its folder read, checked and with `${NAME}` filled in. */
export type Agent = {
  /** Name of the folder. */
  name: string;
  config: AgentConfig;
  instructions: string;
  knowledge: KnowledgeFile[];
};
