import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { splitMail } from '#agent/reading/quoted.ts';

const own = 'Thanks, the parcel has come but one shoe is missing. Can you help?';
const old = 'Dear customer,\nplease tell us.';
const marked = old.replaceAll(/^/gm, '> ');

describe('answers around quotes', () => {
  const introduction = 'On Mon, 5 Oct 2026 at 9:00, Shop <d@s.example> wrote:';

  it('stay with the questions above them, and what nobody answered goes', () => {
    const answered = `Hi,\n\n${introduction}\n> Which size?\n41\n> Which colour?\n\nBlack, please.`;
    const split = splitMail(`${answered}\n\n> Bye\n> Shop`);
    expect(split.text.replaceAll(/\n+/g, '\n')).toBe(answered.replaceAll(/\n+/g, '\n'));
    expect(split.quoted).toBe('> Bye\n> Shop');
  });

  it('keep only the end of a long question', () => {
    const long = Array.from({ length: 40 }, (_, at) => `> line ${at}`).join('\n');
    const { text, quoted } = splitMail(`${introduction}\n${long}\n\nYes.\n\n> And this?\n\nNo.`);
    expect(text.split('\n')[0]).toBe('> line 28');
    expect(text).toMatch(/> line 39\n\nYes\.\n\n> And this\?\n\nNo\.$/);
    expect(quoted).toContain('> line 27');
  });

  it('are found below the whole quote', () => {
    expect(splitMail(`${introduction}\n\n${marked}\n\n${own}`).text).toBe(own);
    expect(splitMail(`${introduction}\n${marked}\n${own}`).text).toBe(own);
  });

  it('are not seen where a client has wrapped a quoted line', () => {
    const wrapped = `> ${'word '.repeat(14)}\nrest of it\n> end`;
    expect(splitMail(`${own}\n\n${introduction}\n${wrapped}`).text).toBe(own);
  });

  it('are missing in a mail that only quotes, which is then shown and said', () => {
    const body = `${introduction}\n${marked}`;
    expect(splitMail(body)).toMatchObject({ text: body, isOnlyQuote: true });
    expect(splitMail(own).isOnlyQuote).toBe(false);
  });
});

describe('a mail passed on', () => {
  const fields =
    'From: Max Boss <max@boss.example>\nDate: Mon, 5 Oct 2026\nSubject: Shoes\nTo: carla@customer.example';
  const forwarded = {
    from: 'Max Boss <max@boss.example>',
    to: 'carla@customer.example',
    date: 'Mon, 5 Oct 2026',
    subject: 'Shoes',
    text: 'Buy them.\n\nMax',
  };
  const marks = [
    '---------- Forwarded message ---------',
    'Begin forwarded message:',
    '-------- Weitergeleitete Nachricht --------',
    'Début du message transféré :',
    '----- Mensaje reenviado -----',
    '---------- 転送メッセージ ----------',
  ];

  it.each(marks)('is read below %j', (mark) => {
    expect(splitMail(`What is this?\n\n${mark}\n${fields}\n\nBuy them.\n\nMax`)).toMatchObject({
      text: 'What is this?',
      quoted: '',
      forwarded,
    });
  });

  it('is read when its lines are marked, with text below it', () => {
    const body = `${fields}\n\nBuy them.\n\nMax`.replaceAll(/^/gm, '> ');
    expect(splitMail(`FYI\n\n${body}\n\nDo we?`)).toMatchObject({ text: 'FYI\n\nDo we?', forwarded });
  });

  it('is told from an answer by the subject, where clients make no other difference', () => {
    const body = `See below\n\n${fields}\n\nBuy them.\n\nMax`;
    expect(splitMail(body, 'forward')).toMatchObject({ text: 'See below', forwarded, quoted: '' });
    expect(splitMail(body, 'answer')).toMatchObject({ text: 'See below', forwarded: undefined });
    expect(splitMail(body, 'answer').quoted).toContain('Buy them.');
  });

  it('may be all there is', () => {
    expect(splitMail(`${fields}\n\nBuy them.\n\nMax`, 'forward')).toMatchObject({ text: '', forwarded });
  });

  it('is part of a quote when it stands in one', () => {
    const body = `${own}\n\n-----Original Message-----\nFrom: Shop\n\n${marks[0]}\n${fields}\n\nBuy them.`;
    expect(splitMail(body)).toMatchObject({ text: own, forwarded: undefined });
  });
});

const pieces = [
  own,
  '> quoted',
  '>> deeper',
  '',
  'On 1 Jan 2026, A <a@b.example> wrote:',
  'From: A <a@b.example>',
  'Sent: 1 Jan 2026',
  'Subject: x',
  '-- ',
  'Regards,',
  'Carla',
  'Sent from my iPhone',
  '-----Original Message-----',
  '---------- Forwarded message ---------',
  '---',
  'x y On 1 Jan 2026, A <a@b.example> wrote:',
];

describe('splitting', () => {
  const mails = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 30 })), {
    maxLength: 25,
  });
  const purposes = fc.constantFrom('answer' as const, 'forward' as const, undefined);

  it('leaves a mail of nothing but dashes as it is', () => {
    expect(splitMail('\n---\n-- ').text).toBe('---\n--');
  });

  it('loses no text, whatever the mail', () => {
    fc.assert(
      fc.property(mails, purposes, (lines, purpose) => {
        const kept = splitMail(lines.join('\n'), purpose).parts.flatMap((part) => part.lines);
        expect(kept.join('').replaceAll(/\s/g, '')).toBe(lines.join('').replaceAll(/\s/g, ''));
      }),
      { numRuns: 300 },
    );
  });

  it('finds something to read in every mail that has text', () => {
    fc.assert(
      fc.property(mails, purposes, (lines, purpose) => {
        const { text, forwarded } = splitMail(lines.join('\n'), purpose);
        expect(text !== '' || forwarded !== undefined || lines.join('').trim() === '').toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
