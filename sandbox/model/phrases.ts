export type Phrases = { greeting: string; thanks: string; noAnswer: string; closing: string };

const english: Phrases = {
  greeting: 'Hello,',
  thanks: 'Thank you for your message.',
  noAnswer: 'I do not have a reliable answer to this, so a colleague will look into it.',
  closing: 'Kind regards',
};

const phrases: Record<string, Phrases> = {
  en: english,
  de: {
    greeting: 'Guten Tag,',
    thanks: 'vielen Dank für Ihre Nachricht.',
    noAnswer:
      'Darauf habe ich keine verlässliche Antwort, deshalb sieht sich das eine Kollegin oder ein Kollege an.',
    closing: 'Freundliche Grüße',
  },
  fr: {
    greeting: 'Bonjour,',
    thanks: 'Merci pour votre message.',
    noAnswer: 'Je n’ai pas de réponse fiable à cette question, un collègue va donc s’en occuper.',
    closing: 'Cordialement',
  },
  es: {
    greeting: 'Hola:',
    thanks: 'Gracias por su mensaje.',
    noAnswer: 'No tengo una respuesta segura a esta pregunta, así que la verá un compañero.',
    closing: 'Un saludo',
  },
  it: {
    greeting: 'Buongiorno,',
    thanks: 'Grazie per il messaggio.',
    noAnswer: 'Non ho una risposta sicura a questa domanda, quindi se ne occuperà un collega.',
    closing: 'Cordiali saluti',
  },
  nl: {
    greeting: 'Hallo,',
    thanks: 'Bedankt voor uw bericht.',
    noAnswer: 'Hierop heb ik geen zeker antwoord, daarom kijkt een collega ernaar.',
    closing: 'Met vriendelijke groet',
  },
};

/** What a reply is framed with; English for a language the stand-in does not write. */
export function phrasesOf(language: string): Phrases {
  return phrases[language.slice(0, 2)] ?? english;
}
