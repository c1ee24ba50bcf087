/** Beginnings of words, without accents, that stand for one idea in English, German, French and Spanish. */
const beginnings: Record<string, string> = {
  order: 'order|purchas|bestell|auftrag|command|pedido|compra',
  track:
    'where|track|arrive(?!d)|arriving|status|wo |wo$|verfolg|sendungs|wann kommt|suivi|suivre|ou est|ou en est|donde|seguimiento|rastre|llega',
  shipping:
    'ship|deliver|parcel|packag|courier|postage|versand|liefer|paket|sendung|livr|colis|expedi|envio|enviar|entreg|paquete',
  duration:
    'how long|days?\\b|working day|business day|weeks?\\b|hours?\\b|wie lange|tage|werktag|wochen|combien de temps|jours|semaine|cuanto tarda|cuanto tiempo|dias|semanas',
  refund:
    'refund|reimburs|money back|charged twice|double charge|ruckerstatt|erstatt|geld zuruck|doppelt abgebucht|rembours|reembols|devolver el dinero|devolucion del dinero',
  return:
    'return|send back|sending back|exchang|ruckgabe|zuruckgeb|zuruckschick|zurucksend|rucksend|umtausch|retour|renvoy|echang|devol|cambiar|cambio',
  complaint:
    'complain|terribl|disappoint|unaccept|angry|worst|broken|damag|defect|faulty|beschwer|enttausch|kaputt|beschadig|defekt|unverscham|plainte|decu|casse|endommag|inaccept|queja|decepcion|roto|rota|danad|inacept',
  legal:
    'lawyer|attorney|legal|sue |sue$|suing|lawsuit|court|solicitor|anwalt|klage|gericht|rechtlich|avocat|tribunal|juridi|abogad|demanda',
  thanks: 'thank|cheers|appreciat|danke|vielen dank|merci|graci|grazie|bedankt',
  price:
    'price|pricing|how much|costs?\\b|quote|discount|preis|kosten|kostet|angebot|rabatt|prix|tarif|devis|remise|combien coute|precio|cuesta|presupuesto|descuento',
  meeting: 'demo|meeting|a call|appointment|calendar|termin|vorfuhr|rendez-vous|reunion|cita|llamada',
  size: 'size|fits?\\b|grosse|passt|taille|pointure|talla',
  payment:
    'pay\\b|pays\\b|paying|payment|paid|invoice|billing|card|charge|rechnung|zahl|bezahl|facture|paie|payer|carte|factura|pago|pagar|tarjeta',
  account:
    'account|password|login|log in|sign in|konto|passwort|anmeld|compte|mot de passe|cuenta|contrasena',
  cancel: 'cancel|stornier|kundig|annul|cancela',
  unsubscribe: 'unsubscrib|stop mailing|opt out|abmelden|abbestell|desabonn|desinscri|darme de baja|baja del',
  wholesale:
    'wholesale|resell|bulk|distributor|partner|grosshandel|handler|mengenrabatt|revend|en gros|mayorista|distribuid',
  hours: 'opening hours|open on|business hours|offnungszeit|geoffnet|horaire|ouvert|horario|abierto|abren',
  stock:
    'in stock|availab|restock|sold out|lieferbar|verfugbar|vorratig|ausverkauft|en stock|disponib|agotad',
  warranty: 'warrant|guarantee|garantie|gewahrleist|garantia',
  privacy:
    'gdpr|dsgvo|personal data|my data|delete my|datenschutz|personenbezogen|rgpd|donnees personnelles|datos personales',
  shoes: 'shoe|boot|sneaker|schuh|stiefel|chaussure|zapat|botas',
  germany: 'german|deutschland|allemagne|alemania',
  france: 'france|french|frankreich|francia',
  spain: 'spain|spanish|spanien|espagne|espana',
  austria: 'austria|osterreich|autriche',
  switzerland: 'switzerland|swiss|schweiz|suisse|suiza',
  britain: 'britain|united kingdom|uk\\b|england|grossbritannien|royaume-uni|reino unido',
  italy: 'italy|italien|italie|italia',
};

/** Each idea with one pattern over normalised text. */
export const concepts: readonly { name: string; pattern: RegExp }[] = Object.entries(beginnings).map(
  ([name, words]) => ({ name, pattern: new RegExp(`(?<![a-z0-9])(?:${words})`) }),
);
