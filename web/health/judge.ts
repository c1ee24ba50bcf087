type Tone = 'plain' | 'good' | 'warn' | 'bad';

const LONG_SECONDS = 15 * 60;
const TOO_LONG_SECONDS = 60 * 60;

/** How bad it is that mail may have gone unseen for so long; the sweep looks every few minutes. */
export function unseenTone(seconds: number | null): Tone {
  if (seconds === null) return 'plain';
  if (seconds < LONG_SECONDS) return 'good';
  return seconds < TOO_LONG_SECONDS ? 'warn' : 'bad';
}

const webhooks: Readonly<Record<string, { words: string; tone: Tone; about: string }>> = {
  active: { words: 'active', tone: 'good', about: 'new mail is told of at once' },
  missing: { words: 'missing', tone: 'bad', about: 'only the sweep finds mail: npx inreply webhooks' },
  failing: { words: 'failing', tone: 'warn', about: 'deliveries fail; the sweep finds what they miss' },
  failed: { words: 'failed', tone: 'bad', about: 'switched off by the provider: npx inreply webhooks' },
  pause: { words: 'paused', tone: 'warn', about: 'only the sweep finds mail' },
};

/** What the status of the webhook means; null where nothing is known. */
export function webhookWords(status: string | null): { words: string; tone: Tone; about: string } {
  if (status === null)
    return { words: 'not known', tone: 'plain', about: 'nobody has asked the provider yet' };
  return webhooks[status] ?? { words: status, tone: 'warn', about: 'as the provider says' };
}
