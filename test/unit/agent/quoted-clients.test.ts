import { describe, expect, it } from 'vitest';

import { splitMail } from '#agent/reading/quoted.ts';

const own = 'Thanks, the parcel has come but one shoe is missing. Can you help?';
const old = 'Dear customer,\nplease tell us.';
const marked = old.replaceAll(/^/gm, '> ');

/** As mail clients introduce a quote, in many languages and with breaks where they put them. */
const introductions = [
  'On Tue, 3 Nov 2026 at 09:12, Shop Desk <desk@shop.example> wrote:',
  'On 3/11/26 9:12 am, Shop Desk wrote:',
  'On Nov 3, 2026, at 9:12 AM, desk@shop.example wrote:',
  'On 11/3/2026 9:12 AM Shop Desk <desk@shop.example> wrote:',
  'Shop Desk <desk@shop.example> wrote:',
  'Shop Desk <desk@shop.example> writes:',
  '* Shop Desk <desk@shop.example> [2026-11-03 09:12]:',
  'Quoting Shop Desk <desk@shop.example>:',
  'At 09:12 AM 11/3/2026, Shop Desk wrote:',
  'On Tue, Nov 03, 2026 at 09:12:01AM +0100, Shop Desk wrote:',
  'Am Di., 3. Nov. 2026 um 09:12 Uhr schrieb Shop Desk <desk@shop.example>:',
  'Am 03.11.26 um 09:12 schrieb Shop Desk:',
  'Shop Desk <desk@shop.example> schrieb am Di., 3. Nov. 2026, 09:12:',
  'Gesendet: Dienstag, 03. November 2026 um 09:12 Uhr\nVon: "Shop Desk" <desk@shop.example>\nAn: carla@customer.example\nBetreff: Re: Order',
  'Le mar. 3 nov. 2026 à 09:12, Shop Desk <desk@shop.example> a écrit :',
  'Le 3 novembre 2026 à 09:12, Shop Desk <desk@shop.example> a écrit :',
  'El mar, 3 nov 2026 a las 9:12, Shop Desk (<desk@shop.example>) escribió:',
  'El 3/11/2026 a las 9:12, Shop Desk escribió:',
  'Il giorno mar 3 nov 2026 alle ore 09:12 Shop Desk <desk@shop.example> ha scritto:',
  'Il 03/11/2026 09:12, Shop Desk ha scritto:',
  'Em ter., 3 de nov. de 2026 às 09:12, Shop Desk <desk@shop.example> escreveu:',
  'Em 03/11/2026 09:12, Shop Desk escreveu:',
  'Op di 3 nov 2026 om 09:12 schreef Shop Desk <desk@shop.example>:',
  'Op 3 nov 2026 om 09:12 heeft Shop Desk <desk@shop.example> het volgende geschreven:',
  'Op 03-11-2026 om 09:12 schreef Shop Desk:',
  'wt., 3 lis 2026 o 09:12 Shop Desk <desk@shop.example> napisał(a):',
  'W dniu 3.11.2026 o 09:12, Shop Desk pisze:',
  'Dnia 3 listopada 2026 09:12 Shop Desk <desk@shop.example> napisał(a):',
  'Den tis 3 nov. 2026 kl 09:12 skrev Shop Desk <desk@shop.example>:',
  'Den 2026-11-03 kl. 09:12, skrev Shop Desk:',
  'Den tir. 3. nov. 2026 kl. 09.12 skrev Shop Desk <desk@shop.example>:',
  'tir. 3. nov. 2026 kl. 09:12 skrev Shop Desk <desk@shop.example>:',
  'ti 3. marrask. 2026 klo 9.12 Shop Desk (desk@shop.example) kirjoitti:',
  'út 3. 11. 2026 v 9:12 odesílatel Shop Desk <desk@shop.example> napsal:',
  'Dne 3.11.2026 v 9:12 Shop Desk napsal(a):',
  'ut 3. 11. 2026 o 9:12 Shop Desk <desk@shop.example> napísal(a):',
  'Shop Desk <desk@shop.example> ezt írta (időpont: 2026. nov. 3., K, 9:12):',
  '2026. 11. 03. 9:12 keltezéssel, Shop Desk írta:',
  'În mar., 3 nov. 2026 la 09:12, Shop Desk <desk@shop.example> a scris:',
  'Shop Desk <desk@shop.example>, 3 Kas 2026 Sal, 09:12 tarihinde şunu yazdı:',
  'вт, 3 нояб. 2026 г. в 09:12, Shop Desk <desk@shop.example>:',
  '3 ноября 2026 г., в 9:12, Shop Desk <desk@shop.example> написал(а):',
  '03.11.2026 9:12, Shop Desk пишет:',
  'вт, 3 лист. 2026 р. о 09:12 Shop Desk <desk@shop.example> пише:',
  'Στις Τρί 3 Νοε 2026 στις 9:12 π.μ., ο χρήστης Shop Desk <desk@shop.example> έγραψε:',
  'בתאריך יום ג׳, 3 בנוב׳ 2026 ב-9:12 מאת Shop Desk <desk@shop.example>:',
  'في الثلاثاء، 3 نوفمبر 2026 في 9:12 ص تمت كتابة ما يلي بواسطة Shop Desk <desk@shop.example>:',
  '2026年11月3日(火) 9:12 Shop Desk <desk@shop.example>:',
  '2026年11月3日周二 09:12，Shop Desk <desk@shop.example> 写道：',
  'Shop Desk <desk@shop.example> 於 2026年11月3日 週二 上午9:12寫道：',
  '2026년 11월 3일 (화) 오전 9:12, Shop Desk <desk@shop.example>님이 작성:',
  'Vào Th 3, 3 thg 11, 2026 vào lúc 09:12 Shop Desk <desk@shop.example> đã viết:',
  'Pada tanggal Sel, 3 Nov 2026 pukul 09.12 Shop Desk <desk@shop.example> menulis:',
  'ในวันที่ อ. 3 พ.ย. 2026 เวลา 09:12 Shop Desk <desk@shop.example> เขียนว่า:',
  'pon., 3. stu 2026. u 09:12 Shop Desk <desk@shop.example> je napisao/la:',
  'V V tor., 3. nov. 2026 ob 09:12 je oseba Shop Desk <desk@shop.example> napisala:',
  'El dt., 3 de nov. 2026, 9:12, Shop Desk <desk@shop.example> va escriure:',
  '-----Original Message-----\nFrom: Shop Desk\nSent: Tuesday',
  '________________________________\nFrom: Shop Desk <desk@shop.example>\nSent: Tuesday, November 3, 2026 9:12 AM\nTo: Carla <c@d.example>\nSubject: Re: Order',
  'From: Shop Desk\nDate: Tuesday, 3 November 2026 at 09:12\nTo: Carla\nSubject: Re: Order',
  '-------- Original message --------\nFrom: Shop Desk <desk@shop.example>\nDate: 11/3/26 9:12 AM (GMT+01:00)\nTo: c@d.example\nSubject: Re',
  '---- On Tue, 03 Nov 2026 09:12:01 +0100 Shop Desk <desk@shop.example> wrote ----',
  '------- Original Message -------\nOn Tuesday, November 3rd, 2026 at 9:12 AM, Shop Desk <desk@shop.example> wrote:',
  '-------- Ursprüngliche Nachricht --------\nVon: x\nDatum: 3.11.26',
  '差出人: Shop <desk@shop.example>\n送信日時: 2026年11月3日 9:12\n宛先: c\n件名: Re',
  '发件人: Shop <desk@shop.example>\n发送时间: 2026年11月3日\n收件人: c\n主题: Re',
  '보낸 사람: Shop <d@s.example>\n보낸 날짜: 2026\n받는 사람: c\n제목: Re',
  'Lähettäjä: Shop\nLähetetty: tiistai 3. marraskuuta 2026\nVastaanottaja: c\nAihe: VS',
  'От: Shop\nОтправлено: 3 ноября 2026\nКому: c\nТема: Re',
  'Kimden: Shop\nGönderilme: 3 Kasım\nKime: c\nKonu: Re',
  'Od: Shop\nOdesláno: 3. listopadu\nKomu: c\nPředmět: Re',
  'Feladó: Shop\nKüldve: 2026\nCímzett: c\nTárgy: Re',
  'De la: Shop\nTrimis: marți\nCătre: c\nSubiect: Re',
];

describe('a quote below the text', () => {
  it.each(introductions)('is told from it when introduced by %j', (introduction) => {
    for (const quote of [
      `\n${introduction}\n\n${marked}`,
      `\n${introduction}\n\n${old}`,
      `${introduction}\n${marked}`,
    ]) {
      expect(splitMail(`${own}\n${quote}`, 'answer')).toMatchObject({ text: own, forwarded: undefined });
    }
  });

  it('is told from it when a client puts the introduction on the line of the text', () => {
    const split = splitMail(`Yes On Tue, 3 Nov 2026 at 09:12, Shop <d@s.example> wrote:\n${marked}`);
    expect(split.text).toBe('Yes');
    expect(split.quoted).toContain('wrote:');
  });

  it('may hold quotes of its own', () => {
    const body = `${own}\n\nOn 3 Nov 2026, Shop <d@s.example> wrote:\n${marked}\n> On 1 Nov 2026, Carla wrote:\n>> hello\n\n-- \nCarla`;
    expect(splitMail(body)).toMatchObject({ text: own, signature: '-- \nCarla' });
  });
});

describe('a signature', () => {
  const signatures = [
    'Sent from my iPhone',
    'Von meinem iPhone gesendet',
    'Envoyé de mon iPhone',
    'Enviado desde mi iPhone',
    'Inviato da iPhone',
    'Enviado do meu iPhone',
    'Verstuurd vanaf mijn iPhone',
    'Sendt fra min iPhone',
    'Skickat från min iPhone',
    'Lähetetty iPhonesta',
    "Wysłane z iPhone'a",
    'Odesláno z iPhonu',
    'Отправлено с iPhone',
    'iPhoneから送信',
    '从我的 iPhone 发送',
    '나의 iPhone에서 보냄',
    'Get Outlook for Android',
    'Sent from Outlook for iOS',
    'Gesendet von Outlook für Android',
    'Von Samsung Galaxy gesendet',
    'Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.',
    'Sent with Proton Mail secure email.',
    'Sent from Yahoo Mail on Android',
    'Obtener Outlook para iOS',
    'Télécharger Outlook pour Android',
    '--\nCarla Customer\n+49 341 0000',
    'Best regards,\nCarla Customer',
    'Mit freundlichen Grüßen\nCarla Kunde',
    'Viele Grüße\n\nCarla',
    'Cordialement,\nCarla',
    'Saludos,\nCarla',
    'Kind regards\n\nCarla Customer\nHead of Shoes | Customer GmbH\nT: +49 341 0000 | www.customer.example',
    'Met vriendelijke groet,\nCarla',
    'Z poważaniem\nCarla',
    'С уважением,\nКарла',
    '--\nThis e-mail and any attachments are confidential and intended solely for the addressee.',
    'CONFIDENTIALITY NOTICE: this message is for you only.\nIf you are not the intended recipient, delete it.',
    'Carla\n\nThis email and any files transmitted with it are confidential and intended solely for the use of the individual.',
    '-Carla',
    '—\nCarla',
  ];

  it.each(signatures)('%j is no part of the text', (signature) => {
    const { text } = splitMail(`${own}\n\n${signature}`);
    expect(text === `${own}\n\nCarla` ? own : text).toBe(own);
  });
});

describe('what only looks like a quote or a signature', () => {
  const texts = [
    'I wrote on Monday 5 October 2026:\nplease call me.\n\nNobody called.',
    'As you wrote on 5 Oct 2026:\nthe parcel comes on Friday. It did not.',
    'Order details:\n-----\nOrder 1042\nSize 41\nColour black',
    'Hello\n\n--- question 1 ---\nWhere is it?\n\n--- question 2 ---\nWhen?',
    'My address:\nCarla Customer\nMain Street 5\n04109 Leipzig\nGermany',
    'Please change my name to\n\nCarla Miller',
    'Name: Carla\nOrder: 1042\nDate: 5 Oct 2026\nMessage: where is it?',
    'From: Berlin\nTo: Hamburg\nDate: 5 Oct 2026\nIs there a train?',
    'The code is\n\n> ABC123\n\nand it does not work',
    'Dates that suit me:\nMonday 5 October\nTuesday 6 October',
    'Hi,\n\nBest thing would be a refund.\n\nCheers to that!\nI also need an invoice for 2025, could you send it please?',
    'Two questions.\n\n- Can I return it?\n- Who pays?',
    'The error:\n\n===\nTraceback (most recent call last)\n===\n\nWhat now?',
    'Sent from my office yesterday was a parcel which has not come. What happened to it, and when will the next one be sent to us?',
    'Thanks!',
    'Hello Mia,\n\nThank you very much',
    'Please send it to\nMarie Curie\nRue X 5\nParis',
    'Subject: my order\n\nWhere is it?',
    'To: whom it may concern\nFrom: me\n\nI want it now.',
  ];

  it.each(texts)('%j stays', (text) => {
    const split = splitMail(text);
    expect(split.text.replaceAll(/\s+/g, ' ')).toBe(text.replaceAll(/\s+/g, ' '));
    expect(split.forwarded).toBeUndefined();
  });
});
