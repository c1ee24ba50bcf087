/**
 * Subjects a person should answer whatever the category says, in the languages our users write most.
 * Each entry is the start of a word or phrase.
 */
const risks: readonly { name: string; pattern: RegExp }[] = [
  {
    name: 'legal steps',
    pattern: startsWithAny(
      'lawyer, attorney, solicitor, lawsuit, sue you, suing, legal action, legal steps, court order, small claims, subpoena',
      'cease and desist, anwalt, anwält, rechtsanw, klage, verklag, mahnbescheid, abmahnung, rechtliche schritte, gerichtlich',
      'avocat, tribunal, poursuites, mise en demeure, abogad, demandar, acciones legales, burofax, avvocato, vie legali',
      'advogad, ação judicial, processo judicial, advocaat, rechtszaak, prawnik, adwokat, do sądu, advokat',
    ),
  },
  {
    name: 'police or an authority',
    pattern: startsWithAny(
      'police, law enforcement, fraud report, trading standards, consumer protection, ombudsman, polizei, strafanzeige',
      'anzeige erstatt, verbraucherzentrale, staatsanwalt, gendarmerie, porter plainte, dgccrf, policía, denunci, carabinieri',
      'polizia, polícia, denúncia, politie, aangifte, policj',
    ),
  },
  {
    name: 'the press',
    pattern: startsWithAny(
      'journalist, press inquiry, press enquiry, reporter, newspaper, to the media, go public, go viral, presseanfrage',
      'zeitung, periodista, prensa, giornalista, jornalista, dziennikarz',
    ),
  },
  {
    name: 'harm to a person',
    pattern: startsWithAny(
      'suicid, kill myself, end my life, self-harm, self harm, hurt myself, kill you, injured, injury, hospital, allergic reaction',
      'caught fire, electric shock, burned my, burnt my, selbstmord, suizid, umbringen, verletzt, krankenhaus',
      'allergische reaktion, stromschlag, blessé, hôpital, me tuer, matarme, herido, herida, uccidermi, ferito, ospedale',
      'suicídio, ferido, zelfmoord, samobój, szpital',
    ),
  },
  {
    name: 'personal data rights',
    pattern: startsWithAny(
      'gdpr, dsgvo, rgpd, ccpa, lgpd, rodo, data protection, data breach, subject access, delete my data, delete all my data',
      'erase my data, right to be forgotten, right to erasure, personal data, datenschutz, datenauskunft, daten löschen',
      'auskunft nach art, données personnelles, datos personales, dati personali, dados pessoais, persoonsgegevens, danych osobowych',
    ),
  },
  {
    name: 'a payment dispute',
    pattern: startsWithAny(
      'chargeback, charge back, dispute the charge, disputed the charge, disputing the charge, unauthorized charge',
      'unauthorised charge, unauthorized transaction, unauthorised transaction, stolen card, identity theft, fraud, rückbuchung',
      'rücklastschrift, betrug, betrüg, rétrofacturation, contracargo, estafa, truffa, estorno, oszust',
    ),
  },
  {
    name: 'discrimination or abuse',
    pattern: startsWithAny(
      'discriminat, harass, racist, racism, sexual assault, threaten, bomb threat, diskriminier, belästig, rassis, bedroh',
      'harcèlement, raciste, acoso, discriminación, molestie, assédio',
    ),
  },
];

/** The first risky subject a text touches, named for people; undefined when none. */
export function riskIn(text: string): string | undefined {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ');
  return risks.find(({ pattern }) => pattern.test(plain))?.name;
}

function startsWithAny(...lists: string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${lists.join(', ').split(', ').join('|')})`, 'u');
}
