import { anyOf } from './phrases.ts';

/** Subjects of challenge-response filters. */
export const challengeSubjects = anyOf(
  '\\bverify#',
  '\\(conf[-#:][\\w-]{4,}',
  '^please (?:confirm|verify|authenticate|validate) (?:your|the) (?:e-?mail|mail|message)(?: to \\S+)?\\s*$',
  '^(?:your )?(?:e-?mail|message|mail)\\b.{0,60}\\brequires? (?:your )?(?:verification|confirmation|authentication|approval)',
  '\\bsender (?:confirmation|verification|authentication|authorization) (?:request|required|needed)',
  '^unverified e-?mail to ',
  '^\\[?(?:boxbe|spam ?arrest|boxtrapper|mailinblack|sendio|knowspam|spamlion|choicemail|vanquish)\\b',
  '\\banti ?spam uol\\b',
  '^(?:waiting|awaiting) (?:for )?(?:your )?confirmation\\b.{0,40}(?:e-?mail|message|delivery)',
  '^(?:votre|ihr|su|seu|uw|twój) .{0,20}(?:message|nachricht|mensaje|mensagem|bericht|wiadomość).{0,30}(?:attente|bestätig|confirm|bevestig|potwierdz)',
);

/** What only such a filter says. */
export const challengeCertain = anyOf(
  '\\b(?:your|this|the) (?:message|mail|e-?mail)\\b[^.]{0,80}\\b(?:is|has been|was) (?:being )?(?:held|queued|placed on hold|put on hold|not (?:yet )?(?:been )?delivered)\\b[^]{0,200}\\b(?:confirm|verify|click|reply|captcha|approve)',
  '\\bto (?:release|deliver|complete the delivery of) (?:your|this) (?:message|mail|e-?mail)[^]{0,120}\\b(?:click|reply|visit|confirm)',
  '\\bplease confirm (?:that )?you (?:sent|are the sender of) (?:this|the|that|your) (?:message|mail|e-?mail)',
  '\\b(?:prove|verify|confirm) (?:that )?you(?: are|.re) (?:a )?(?:human|real person|not a (?:spammer|robot|machine))\\b[^]{0,200}\\b(?:message|mail|e-?mail)',
  '\\bi (?:am|use|have) [^.]{0,40}\\b(?:spam ?arrest|boxbe|boxtrapper|mailinblack|tmda|sendio)\\b[^]{0,200}\\b(?:click|confirm|verify)',
  '\\bvotre (?:message|e-?mail|courriel)\\b[^.]{0,80}\\b(?:en attente|bloqué)\\b[^]{0,200}\\b(?:cliqu|confirm|authentifi)',
  '\\bihre (?:nachricht|e-?mail|mail)\\b[^.]{0,80}\\b(?:zurückgehalten|noch nicht zugestellt|in quarantäne)\\b[^]{0,200}\\b(?:bestätig|klick|antwort)',
  '\\bsu (?:mensaje|correo)\\b[^.]{0,80}\\b(?:retenido|en espera|pendiente)\\b[^]{0,200}\\b(?:confirm|clic|haga)',
  '\\b(?:sua|seu) (?:mensagem|e-?mail)\\b[^.]{0,80}\\b(?:retid|pendente|aguard)[^]{0,200}\\b(?:confirm|clique)',
  '\\bil (?:suo|tuo) messaggio\\b[^.]{0,80}\\b(?:in attesa|trattenuto|sospeso)\\b[^]{0,200}\\b(?:conferm|clicc)',
);

/** What such a filter may say, and a person too. */
export const challengeLikely = anyOf(
  '\\bplease confirm (?:your (?:e-?mail )?(?:message|identity))',
  '\\bchallenge[- ]response\\b',
  '\\b(?:spamarrest|boxbe|boxtrapper|mailinblack|tmda)\\b',
);
