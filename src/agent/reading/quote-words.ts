/*
 * The words mail clients put around a quoted or forwarded mail, in the languages they are translated to. Each list
 * is the inside of an alternation; letters match in any case.
 */

/** Header names of the block above a quoted mail (Outlook, Apple Mail, Yahoo, Thunderbird), by what they mean; no patterns. */
export const headerNames = {
  from: 'from|von|de|da|van|od|från|fra|frá|lähettäjä|feladó|kimden|gönderen|expeditor|expeditorul|de la|šalje|siuntėjas|saatja|no|mittente|nadawca|remitente|remetente|expéditeur|absender|afzender|avsender|avsändare|отправитель|от|от кого|від|від кого|από|מאת|من|از|จาก|từ|dari|寄件者|发件人|發件人|差出人|送信元|送信者|보낸사람|보낸 사람|from name',
  date: 'sent|date|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|envoyée|date d’envoi|enviado|enviado el|enviado em|enviada em|fecha|data|inviato|verzonden|wysłano|skickat|sendt|lähetetty|päivämäärä|päiväys|odesláno|odoslané|dátum|elküldve|küldve|gönderildi|gönderilen|tarih|trimis|dată|poslano|дата|отправлено|надіслано|відправлено|ημερομηνία|στάλθηκε|נשלח|תאריך|التاريخ|تاريخ الإرسال|ส่ง|วันที่|đã gửi|ngày|tanggal|dikirim|送信日時|日時|日付|发送时间|发送日期|日期|寄件日期|傳送日期|보낸날짜|보낸 날짜|날짜|dato',
  to: 'to|an|à|pour|para|a|per|aan|do|adresat|till|til|vastaanottaja|komu|pre|címzett|kime|către|destinatar|destinatarul|destinatario|destinatário|prima|za|кому|до|προς|אל|إلى|ถึง|đến|kepada|宛先|送信先|收件人|收件者|받는사람|받는 사람',
  subject:
    'subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|ämne|emne|efni|aihe|předmět|predmet|tárgy|konu|subiect|naslov|tema|teema|тема|относно|θέμα|נושא|الموضوع|موضوع|เรื่อง|chủ đề|subjek|perihal|件名|主题|主旨|主題|제목',
  other:
    'cc|bcc|kopie|kopie (cc)|kopio|kopi|kopia|kópia|copie|copie à|copia|cópia|másolat|másolatot kap|dw|копия|копія|bilgi|reply-to|antwort an|répondre à|responder a|rispondi a|svar til|svara till|antwoord aan|importance|wichtigkeit|priority|priorität|priorité|priorità|attachment|attachments|anlage|anlagen|pièces jointes|organization|newsgroups|抄送|副本|참조',
} as const;

/** "Original message" between two rows of dashes. */
export const originalMessage =
  'original(?:nachricht| message| mail| e-?mail| appointment|meddelelse|meddelande| melding)?|ursprüngliche (?:nachricht|e-?mail|termin.{0,20})|message d.origine|message (?:original|initial)|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|origineel bericht|oryginalna wiadomość|wiadomość oryginalna|oprindelig (?:besked|meddelelse|mail)|ursprungligt meddelande|ursprungsmeddelande|opprinnelig melding|alkuperäinen viesti|původní zpráva|pôvodná správa|eredeti üzenet|mesajul? original|mesaj original|orijinal (?:mesaj|ileti)|izvorna poruka|originalna poruka|исходное сообщение|оригинальное сообщение|первоначальное сообщение|вихідне повідомлення|αρχικό μήνυμα|הודעה מקורית|الرسالة الأصلية|thư gốc|pesan asli|reply message|reply above this line.{0,40}|元のメッセージ|オリジナルメッセージ|原始邮件|原始郵件|邮件原件|원본 메시지|원본 메일';

/** "Forwarded message" between two rows of dashes. */
export const forwardedMessage =
  'forwarded (?:message|mail|e-?mail|by).{0,120}|weitergeleitete (?:nachricht|e-?mail)|message (?:transféré|transmis|réacheminé)|mensaje reenviado|mensagem (?:re)?encaminhada|messaggio inoltrato|doorgestuurd bericht|wiadomość (?:przekazana|przesłana dalej)|przekazana wiadomość|treść przekazanej wiadomości|videresendt (?:besked|meddelelse|melding)|vidarebefordrat (?:meddelande|mejl)|edelleenlähetetty viesti|välitetty viesti.{0,20}|přeposlaná zpráva|preposlaná správa.{0,40}|továbbított üzenet|mesaj (?:redirecționat|redirectionat)|iletilmiş mesaj|iletilen ileti|proslijeđena poruka|пересылаемое сообщение|перенаправленное сообщение|переслане повідомлення|перенаправлене повідомлення|προωθημένο μήνυμα|הודעה שהועברה|رسالة مُ?عاد توجيهها|pesan terusan|転送メッセージ|メッセージを転送|転送されたメッセージ|转发的?邮件|轉寄郵件|전달된 메시지';

/** What stands alone above a forwarded mail, ending with a colon or nothing. */
export const forwardOpening =
  'begin forwarded message|forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht|início da mensagem (?:re)?encaminhada|początek przekazywanej wiadomości|start på videresendt besked|videresendt melding|vidarebefordrat (?:mejl|brev)|välitetty viesti alkaa|začátek přeposílané zprávy|začiatok preposlanej správy|továbbított levél kezdete|începe mesajul redirecționat|započni proslijeđenu poruku|ileti başlangıcı|начало переадресованного сообщения|початок листа, що пересилається|転送されたメッセージ|开始转发的邮件|전달된 메시지 시작';

/** "wrote", as it stands in the line above a quote. Spelled without a word boundary where the script has none. */
export const wroteWords =
  '(?<!\\p{L})(?:wrote|writes|said|sent|posted|schrieb|schreef|geschreven|skrev|skrifaði|kirjoitti|escribió|escribio|escreveu|escribiu|va escriure|scritto|scrisse|scris|napsala?|napísala?|pisze|napisał(?:\\(a\\)|a)?|napisao|napisala|yazdı|viết|írta|rašė|rakstīja|kirjutas|menulis)(?!\\p{L})|écrit|написал[аи]?|написа|пише|пишет|έγραψε|כתב|كتب|نوشت|ने लिखा|เขียน|のメール|のメッセージ|書きました|写道|寫道|作成|작성|님이 쓴';

/** How a subject says that a mail is passed on rather than answered. */
export const forwardPrefix =
  /^\s*(?:(?:fwd?|wg|tr|rv|vb|vs|vl|pd|enc|i|ilt|i̇lt|redir\.?|transf|doorst|videresend|továbbítás|fs|转发|轉寄|転送|전달)\s*(?:\[\d+\])?\s?[:：]|\[fwd?:)/iu;
export const answerPrefix =
  /^\s*(?:re|aw|antw|antwort|sv|vs|odp|odg|rép?|res|rif|r|ynt|ynt\.|yan|atb|bls|απ|σχετ|ответ|回复|回覆|答复|返信|회신)\s*(?:\[\d+\]|\^\d+)?\s?[:：]/iu;
