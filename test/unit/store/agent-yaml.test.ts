import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAgentYaml } from '#store/agent-yaml.ts';

const good = `mailboxes:
  - grant: \${SUPPORT_GRANT_ID}
    address: support@example.com
mode: auto
categories:
  order_status: { when: "asks where an order is", action: reply }
  legal: { when: "threatens legal steps", action: escalate, to: legal@example.com }
`;

function faultsOf(yaml: string): string[] {
  const read = parseAgentYaml('agent.yaml', yaml, { SUPPORT_GRANT_ID: 'g-1' });
  return 'faults' in read ? read.faults.map(({ line, reason }) => `${line}: ${reason}`) : [];
}

describe('a fault in agent.yaml', () => {
  const cases: [string, string, string[]][] = [
    [
      'a misspelt key',
      `${good}quite: true\nlimits: { per_thred: 3 }\n`,
      [
        '8: unknown key "quite"; did you mean "quote"?',
        '9: unknown key "per_thred" in limits; did you mean "per_thread"?',
      ],
    ],
    [
      'an unknown key that resembles none',
      `${good}limits: { zzz: 3 }\n`,
      [
        '8: unknown key "zzz" in limits; known here: per_thread, per_sender_per_day, per_mailbox_per_hour, max_age_hours',
      ],
    ],
    [
      'what autonomy cannot be',
      `${good}autonomy:\n  start: auto\n  bar: 2\n  never_auto: [refunds]\n  delay: 5\n`,
      [
        '9: autonomy.start must be one of shadow, review, delayed, not "auto"',
        '10: autonomy.bar must be at most 0.999, not 2',
        '12: unknown key "delay" in autonomy; known here: start, bar, confidence, at_least, delay_seconds, promote, never_auto, heavy_edit, cool_down_hours',
      ],
    ],
    [
      'a category that is none in never_auto',
      `${good}autonomy:\n  never_auto: [refunds]\n`,
      ['9: autonomy.never_auto[0]: "refunds" is no category of this agent'],
    ],
    [
      'those who cannot be told',
      `${good}notify:\n  webhook: { url: "http://10.0.0.1/hook", secret: abc }\n  slack: { channel: support }\n  digest: { to: [], zone: Mars/Olympus, at: 8 }\n`,
      [
        '9: notify.webhook.url: write an address that starts with https:// (http:// to this machine only)',
        '9: notify.webhook.secret: write whsec_ and 24 to 64 random bytes in base64, as from: echo "whsec_$(openssl rand -base64 32)"',
        '10: notify.slack.channel: write the id of a channel, such as C024BE91L',
        '11: notify.digest.to needs at least 1 entry',
        '11: notify.digest.at must be text; put it in quotes: "8"',
        '11: notify.digest.zone: write the name of a time zone, such as Europe/Berlin',
      ],
    ],
    ['a key that stands twice', `${good}mode: off\n`, ['8: this key stands twice; keep one of them']],
    [
      'a wrong choice',
      good.replace('auto', 'autoo'),
      ['4: mode must be one of off, shadow, review, auto, not "autoo"'],
    ],
    [
      'a wrong action',
      good.replace('action: reply', 'action: answer'),
      ['6: categories.order_status.action must be one of reply, review, escalate, skip, not "answer"'],
    ],
    [
      'nobody to escalate to',
      good.replace(', to: legal@example.com', ''),
      ['7: categories.legal.to is missing; say whom to escalate to'],
    ],
    [
      'an address that is none',
      good.replace('support@example.com', 'support'),
      ['3: mailboxes[0].address must be an address such as support@example.com, not "support"'],
    ],
    [
      'a grant that YAML takes for a number',
      good.replace('${SUPPORT_GRANT_ID}', '12'),
      ['2: mailboxes[0].grant must be text; put it in quotes: "12"'],
    ],
    [
      'numbers out of range',
      `${good}min_confidence: 2\nquiet_seconds: -1\n`,
      ['8: min_confidence must be at most 1, not 2', '9: quiet_seconds must be at least 0, not -1'],
    ],
    [
      'a fact about senders that there is not',
      `${good}trust:\n  review: [dmarc_fail]\n  checkedby: [mx]\n`,
      [
        '9: trust.review[0] must be one of dmarc_failed, look_alike_domain, sender_taken_over, not_authenticated, first_seen, reply_to_mismatch, strangers_in_cc, stranger_in_thread, not "dmarc_fail"',
        '10: unknown key "checkedby" in trust; did you mean "checked_by"?',
      ],
    ],
    [
      'a wanted robot without an address',
      `${good}allow:\n  - from: forms\n    heder: {}\n`,
      [
        '9: allow[0].from: write an address (a@b.c) or a domain (@b.c)',
        '10: unknown key "heder" in allow[0]; did you mean "header"?',
      ],
    ],
    [
      'a category name with capitals',
      good.replace('legal:', 'Legal:'),
      ['7: categories.Legal: use lower-case letters, digits and _'],
    ],
    [
      'the category none',
      good.replace('legal:', 'none:'),
      ['5: categories: "none" is what the classifier answers when no category fits; choose another name'],
    ],
    [
      'no mailbox and no category',
      'mode: auto\n',
      [
        '1: mailboxes is missing; list at least one, with its grant and its address',
        '1: categories is missing; say what the classifier may answer, and what to do then',
      ],
    ],
    ['an empty file', '', ['1: the file is empty; it needs at least mailboxes and categories']],
    [
      'an unset variable',
      good.replace('SUPPORT_GRANT_ID', 'NOT_THERE'),
      ['2: environment variable NOT_THERE is not set; set it, or write the value here'],
    ],
    [
      'a reference with a default, as shells have it',
      good.replace('SUPPORT_GRANT_ID', 'A:-b'),
      ['2: "${A:-b}" is not understood; write ${NAME} with the name of an environment variable'],
    ],
    [
      'a variable without quotes inside braces',
      good.replace(
        '- grant: ${SUPPORT_GRANT_ID}\n    address: support@example.com',
        '- { grant: ${G}, address: a@b.co }',
      ),
      ['2: not valid YAML: Unexpected flow-map-start at node end; inside { } or [ ] put "${NAME}" in quotes'],
    ],
    ['a tab', 'mode:\n\tx: 1', ['2: not valid YAML: Tabs are not allowed as indentation']],
  ];
  it.each(cases)('is named with its line and what to do: %s', (_, yaml, faults) => {
    expect(faultsOf(yaml)).toEqual(faults);
  });

  it('never takes down the reader, whatever the text', () => {
    const words =
      'mailboxes|:| |\n|- |{|}|[|&a|*a|${|X}|"|<<: *a|!!binary|__proto__|? |>|\t|---\n|#|categories:\n  a: |é|\u0000|1';
    const piece = fc.constantFrom(...words.split('|'), '|', "'");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const read = parseAgentYaml('f', pieces.join(''), { X: 'x' });
        expect('faults' in read ? read.faults.length : 1).toBeGreaterThan(0);
        for (const { line } of 'faults' in read ? read.faults : []) expect(line).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
