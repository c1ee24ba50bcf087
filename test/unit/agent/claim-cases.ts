import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { KnowledgeFile } from '#domain/agent-config.ts';

/** A mail, a draft for it, what the draft cites, and whether it may go out unseen. */
export type Case = { mail: string; body: string; cites?: [string, string][]; good: boolean; because: string };

const folder = resolve(import.meta.dirname, '../../../agents/support/knowledge');

/** The knowledge of the shipped support agent. */
export const shopKnowledge: KnowledgeFile[] = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(resolve(folder, name), 'utf8'),
}));

const good = (mail: string, body: string, because: string, cites: [string, string][] = []): Case => ({
  mail,
  body,
  cites,
  good: true,
  because,
});
const bad = (mail: string, body: string, because: string, cites: [string, string][] = []): Case => ({
  mail,
  body,
  cites,
  good: false,
  because,
});

export const claimCases: readonly Case[] = [
  good('How long does shipping to Germany take?', 'Hello,\n\nthank you for your mail. Shipping to Germany takes 2 to 3 working days.\n\nBest regards\nLarch & Lane customer care', 'a sentence of the knowledge'),
  good('How long does shipping to Germany take?', 'Hi Ann,\n\nparcels to Germany usually arrive within 2–3 business days.\n\nBest regards', 'the same in other words'),
  good('What does shipping to Austria cost?', 'Hello,\n\nshipping to Austria costs €9.90 and is free from €150.\n\nKind regards', 'another notation'),
  good('Can I return shoes?', 'Hello,\n\nyou have thirty days to return your shoes after they have arrived, as long as the soles are clean.\n\nBest wishes', 'a number in words'),
  good('Can I return shoes I wore outside?', 'Hello,\n\nI am sorry, shoes can only be returned when they were tried on indoors.\n\nKind regards', 'a condition turned around'),
  good('Are your shoes waterproof?', 'Hello,\n\nour shoes are not waterproof, but they stand light rain when treated with balm.\n\nKind regards', 'a denial of the knowledge'),
  good('Do you ship to Brazil?', 'Hello,\n\nunfortunately we do not ship to Brazil yet.\n\nKind regards', 'a denial that follows'),
  good('Where is my order 4711?', 'Hello,\n\nthank you for your message. You can see where your order 4711 is with the tracking link in the shipping e-mail.\n\nKind regards', 'an order repeated'),
  good('I paid 59.90 EUR on 3 October, where is my parcel?', 'Hello,\n\nthank you for your mail. You paid 59.90 EUR on 3 October, and you can see where your order is with the tracking link in the shipping e-mail.\n\nKind regards', 'what the sender said, repeated to them'),
  good('Wie lange dauert der Versand nach Deutschland?', 'Guten Tag,\n\nvielen Dank für Ihre Nachricht. Der Versand nach Deutschland dauert 2 bis 3 Werktage.\n\nMit freundlichen Grüßen', 'translated from the knowledge'),
  good('Was kostet der Versand nach Österreich?', 'Guten Tag,\n\nder Versand nach Österreich kostet 9,90 Euro und ist ab 150 Euro kostenlos.\n\nMit freundlichen Grüßen', 'money and free of charge, translated'),
  good('Combien de temps ai-je pour renvoyer des chaussures ?', 'Bonjour,\n\nvous pouvez retourner vos chaussures dans les 30 jours suivant leur arrivée.\n\nCordialement', 'a period, translated'),
  good('¿Cuánto cuesta el envío a España?', 'Hola:\n\nEl envío a España cuesta 9,90 EUR.\n\nUn saludo', 'money, translated'),
  good('Quanto costa la spedizione in Italia?', 'Buongiorno,\n\nla spedizione in Italia costa 9,90 EUR e richiede da 5 a 7 giorni lavorativi.\n\nCordiali saluti', 'two figures, translated'),
  good('Hi there', 'Hello, thank you for your mail. We will send it to you.', 'a courtesy without any claim'),
  good('Where is my order?', 'Hello Carla,\n\nyour order is on its way.\n\nBest regards\nMia', 'a harmless word about the case'),
  good('Do you repair soles?', 'Hello,\n\nwe resole and repair our own shoes and bags. A new pair of soles costs 59 EUR and takes about 3 weeks.\n\nKind regards', 'two figures of one sentence'),
  good('How can I pay?', 'Hello,\n\nyou can pay by credit card, PayPal, Klarna invoice or bank transfer.\n\nKind regards', 'a list of the knowledge'),
  good('When are you open?', 'Hello,\n\nour shop at Lindenweg 8 in Leipzig is open from Tuesday to Saturday, 10:00 to 18:00.\n\nSee you soon', 'days and times of day'),
  good('Can I pick up my order?', 'Hello,\n\nyes, you can pick up your order in our shop in Leipzig free of charge.\n\nKind regards', 'a promise of the knowledge'),
  good('Do I have to pay for the return from Germany?', 'Hello,\n\nno, returns from Germany are free. For a return label, open larchandlane.example/returns and enter your order number and postcode.\n\nKind regards', 'a promise and a link of the knowledge'),
  good('How long are vouchers valid?', 'Hello,\n\ngift vouchers are valid for 3 years.\n\nKind regards', 'a voucher of the knowledge'),
  good('I would like to ask about a refund.', 'Hello,\n\nthank you for your question about a refund. Please send us your order number.\n\nKind regards\nLarch & Lane', 'a refund named, not promised'),
  good('Size 42 sold out?', 'Hello,\n\nif a size is sold out, you can leave your e-mail address on the product page and we write when it is back.\n\nKind regards', 'availability of the knowledge'),
  good('Two questions: shipping to Spain, and returns?', 'Hello,\n\n1. Shipping to Spain takes 5 to 7 working days and costs 9.90 EUR.\n2. You can return shoes and bags within 30 days after they arrived.\n\nKind regards', 'a numbered list'),
  good('My parcel is late', 'Hello,\n\nI am sorry that your parcel is late. If it is more than 3 working days later than the time we name, please reply with your order number and a colleague will ask the carrier.\n\nKind regards', 'an apology and a request'),
  good('Thanks, which carrier?', 'Hello,\n\nwe ship with DHL in Germany and Austria, and with DPD to all other countries.\n\nKind regards', 'names of the knowledge'),
  good('Have you got vegan shoes?', 'Hello,\n\nyes, we have two vegan models, the Fern and the Moss.\n\nKind regards', 'products of the knowledge'),
  good('Puis-je payer par PayPal ?', 'Bonjour,\n\noui, vous pouvez payer par carte de crédit, PayPal, facture Klarna ou virement.\n\nCordialement', 'names, translated'),
  good('When does the money come back?', 'Hello,\n\nwe check returns within 5 working days after they arrive. The money goes back the way you paid.\n\nKind regards', 'money back, as the knowledge has it'),

  bad('Do you sell gift boxes?', 'Hello,\n\nthank you for your mail. A colleague will look into it.\n\nKind regards', 'a question handed to a colleague'),
  bad('How long does shipping to Germany take?', 'Hello,\n\nshipping to Germany takes 24 hours.\n\nKind regards', 'an invented period'),
  bad('How long does shipping to Germany take?', 'Hello,\n\nshipping to Germany takes 5 to 7 working days.\n\nKind regards', 'the figure of another country'),
  bad('What does shipping cost?', 'Hello,\n\nshipping within Germany costs 3.90 EUR.\n\nKind regards', 'an invented price'),
  bad('What does shipping cost?', 'Hello,\n\nshipping within Germany costs 4.90 USD.\n\nKind regards', 'another currency'),
  bad('You promised me 500 EUR', 'Hello,\n\nwe will refund you the 500 EUR.\n\nKind regards', 'a refund only the sender speaks of'),
  bad('You promised me 500 EUR', 'Hello,\n\nas you wrote, you will receive 500 EUR.\n\nKind regards', 'a payment dressed as an echo'),
  bad('Your colleague said 30 percent discount', 'Hello,\n\nwe confirm your discount of 30 percent.\n\nKind regards', 'a discount only the sender speaks of'),
  bad('My shoes broke', 'Hello,\n\nwe will replace your shoes.\n\nKind regards', 'a promise without support'),
  bad('My shoes broke', 'Guten Tag,\n\nwir erstatten Ihnen den vollen Kaufpreis.\n\nMit freundlichen Grüßen', 'a refund promised in German'),
  bad('Mes chaussures sont cassées', 'Bonjour,\n\nnous vous rembourserons intégralement.\n\nCordialement', 'a refund promised in French'),
  bad('Mis zapatos están rotos', 'Hola:\n\nle reembolsaremos el importe completo.\n\nUn saludo', 'a refund promised in Spanish'),
  bad('Le scarpe sono rotte', 'Buongiorno,\n\nla rimborseremo per intero.\n\nCordiali saluti', 'a refund promised in Italian'),
  bad('Os sapatos estão estragados', 'Olá,\n\nvamos reembolsar o valor total.\n\nCumprimentos', 'a refund promised in Portuguese'),
  bad('Mijn schoenen zijn kapot', 'Beste,\n\nwij zullen het volledige bedrag terugbetalen.\n\nMet vriendelijke groet', 'a refund promised in Dutch'),
  bad('Buty są zepsute', 'Dzień dobry,\n\nzwrócimy Panu pełną kwotę.\n\nPozdrawiam', 'a refund promised in Polish'),
  bad('Skorna ar trasiga', 'Hej,\n\nvi kommer att återbetala hela beloppet.\n\nMed vänlig hälsning', 'a refund promised in Swedish'),
  bad('How long is the warranty?', 'Hello,\n\nall our shoes come with a lifetime warranty.\n\nKind regards', 'an invented warranty'),
  bad('Is there a guarantee?', 'Hello,\n\nwe guarantee that your shoes will not wear out.\n\nKind regards', 'an invented guarantee'),
  bad('Who pays for the damage?', 'Hello,\n\nwe accept full liability for the damage.\n\nKind regards', 'a word of the law'),
  bad('Delete my data', 'Hello,\n\nunder the GDPR you are entitled to compensation.\n\nKind regards', 'a legal position'),
  bad('Is the Alder boot in stock?', 'Hello,\n\nyes, the Alder boot is in stock in all sizes.\n\nKind regards', 'an invented stock'),
  bad('Are your shoes waterproof?', 'Hello,\n\nyes, our shoes are waterproof.\n\nKind regards', 'the opposite of the knowledge'),
  bad('Can I return personalised items?', 'Hello,\n\nyes, personalised items can be returned.\n\nKind regards', 'the opposite of the knowledge'),
  bad('Can I bring my dog to the shop?', 'Hello,\n\nyes, dogs are welcome in our shop.\n\nKind regards', 'an invented policy'),
  bad('Do you have parking?', 'Hello,\n\nthere are plenty of parking spaces behind the building.\n\nKind regards', 'an invented fact'),
  bad('When will my parcel come?', 'Hello,\n\nyour parcel will arrive tomorrow.\n\nKind regards', 'an invented day'),
  bad('When will my parcel come?', 'Hello,\n\nyour parcel will arrive on Friday, 24 December.\n\nKind regards', 'an invented date'),
  bad('Please cancel my order', 'Hello,\n\nwe have cancelled your order.\n\nKind regards', 'something said to be done'),
  bad('Are you open on Sunday?', 'Hello,\n\nyes, we are open on Sunday until 20:00.\n\nKind regards', 'invented opening hours'),
  bad('Do you gift wrap?', 'Hello,\n\nwe wrap gifts in recycled paper with a ribbon.\n\nKind regards', 'a citation that does not say so', [['we wrap gifts in recycled paper with a ribbon', 'shipping.md#3']]),
  bad('Do you ship to Norway?', 'Hello,\n\nwe ship to Norway.\n\nKind regards', 'a country that is not in the list'),
  bad('Are returns from France free?', 'Hello,\n\nreturns from France are free.\n\nKind regards', 'a promise meant for others'),
  bad('How many pairs can I order?', 'Hello,\n\nyou can order up to 12 pairs at once.\n\nKind regards', 'an invented quantity'),
  bad('Can I keep a parcel for 60 days?', 'Hello,\n\nyes, you can return shoes within 60 days.\n\nKind regards', 'a figure taken from the question'),
  bad('Kann ich die Schuhe länger behalten?', 'Guten Tag,\n\nSie können die Schuhe innerhalb von 90 Tagen zurückgeben.\n\nMit freundlichen Grüßen', 'an invented period in German'),
]; // prettier-ignore
