import { anyOf } from './phrases.ts';

/** Automatic mail that says so. */
export const automationPhrases = anyOf(
  '\\bthis (?:is|was) an? (?:auto[- ]?generated|automated|automatic|automatically[- ]generated|system[- ]generated|computer[- ]generated|auto[- ]?)(?: |-)?(?:reply|response|message|e-?mail|mail|notification|notice|acknowledge?ment|answer)?',
  '\\bthis (?:e-?mail|message|mail|reply|response|notification|notice) (?:was|is|has been) (?:being )?(?:sent |created |generated )?(?:auto(?:matically|mated|-generated)|sent (?:by|from) an? (?:automated|automatic|unattended|unmonitored|notification))',
  '\\b(?:please )?do not (?:reply|respond|answer)(?: directly)? (?:to )?this (?:e-?mail|message|mail|notification|automated|address)',
  '\\breplies to this (?:e-?mail|message|address|mailbox) (?:are|will) not',
  '\\bthis (?:e-?mail (?:address|box)|mailbox|inbox|address) is (?:not (?:monitored|read|attended)|unmonitored|unattended)',
  '\\bautomated (?:reply|response|acknowledge?ment) (?:to|from|confirming)',
  '\\bdiese (?:e-?mail|nachricht|mail) (?:wurde|ist|wird) (?:automatisch|maschinell|eine automatisch)',
  '\\bdies ist eine automatisch',
  '\\bautomatisch (?:generierte|erzeugte|erstellte) (?:e-?mail|nachricht|antwort|mail)',
  '\\bbitte (?:antworten sie )?nicht auf diese (?:e-?mail|nachricht|mail)(?: antworten)?',
  '\\b(?:ceci est|ce message est) une? (?:message|réponse|e-?mail|courriel)? ?automatique',
  '\\b(?:merci de |veuillez )?ne (?:pas répondre|répondez pas) (?:directement )?à (?:ce|cet)',
  '\\b(?:este|esto) (?:correo|mensaje|es un (?:correo|mensaje))[^.]{0,40}automátic',
  '\\b(?:por favor,? )?no (?:responda|conteste|responder|contestar) (?:a )?este (?:correo|mensaje|e-?mail)',
  '\\b(?:messaggio|e-?mail|risposta) (?:è (?:stat[ao] )?)?(?:generat[ao] )?automatic',
  '\\bnon rispondere a quest',
  '\\b(?:esta|este) (?:é uma? )?(?:mensagem|e-?mail) (?:é )?(?:foi )?(?:gerad[ao] )?automátic',
  '\\b(?:favor )?não respond(?:a|er) (?:a )?est',
  '\\bdit (?:is een automatisch|bericht is automatisch|e-?mailbericht is automatisch)',
  '\\bniet (?:te )?(?:antwoorden|beantwoorden|reageren) op (?:dit|deze)',
  '\\bdetta (?:är ett automatiskt|meddelande)[^.]{0,30}automat',
  '\\bsvara inte på detta',
  '\\b(?:ta )?wiadomość (?:została )?(?:wygenerowan|wysłan)[^.]{0,20}automatyczn',
  '\\b(?:prosimy )?nie odpowiada(?:ć|j) na (?:tę|ta|tą)',
  'это (?:автоматическ|письмо (?:создано|сформировано|отправлено) автоматич)',
  '(?:не|просим не) отвечайте на это',
  'このメールは(?:自動|システム)',
  '(?:送信専用|自動送信|自動配信)',
  '(?:本邮件|此邮件|系统)(?:由系统)?自动(?:发送|发出|生成)',
  '请(?:勿|不要)(?:直接)?回复',
  '발신\\s?전용',
);

/** Challenge-response filters. */
export const challengePhrases = anyOf(
  '\\bplease confirm (?:that )?(?:you sent|your (?:e-?mail )?(?:message|identity))',
  '\\b(?:message|mail|e-?mail) (?:is|has been) (?:being )?(?:held|quarantined|queued)[^.]{0,80}(?:confirm|verif|click|reply|approv)',
  '\\bto (?:release|deliver) (?:your|this) (?:message|mail)[^.]{0,60}(?:click|reply)',
  '\\bsender verification (?:request|required)',
  '\\bchallenge[- ]response\\b',
  '\\b(?:spamarrest|boxbe|boxtrapper|mailinblack|tmda)\\b',
);

/** Subjects of shops, accounts and ticket systems. */
export const transactionSubjects = anyOf(
  '^(?:your )?(?:booking|order|reservation|purchase|payment|registration|subscription|appointment|account|invoice|shipping|shipment|delivery) (?:confirmation|confirmed|receipt|received|reminder|update|notification|has (?:been )?shipped|details|summary|statement)',
  '^(?:confirmation|receipt|reminder) (?:of|for) (?:your )?(?:booking|order|reservation|payment|purchase|registration)',
  '^(?:your|new) (?:receipt|invoice|statement|password|verification code|security code|login|sign-?in|one-time)',
  '^(?:verify|confirm|activate) your (?:e-?mail|account|address)',
  '^(?:password reset|reset your password|security alert|new sign-?in|welcome to)\\b',
  '^\\[?(?:ticket|case|request|incident)\\b[^a-z]{0,20}\\d+',
  '^new (?:event|comment|message|follower|review|order) (?:from|on|by)',
  '^you have (?:a )?new',
  '^(?:ihre|deine) (?:bestellung|buchung|rechnung|reservierung|anmeldung|registrierung)\\b.{0,40}(?:bestätig|eingegangen|versandt|erhalten)',
  '^(?:bestell|buchungs|auftrags|versand|zahlungs|termin)bestätigung',
  '^confirmation de (?:votre )?(?:commande|réservation|paiement)',
  '^confirmación de (?:su |tu )?(?:pedido|reserva|pago)',
  '^conferma (?:ordine|prenotazione|pagamento)',
);

/** Phrases of such mail; several have to come together. */
export const transactionPhrases = anyOf(
  '\\bthank(?:s| you) for (?:your )?(?:booking|order(?:ing)?|purchas(?:e|ing)|registering|signing up|subscribing|reserv|payment|shopping)',
  '\\byou (?:may|can) (?:review|view|manage|track) your (?:booking|order|account|reservation|subscription|preferences)',
  '\\bview (?:this (?:e-?mail|message) )?(?:in (?:your|a) browser|online)',
  '\\bunsubscribe\\b',
  '\\bmanage (?:your )?(?:e-?mail )?(?:preferences|subscription|notifications)',
  '\\byou (?:are receiving|received) this (?:e-?mail|message|notification|because)',
  '\\bthis (?:e-?mail|message) was sent to\\b',
  '\\bterms (?:and|&) conditions\\b',
  '\\bprivacy policy\\b',
  '\\ball rights reserved\\b',
  '\\bclick (?:here|the (?:link|button)|below)\\b',
  '\\b(?:log ?in|sign in) to your account\\b',
  '\\bcopyright ©|© ?(?:19|20)\\d\\d',
  '\\byour (?:ticket|request|case) (?:has been|was) (?:received|created|opened|updated)',
  '\\bvielen dank für (?:ihre|deine) (?:bestellung|buchung|registrierung)',
  '\\bmerci (?:de|pour) votre (?:commande|réservation|achat)',
  '\\bgracias por (?:su|tu) (?:compra|pedido|reserva)',
);
