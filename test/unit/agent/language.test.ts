import { describe, expect, it } from 'vitest';

import { isWrittenIn, languageOf } from '#agent/reading/language.ts';

const letters = {
  en: 'Thank you for your order. The shoes are with the carrier and will be with you on Monday. Please let us know when the parcel has come, and we will see to the rest of it.',
  de: 'Vielen Dank für Ihre Bestellung. Die Schuhe sind unterwegs und werden am Montag bei Ihnen sein. Bitte geben Sie uns Bescheid, wenn das Paket nicht kommt, dann haben wir ein Auge darauf.',
  fr: 'Merci pour votre commande. Les chaussures sont en route et elles vont arriver lundi dans votre ville. Nous restons à votre écoute si vous avez une question avec cette livraison.',
  es: 'Muchas gracias por su pedido. Los zapatos ya van de camino y las cajas llegan el lunes. Usted puede escribir cuando quiera, está en una de nuestras listas y nuestro equipo responde.',
  it: 'Grazie per il suo ordine. Le scarpe sono in viaggio e arrivano lunedì. Può scrivere anche al nostro servizio, che è aperto per gli ordini della settimana e per questo ordine.',
  nl: 'Bedankt voor uw bestelling. De schoenen zijn onderweg en het pakket wordt maandag bezorgd. U kunt een bericht van ons verwachten, en wij zijn er niet op zondag voor uw vragen.',
  pt: 'Muito obrigado pelo seu pedido. Os sapatos já estão a caminho e você pode esperar uma caixa na segunda. Se não chegar, o nosso serviço responde com uma nota e são dois dias.',
  sv: 'Tack för din beställning. Skorna är på väg och kommer fram till dig på måndag. Hör av dig till oss om paketet inte har kommit fram, så tittar vi närmare på det åt dig.',
};
/** Where the second guess may be the other one. */
const near = new Set(['es pt', 'pt es', 'en nl', 'it fr']);
const pairs = Object.entries(letters).flatMap(([tag, text]) =>
  Object.keys(letters).map((wanted) => ({ tag, wanted, text })),
);

describe('the language of a text', () => {
  it.each(pairs.filter(({ tag, wanted }) => !near.has(`${tag} ${wanted}`)))(
    'a letter in $tag passes for $wanted only when it is that',
    ({ tag, wanted, text }) => {
      expect(isWrittenIn(text, `${wanted}-XX`, 60)).toBe(tag === wanted);
    },
  );

  it.each(Object.entries(letters))('a letter in %s is known as such', (tag, text) => {
    expect(languageOf(text)).toBe(tag);
  });

  it('cannot be told of a few words, of a language without a name here, and of no words', () => {
    expect(isWrittenIn('Vielen Dank!', 'en', 60)).toBe(true);
    expect(isWrittenIn(letters.en, 'tlh', 60)).toBe(true);
    expect(isWrittenIn('42 https://shop.example/order/42', 'de', 10)).toBe(true);
    expect(languageOf('42 https://shop.example/order/42')).toBeUndefined();
  });
});
