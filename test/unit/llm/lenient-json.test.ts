import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLenient } from '#llm/lenient-json.ts';

const answer = { category: 'order_status', confidence: 0.9 };
const json = JSON.stringify(answer);

describe('the JSON in an answer', () => {
  const read = {
    alone: json,
    'with space around it': `\n\n  ${json}\n`,
    'with a byte order mark': `\ufeff${json}`,
    'in a code fence': `\`\`\`json\n${json}\n\`\`\``,
    'in a fence without a language': `\`\`\`\n${json}\n\`\`\``,
    'in a fence that was not closed': `\`\`\`json\n${json}`,
    'after prose': `Sure! Here is the classification:\n${json}`,
    'before prose': `${json}\nI hope this helps {you}.`,
    'between prose with braces': `The set {a, b} maps so: ${json} {end}`,
    'after thoughts': `<think>The user wants {"category":"refund"}. Hm.</think>\n${json}`,
    'after thoughts without an opening tag': `Okay, maybe {"category":"refund"}?\n</think>\n\n${json}`,
    'after thoughts of another name': `<reasoning>{"a":1}</reasoning>${json}`,
    'after thoughts and in a fence': `<think>x</think>\n\`\`\`json\n${json}\n\`\`\``,
    'with a comma too many': `{"category":"order_status","confidence":0.9,}`,
    'with a comma too many and a line break': `Here: {"category":"order_status","confidence":0.9 ,\n}`,
    'in a list': `[${json}]`,
    'with a broken one before it': `{"category": oops} ${json}`,
    'with one that never closes before it': `{"category": ${json}`,
  };
  for (const [how, text] of Object.entries(read)) {
    it(`is found ${how}`, () => {
      expect(parseLenient(text)).toEqual(answer);
    });
  }

  it('keeps commas, brackets, tags and fences that stand in its strings', () => {
    const tricky = { body: 'a,} b,] {"x":1} </think> ``` \\" , }', list: ['<think>', ','] };
    const text = JSON.stringify(tricky);
    for (const around of [text, `So:\n${text}`, `<think>x</think>${text}`, `${text.slice(0, -1)},}`]) {
      expect(parseLenient(around)).toEqual(tricky);
    }
  });

  it('may have raw line breaks and tabs in its strings', () => {
    expect(parseLenient('{"body": "Hello,\n\tgood bye\r\n", "n": 1}')).toEqual({
      body: 'Hello,\n\tgood bye\r\n',
      n: 1,
    });
  });

  it('is the first of several', () => {
    expect(parseLenient('{"a":1} {"a":2}')).toEqual({ a: 1 });
  });

  const none = {
    'an empty text': '',
    prose: 'I cannot answer that.',
    'a bare value': '"order_status"',
    'a list of values': '[1, 2]',
    null: 'null',
    'an object cut off': '{"category":"order_sta',
    'thoughts that never end': '<think>maybe {"category":"refund"}',
    'single quotes': "{'category': 'refund'}",
    'braces only': '{{{{',
  };
  for (const [what, text] of Object.entries(none)) {
    it(`is not there in ${what}`, () => {
      expect(parseLenient(text)).toBeUndefined();
    });
  }

  it('does not reach into prototypes', () => {
    const found = parseLenient('x {"__proto__": {"polluted": true},}');
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is found whatever valid JSON it is and whatever brace-free text stands around it', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
    const prose = fc.string().map((text) => text.replace(/[{}<]/g, ''));
    fc.assert(
      fc.property(prose, object, prose, (before, value, after) => {
        const text = JSON.stringify(value);
        expect(parseLenient(`${before}${text}${after}`)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is searched for in bounded time, in whatever hostile text', () => {
    const units = [
      '{',
      '}',
      '{"',
      '"',
      '\\',
      '{"a":',
      '[',
      '{"a":[',
      ',',
      ', ',
      '{,',
      '</think>',
      '<think>',
      '{}x',
      '{"a":1,}{',
    ];
    const unit = fc.oneof(fc.constantFrom(...units), fc.string({ minLength: 1, maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 3 }), (parts) => {
        const pattern = parts.join('');
        const text = pattern.repeat(Math.ceil(200_000 / pattern.length)).slice(0, 200_000);
        const startedAt = performance.now();
        parseLenient(text);
        expect(performance.now() - startedAt).toBeLessThan(1_500);
      }),
      { numRuns: 40 },
    );
  });

  it('is not searched for in a text of runaway length', () => {
    expect(parseLenient(`${json}${' '.repeat(300_000)}`)).toBeUndefined();
  });
});
