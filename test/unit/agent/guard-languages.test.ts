import { describe, expect, it } from 'vitest';

import { guard } from '#agent/guard/guard.ts';

import { aMessage } from './builders.ts';
import { codes, facts } from './guard-facts.ts';

/** What mail programs write before the subject of a mail that they answer by themselves. */
const prefixes: [language: string, subject: string][] = [
  ['Arabic', 'رد تلقائي: سؤال'],
  ['Bulgarian', 'Автоматичен отговор: въпрос'],
  ['Catalan', 'Resposta automàtica: pregunta'],
  ['Chinese, simplified', '自动答复: 问题'],
  ['Chinese, traditional', '自動回覆: 問題'],
  ['Croatian', 'Automatski odgovor: pitanje'],
  ['Czech', 'Automatická odpověď: dotaz'],
  ['Danish', 'Automatisk svar: spørgsmål'],
  ['Dutch', 'Automatisch antwoord: vraag'],
  ['English', 'Automatic reply: question'],
  ['Estonian', 'Automaatvastus: küsimus'],
  ['Finnish', 'Automaattinen vastaus: kysymys'],
  ['French', 'Réponse automatique : question'],
  ['German', 'Automatische Antwort: Frage'],
  ['Greek', 'Αυτόματη απάντηση: ερώτηση'],
  ['Hebrew', 'תשובה אוטומטית: שאלה'],
  ['Hindi', 'स्वचालित उत्तर: प्रश्न'],
  ['Hungarian', 'Automatikus válasz: kérdés'],
  ['Icelandic', 'Sjálfvirkt svar: spurning'],
  ['Indonesian', 'Balasan otomatis: pertanyaan'],
  ['Italian', 'Risposta automatica: domanda'],
  ['Japanese', '自動応答: 質問'],
  ['Korean', '자동 회신: 질문'],
  ['Latvian', 'Automātiskā atbilde: jautājums'],
  ['Lithuanian', 'Automatinis atsakymas: klausimas'],
  ['Norwegian', 'Automatisk svar: spørsmål'],
  ['Persian', 'پاسخ خودکار: پرسش'],
  ['Polish', 'Odpowiedź automatyczna: pytanie'],
  ['Portuguese', 'Resposta automática: pergunta'],
  ['Romanian', 'Răspuns automat: întrebare'],
  ['Russian', 'Автоматический ответ: вопрос'],
  ['Serbian', 'Аутоматски одговор: питање'],
  ['Slovak', 'Automatická odpoveď: otázka'],
  ['Slovenian', 'Samodejni odgovor: vprašanje'],
  ['Spanish', 'Respuesta automática: pregunta'],
  ['Swedish', 'Autosvar: fråga'],
  ['Thai', 'ตอบกลับอัตโนมัติ: คำถาม'],
  ['Turkish', 'Otomatik yanıt: soru'],
  ['Ukrainian', 'Автоматична відповідь: питання'],
  ['Vietnamese', 'Trả lời tự động: câu hỏi'],
];

/** Absence notes under the plain subject of an answer. */
const notes: [language: string, body: string][] = [
  ['Catalan', 'Bon dia. Estaré de vacances fins al 3 de maig. Per a temes urgents contacteu amb la Marta.'],
  ['Chinese', '您好，我正在休假，将于5月3日返回。如有急事请联系王先生。'],
  ['Croatian', 'Poštovani, na godišnjem odmoru sam do 3. svibnja. Za hitno obratite se kolegi.'],
  ['Czech', 'Dobrý den, jsem na dovolené do 3. května. V urgentních případech se obraťte na kolegu.'],
  ['Danish', 'Hej, jeg er på ferie til den 3. maj. Ved hastesager kontakt venligst Mette.'],
  ['Dutch', 'Beste, ik ben met vakantie tot 3 mei. Voor spoed kunt u contact opnemen met Jan.'],
  [
    'English',
    'Hello, I am currently out of the office and will return on 3 May. For urgent matters contact Jo.',
  ],
  ['Finnish', 'Hei, olen lomalla 3.5. asti. Palaan töihin 4.5.'],
  ['French', 'Bonjour, je suis en congés jusqu’au 3 mai. En cas d’urgence veuillez contacter Anne.'],
  [
    'German',
    'Guten Tag, ich bin vom 1. bis 3. Mai nicht im Büro. In dringenden Fällen wenden Sie sich an Eva.',
  ],
  ['Greek', 'Καλησπέρα, απουσιάζω μέχρι τις 3 Μαΐου. Για επείγοντα επικοινωνήστε με τη Μαρία.'],
  ['Hungarian', 'Jó napot! Jelenleg szabadságon vagyok május 3-ig. Sürgős esetben forduljon Péterhez.'],
  ['Indonesian', 'Halo, saya sedang cuti sampai 3 Mei. Untuk hal mendesak hubungi Dewi.'],
  ['Italian', 'Buongiorno, sono in ferie fino al 3 maggio. Per urgenze contattare Lucia.'],
  ['Japanese', '5月3日まで休暇をいただいております。急ぎの場合は田中までご連絡ください。'],
  ['Korean', '안녕하세요. 5월 3일까지 휴가 중입니다. 급한 일은 김 과장에게 연락 주세요.'],
  ['Norwegian', 'Hei, jeg er på ferie til 3. mai. Ved behov kontakt Kari.'],
  ['Polish', 'Dzień dobry, jestem na urlopie do 3 maja. W pilnych sprawach proszę o kontakt z Anną.'],
  ['Portuguese', 'Olá, estou de férias até 3 de maio. Em caso de urgência contate a Ana.'],
  ['Romanian', 'Bună ziua, sunt în concediu până pe 3 mai. Pentru urgențe contactați-o pe Ana.'],
  ['Russian', 'Здравствуйте, я в отпуске до 3 мая. По срочным вопросам обращайтесь к Анне.'],
  ['Slovak', 'Dobrý deň, som na dovolenke do 3. mája. V urgentných prípadoch sa obráťte na kolegu.'],
  ['Spanish', 'Hola, estoy de vacaciones hasta el 3 de mayo. Para asuntos urgentes contacte con Ana.'],
  ['Swedish', 'Hej, jag är på semester till den 3 maj. Vid brådskande ärenden kontakta Eva.'],
  ['Turkish', 'Merhaba, 3 Mayıs’a kadar izinde olacağım. Acil durumlarda Ayşe ile irtibata geçin.'],
  ['Ukrainian', 'Добрий день, я у відпустці до 3 травня. З термінових питань звертайтесь до Олени.'],
];

describe('automatic replies are skipped in many languages', () => {
  it.each(prefixes)('by the subject: %s', (_, subject) => {
    expect(codes(guard(facts(aMessage({ subject, body: 'x' }))))).toEqual(['auto_reply']);
  });

  it.each(notes)('by the text of an answer: %s', (_, body) => {
    const headers = [{ name: 'In-Reply-To', value: '<a@shop.example>' }];
    const guarded = guard(facts(aMessage({ subject: 'Re: Order 4711', body, headers })));
    expect([guarded.kind, ...codes(guarded)]).toEqual(['skip', 'auto_reply']);
  });
});

describe('people who write about holidays are answered', () => {
  it.each([
    ['Urlaub: Buchung 4711', 'Guten Tag, bitte verschieben Sie die Buchung auf Juni.'],
    ['Vakantie in mei', 'Beste, graag wil ik mijn reis verzetten naar juni.'],
    ['De vacaciones en mayo', 'Hola, quiero cambiar mi reserva a junio, gracias.'],
    ['休暇の予約', '予約を6月に変更してください。'],
    [
      'Thanks for your message',
      'Dear team, I now have the label. The parcel goes back tomorrow, as you asked.',
    ],
    ['Loma', 'Hei, haluaisin siirtää varaukseni kesäkuulle.'],
  ])('%s', (subject, body) => {
    expect(guard(facts(aMessage({ subject, body })))).toEqual({ kind: 'go', parkBecause: [] });
  });
});
