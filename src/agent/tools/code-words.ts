/** What is said about codes, by language; `{code}` stands for it. */
const words = {
  en: {
    asked:
      'Hello,\n\nto protect your data we have sent a code to the address that we have on file, if there is one. Please answer this mail with that code. It is valid for 30 minutes.\n\nKind regards',
    wrong:
      'Hello,\n\nthis code is not right. Please look at the newest mail with a code and send it once more.\n\nKind regards',
    subject: 'Your code',
    mail: 'Somebody asks us by mail about something that belongs to this address. If it is you, answer in that conversation with this code:\n\n**{code}**\n\nIt is valid for 30 minutes. If it is not you, do nothing and give the code to nobody.',
  },
  de: {
    asked:
      'Guten Tag,\n\nzum Schutz Ihrer Daten haben wir einen Code an die Adresse geschickt, die bei uns hinterlegt ist, falls es eine gibt. Bitte antworten Sie auf diese Mail mit dem Code. Er gilt 30 Minuten.\n\nFreundliche Grüße',
    wrong:
      'Guten Tag,\n\ndieser Code stimmt nicht. Bitte sehen Sie in der neuesten Mail mit einem Code nach und schicken Sie ihn noch einmal.\n\nFreundliche Grüße',
    subject: 'Ihr Code',
    mail: 'Jemand fragt uns per Mail nach etwas, das zu dieser Adresse gehört. Wenn Sie das sind, antworten Sie in jener Unterhaltung mit diesem Code:\n\n**{code}**\n\nEr gilt 30 Minuten. Wenn Sie es nicht sind, tun Sie nichts und geben Sie den Code niemandem.',
  },
  fr: {
    asked:
      'Bonjour,\n\npour protéger vos données, nous avons envoyé un code à l’adresse enregistrée chez nous, s’il y en a une. Merci de répondre à ce message avec ce code. Il est valable 30 minutes.\n\nCordialement',
    wrong:
      'Bonjour,\n\nce code n’est pas le bon. Merci de regarder le dernier message contenant un code et de nous l’envoyer à nouveau.\n\nCordialement',
    subject: 'Votre code',
    mail: 'Quelqu’un nous écrit au sujet de données liées à cette adresse. Si c’est vous, répondez dans cette conversation avec ce code :\n\n**{code}**\n\nIl est valable 30 minutes. Si ce n’est pas vous, ne faites rien et ne donnez ce code à personne.',
  },
  es: {
    asked:
      'Hola:\n\npara proteger sus datos hemos enviado un código a la dirección que tenemos registrada, si la hay. Responda a este correo con ese código. Es válido durante 30 minutos.\n\nUn saludo',
    wrong:
      'Hola:\n\neste código no es correcto. Mire el correo más reciente con un código y envíelo de nuevo.\n\nUn saludo',
    subject: 'Su código',
    mail: 'Alguien nos pregunta por correo por algo que pertenece a esta dirección. Si es usted, responda en esa conversación con este código:\n\n**{code}**\n\nEs válido durante 30 minutos. Si no es usted, no haga nada y no dé el código a nadie.',
  },
  it: {
    asked:
      'Buongiorno,\n\nper proteggere i Suoi dati abbiamo inviato un codice all’indirizzo registrato presso di noi, se ce n’è uno. Risponda a questa mail con quel codice. È valido per 30 minuti.\n\nCordiali saluti',
    wrong:
      'Buongiorno,\n\nquesto codice non è giusto. Guardi la mail più recente con un codice e lo invii di nuovo.\n\nCordiali saluti',
    subject: 'Il Suo codice',
    mail: 'Qualcuno ci chiede via mail di qualcosa che appartiene a questo indirizzo. Se è Lei, risponda in quella conversazione con questo codice:\n\n**{code}**\n\nÈ valido per 30 minuti. Se non è Lei, non faccia nulla e non dia il codice a nessuno.',
  },
  nl: {
    asked:
      'Hallo,\n\nom uw gegevens te beschermen hebben we een code gestuurd naar het adres dat bij ons bekend is, als dat er is. Beantwoord deze mail met die code. Hij is 30 minuten geldig.\n\nMet vriendelijke groet',
    wrong:
      'Hallo,\n\ndeze code klopt niet. Kijk in de nieuwste mail met een code en stuur hem nog een keer.\n\nMet vriendelijke groet',
    subject: 'Uw code',
    mail: 'Iemand vraagt ons per mail naar iets dat bij dit adres hoort. Bent u dat, antwoord dan in dat gesprek met deze code:\n\n**{code}**\n\nHij is 30 minuten geldig. Bent u het niet, doe dan niets en geef de code aan niemand.',
  },
  pt: {
    asked:
      'Olá,\n\npara proteger os seus dados enviámos um código para o endereço que temos registado, se houver um. Responda a este e-mail com esse código. É válido durante 30 minutos.\n\nCom os melhores cumprimentos',
    wrong:
      'Olá,\n\neste código não está certo. Veja o e-mail mais recente com um código e envie-o outra vez.\n\nCom os melhores cumprimentos',
    subject: 'O seu código',
    mail: 'Alguém nos pergunta por e-mail sobre algo que pertence a este endereço. Se for você, responda nessa conversa com este código:\n\n**{code}**\n\nÉ válido durante 30 minutos. Se não for você, não faça nada e não dê o código a ninguém.',
  },
} as const;

/** The texts in the language of a BCP 47 tag, else in English. They say the same whether or not an address is on file. */
export function codeWords(language: string): (typeof words)[keyof typeof words] {
  const primary = language.toLowerCase().split('-', 1)[0] ?? '';
  const known = Object.entries(words).find(([name]) => name === primary);
  return known?.[1] ?? words.en;
}
