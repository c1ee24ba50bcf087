import { normalised } from './words.ts';

const commonWords: Record<string, string> = {
  en: 'the and is are you my your have has please where how when what with for not this that would like could can order thanks hello been was will of to it we in i me from do does does any',
  de: 'der die das und ist ich nicht mein meine meinen bitte wo wie wann mit fur sie haben bestellung danke hallo ein eine auf von noch zu den dem im ob es wir ihnen ihre lange nach kann bleibt',
  fr: 'le la les et est je vous ne pas mon ma mes votre vos bonjour merci ou comment quand avec pour une des du en de un commande dans que qui combien prend temps puis j est-ce sur nous',
  es: 'el la los las y es yo no mi su por favor hola gracias donde como cuando con para una un que pedido del de en puedo mis cuanto tarda esta se me quiero',
  it: 'il lo gli e sono non mio mia per favore ciao grazie dove come quando con una un che ordine del della di in posso il mio quanto',
  nl: 'de het een en is ik niet mijn uw u alstublieft waar hoe wanneer met voor bestelling hallo bedankt van op kan dat wat hoelang er zijn',
  pt: 'o os as e nao meu minha por favor ola obrigado onde como quando com para uma um que pedido do da de em posso quanto',
};
const wordLists = Object.entries(commonWords).map(([tag, words]) => ({
  tag,
  words: new Set(words.split(' ')),
}));

const scripts: readonly { tag: string; pattern: RegExp }[] = [
  { tag: 'ja', pattern: /[\p{scx=Hiragana}\p{scx=Katakana}]/u },
  { tag: 'zh', pattern: /\p{Script=Han}/u },
  { tag: 'ko', pattern: /\p{Script=Hangul}/u },
  { tag: 'ru', pattern: /\p{Script=Cyrillic}/u },
  { tag: 'ar', pattern: /\p{Script=Arabic}/u },
  { tag: 'el', pattern: /\p{Script=Greek}/u },
];

/** The language with the most common words in the text, or by its script; `en` when nothing speaks for another. */
export function languageOf(text: string): string {
  const letters = text.replace(/[^\p{L}]/gu, '');
  const latin = letters.replace(/[^\p{Script=Latin}]/gu, '').length;
  if (letters.length > 0 && latin < letters.length / 2) {
    const script = scripts.find(({ pattern }) => pattern.test(text));
    if (script) return script.tag;
  }
  const words = normalised(text).match(/[a-z]+/g) ?? [];
  let best = { tag: 'en', count: 0 };
  for (const list of wordLists) {
    const count = words.filter((word) => list.words.has(word)).length;
    if (count > best.count) best = { tag: list.tag, count };
  }
  return best.tag;
}
