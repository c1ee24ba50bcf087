import { expect, test } from 'vitest';
import { asksForPerson } from '#agent/autonomy/asks-person.ts';

const english = "Written by our assistant. Reply 'human' to reach a person.";

test.each([
  [english, 'human', true],
  [english, 'HUMAN!', true],
  [english, 'Human please, thank you', true],
  [english, 'human\n\nRegards, Carla', true],
  [english, 'I wonder whether a human wrote this', false],
  [english, 'humane treatment of animals', false],
  [english, 'Human resources asked me to write to you, could you tell me about your prices?', false],
  [english, '', false],
  ['Von unserem Assistenten. Antworten Sie „Mensch“, dann liest es jemand.', 'mensch', true],
  ['Écrit par notre assistant. Répondez « humain ».', 'Humain', true],
  ['この返信は自動です。「担当者」と返信してください。', '担当者', true],
  ['An assistant wrote this.', 'human', false],
  ['', 'human', false],
])('below "%s" the answer "%s": %s', (disclosure, text, asks) => {
  expect(asksForPerson(text, disclosure)).toBe(asks);
});
