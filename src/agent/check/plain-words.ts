import { oncePerWord } from '#agent/once-per.ts';

/**
 * Words that say nothing by themselves about the world: grammar, courtesy, and the daily business of a team that answers
 * mail. A sentence made of them alone needs no source. Topics, goods, places, names, praise, advice on money or health
 * are not among them, so that such sentences have to rest on what the team has written. By language, folded as `folded` of knowledge/words.ts does.
 */
const lists: Readonly<Record<string, string>> = {
  en: `a about above absolutely accept access accident according account accurate action active actually add additional
address adjust advance afraid after afternoon again against agent ago agree ahead all allow almost along already alright also
although always am amount an and another answer any anybody anymore anyone anything anyway anywhere apart apologise apologize
apology appear apply appointment appreciate approach appropriate approve april are area around arrange arrive article as
ask aspect assist assistance assistant assure at attach attachment attention august autumn available await aware away back
background base basis be became because become been before begin behalf behind being believe below beside best between
beyond bit book booking both box brief briefly bring broken brought business busy but buy by calendar call came can cancel cannot card care carefully
carrier case catch cause center centre certain certainly change channel charge chase check cheers choice choose circumstance clarify clarification clear
clearly click close closing code colleague come comment common communicate communication company complaint complete
completely concern condition confirm confirmation confuse confusion connect consider contact contain content continue conversation copy correct
correspond cost could couple course cover create credit current currently custom customer cut daily damage data date day deal dear debit
december decide decision defect definitely delay delete deliver delivery department depend describe desk despite detail
determine did different difficult difficulty direct directly discuss do document does done doubt down due during each earlier early
easier easily easy eight either electronic eleven else email empty enable enclose end enjoy enough enquiry ensure enter entire entirely especially estimate etc even evening
event ever every everybody everyone everything exact exactly example excellent except exception exchange exist expect
expedite experience explain explanation express extra facilitate fact faith far fast feb february feedback feel few fifteen fifth file fill final finally find fine finish first fit five fix follow
for forget form format former forth fortunate forward found four free friday friend friendly from front full fully further
future gather gave general generally get gift give given glad go goes gone good goodbye got grateful great greet greeting group guarantee
guidance guide had half hand handle happen happily happy hard has hassle have having he hear heard heart hello help helpful helpfully hence her here hesitate hey hi high
him himself his hold holiday home hope hour house how however human idea if immediate immediately important in inbox include
incoming inconvenience incorrect indeed indicate individual inform information initial inquire inquiry inside instead instruction intend
interest internal into invoice is issue it item its itself january job join july june just keep kind kindly knew know knowledge label large last late
later latest learn least leave left less let letter level like likely limit line link list listen little locate location log long longer look lose loss lost lot
made mail mailbox main make manage manager manual many march mark matter may maybe me mean meantime meanwhile meet meeting member mention
message method might mind mine minute miss mistake moment monday money month more moreover morning most move much multiple must my myself name
near necessary need neither never nevertheless new news next nice night nine no nobody none noon nor normal normally not note
nothing notice notify november now number obtain occur october of off offer office often okay ok old on once one ongoing online only onto open opening operate
opinion option or order original other otherwise ought our ours ourselves out outcome outside over overall overview own pack package page paid pair paper
paragraph parcel part particular particularly party pass past patience patient pay payment pending people per perhaps period
person personal personally phone pick picture piece place plan please pleased pleasure plus point policy portal position positive possible possibly post postal
posted practice prefer prepare present previous previously price print prior private probably problem proceed process product programme
progress project prompt promptly proper properly provide public purchase purpose put quality quantity quarter query question quick
quickly quite quote raise range rate rather reach react read ready real really reason receive recent recently recipient recognise record
refer reference refund regard regarding register regret regular regularly relate release relevant remain remember remind reminder remove
repair repeat replace replacement reply report represent representative request require requirement resolve resolution respect respond response
responsible rest result return review right role room round run safe said sale same satisfy saturday save saw say schedule second section
secure see seem seen select sell send sender sense sent separate september serve service set seven several shall share she shift ship shipment shipping shop short
shortly should show side sign similar simple simply since sincere sincerely single sir site situation six size small so sold solution solve some
somebody someone something sometimes somewhere soon sooner sorry sort sound source space speak specialist specific specifically specify spend spoke spring staff stage
stand standard start state statement status stay step still stock stop store straight stuck subject submit such suggest suggestion suit suitable
summer sunday supply support suppose sure surely system take talk task team technical tell ten tenth term than thank thanks that the their them
then there therefore these they thing think third thirty this thorough thoroughly those though thought thread three through throughout thursday thus ticket till time timely
title to today together told tomorrow tonight too took top topic total touch toward track trace transit trouble true try tuesday turn
twelve twenty twice two type type unable unavailable unclear under understand understanding unfortunate unfortunately unit unless unlikely until unusual up
upcoming update upon urgent us use useful user usual usually valid value various very via view visit voucher wait want warehouse warm was way we
website wednesday week weekday weekend welcome well went were what whatever when whenever where whether which while who whole whom whose why wide will
winter wish with within without wonder word work world would write written wrong wrote year yes yesterday yet you your yours yourself
madam mister mr mrs ms dr mx sincerest yours truly faithfully cordially warmly kindest warmest regards wishes
don doesn didn isn aren wasn weren won wouldn couldn shouldn haven hasn hadn ll ve re im ive`,
  de: `ab aber abholen abholung abteilung adresse aktuell alle allem allen aller alles als also am an anbei ander anderen anfang anfrage
angabe angaben angebot angehangt anhang anliegen annehmen anruf anrufen ansprechpartner antwort antworten anzahl april artikel auch auf auftrag august aus
auskunft ausserdem baldig bald beantworten bearbeiten bearbeitung bedanken bedauern bei beide beim bekommen benotigen bereit bereits beschreiben
besser bestatigen bestatigung beste besten bestellen bestellnummer bestellung bestellungen betreff bevor bieten bin bis bisher bitte bitten bleiben brauchen bringen
da dabei dadurch dafur daher damit danach danke dankbar dann daran darauf darum das dass datei daten datum dauer dauern davon dazu dein deine dem den denn der deren des deshalb dezember
die dienstag dies diese diesem diesen dieser dieses direkt doch donnerstag dort drei durch durfen ebenfalls ein eine einem einen einer eines einfach einige einmal eintreffen eingang
eingegangen email ende entgegen entschuldigen entschuldigung entweder er erfahren erfolgt erganzen erhalten erklaren erledigen erneut erreichen erst erste erstatten erstattung es etwa etwas euch euer eure
fall falls falsch februar fehlen fehler finden folgen folgend form frage fragen frau freitag freude freuen freundlich freundliche freundlichen frist fruh
fur gang ganz geben gegen gehen geht gelangen geld gemeldet gemass genau gerade gern gerne gesamt geschaft gestern gesucht gewunscht gibt gleich grund gruss grussen grusse gut gute guten haben halten hallo handeln hat
hatte hatten hause heisst helfen herr herrn herzlich herzliche herzlichen heute hier hilfe hin hinweis hoffen ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in
information informationen informieren inzwischen ist ja januar jede jeder jederzeit jedoch jetzt juli juni kann kein keine keinen klaren kollege kollegen kollegin kommen
konnen konnte kontakt kontaktieren konto kosten kostet kunde kunden kundendienst kundenservice kurz lager lange lassen lauft leid leider leisten letzte lieb liebe lieber lieferung lieferzeit liefern liegt link losung
machen mai mal man mangel marz mehr mein meine melden meldung mich mindestens mir mit mitarbeiter mitteilen mitteilung mittwoch mochte mochten moglich moglichkeit moment monat
montag morgen mussen muss nach nachfrage nachricht nachste nahe name nehmen nein neu neue nicht nichts noch nochmals normalerweise notig november nummer nun nur ob oder ohne oktober paar paket preis
problem produkt prufen prufung punkt punktlich rechnung regel retoure ruckfrage ruckgabe ruckmeldung rucksendung sache sagen samstag schauen schicken schnell schon schreiben sehen sehr sein
seine seit seite selbst senden sendung sendungsnummer sendungsverfolgung september service sich sicher sie sind sobald sofern sofort sogar soll sollen sollte sollten sondern sonntag sowie stand stehen stelle stellen stimmt stunde tag tage
tagen team teil teilen telefon termin tun uber uberprufen um umgehend umtausch umtauschen und uns unser unsere unserem unseren unserer unten unterlagen unterstutzen unterwegs verfugbar verfugung verlassen
verschicken versand versandt versenden verspatung verstandnis verstehen versuchen viel viele vielen vielleicht vier voll vollstandig vom von vor voraus vorab vorgang wahlen wahrend war waren wann warten warum was wegen weil weiter weitere weiteren
weiterhelfen weiterleiten welche welcher wenden wenn wer werden werktag werktage werktagen wichtig wie wieder willkommen wir wird wissen wo woche wochen wollen wunsch wunschen wurde wurden zahlen zahlung zeit zu zudem zuerst zum
zunachst zur zuruck zusenden zusammen zustandig zwei zwischen`,
  fr: `a accuser accuse achat actuel actuellement adresse afin ai aider aimable ainsi alors apres article assistance attendre attente au aucun aujourd aussi autre autres aux avant avec avez avoir avons avril besoin bien bientot bon bonjour bonne bonsoir
ca car ce cela cependant ces cet cette chaque cher chere choisir client clients collegue collegues colis combien comme comment commande commandes communiquer complement comprendre compte compter concernant confirmer contact contacter cordialement cordiales courriel courrier cours dans
date de deja delai demain demande demander depuis des desole desolee desormais detail details deux devoir dire directement dispose disponible disposition document doit donc donner dont du duree effectuer egalement elle elles email en encore enfin entre envoi envoyer equipe
est et etaient etait etat ete etes etre eu excuse excuses expedie expedier expedition fait faire faut fevrier fin fois font fournir frais gratuit heure heures hier ici il ils informer information informations interesse janvier je jeudi jour jours jouvrables juillet juin jusqu
la le les leur lien lieu livraison livrer lors lui lundi ma madame mai mail maintenant mais mardi mars me meilleur meilleure meilleures meilleurs merci mercredi mes message mesure mettre mieux mois moment mon monsieur n ne necessaire nom nombre non nos notre nous nouveau nouvelle novembre
numero obtenir octobre on ont or ou ouvrable ouvrables ouvres paiement par parce partir pas passer patience payer pendant permettre peu peut peuvent plaisir plus possible pour pouvez pouvoir pouvons premier preparer prendre pres prie prix probleme prochain prochainement produit puis quand que quel quelle quelque question questions qui quoi
rappeler recevoir reception reclamation recu reference regarder remboursement rembourser remercier remercions rendre repondre reponse rester retard retour retourner retours revenir reviendra reviens reviendrons s sa salutations samedi sans savoir se semaine semaines sera seront service serons ses
si sincerement site soit somme sommes son sont sous souhaiter souhaitez suite suivi suivre sur suivant tard te temps toujours tous tout toute toutes traiter transmettre transporteur tres trop trouver un une utiliser va vendredi verifier veuillez vers via voici voir vos votre voudrais vous voulez vouloir vraiment`,
  es: `a abril ademas adjunto agosto agradecer agradecemos ahora al algo alguna alguno algun alli amable antes aqui articulo asi asistencia asunto atencion atentamente aun aunque ayer ayuda ayudar bien bienvenido buen buena buenas bueno buenos cada cambiar cambio caso casa cliente clientes
como companera companero companeros compra comprobar con condiciones confirmacion confirmar consulta consultar contacta contactar contacto contestar correo correos correcto cual cualquier cuando cuanto cuanta cuenta dar datos de debe deber decir del demora dentro departamento desde despues devolucion devolver dia dias diciembre direccion dirigir disculpa disculpe disculpas
disponible documento domingo donde dos e el ella ellos email en encantado encontrar enero entrega entregar entonces entre enviado enviar envio equipo era eres es esa ese eso espera esperar esta estado estamos estan estar estas este esto estos estimada estimado estoy exacto factura favor febrero fecha fin forma gastos gracias gratis gusto ha haber habia hablar hace hacer haga han
hasta hay hecho hemos hola hora horas horario hoy igual importe indicar informacion informar inmediato interes julio junio jueves la laborable laborables las lamentablemente lamentamos le les llegar llega llegara llamar lo los luego lugar lunes mail manana mandar mano manera martes marzo mas mayo mejor mensaje mes meses mi mientras miercoles mismo momento motivo mucho muchas muy nada
ni ningun no nombre nos nosotros noviembre nuestra nuestro nuestras nuestros nueva nuevo numero nunca o octubre opcion otra otro paciencia pagar pago paquete para parte pedido pedidos perdon pero persona plazo poco poder podemos podria por porque posible precio pregunta preguntar preparar primero problema producto pronto proximo puede pueden puedo pues que quedar quedamos querer quien quiere
quiza realizar recibido recibir reclamacion reembolso reembolsar referencia respecto responder respuesta respuesta resto revisar sabado saber salir saludo saludos se sea seguimiento seguir segun semana semanas ser seria servicio si siempre siguiente sin sobre solicitud solo solucion somos son soy su sus tal tambien tan tarde tardar tarda te tema tendra tener tenga tenemos tiempo tiene tienda toda todo
todas todos trabajar tras tres tu un una unas unos usar usted ustedes va vamos ver vez vernos verificar viernes visto volver y ya yo`,
  it: `a abbia abbiamo abbiano agosto ai al alla alle allegato allora altra altro anche ancora anticipo appena aprile articolo aspettare assistenza attendere attenzione attesa avere avete ben bene buon buona buongiorno buonasera caro cara caso che chi chiedere chiediamo ci cliente clienti codice collega colleghi come comprendere con conferma confermare consegna consegnare contattare contatto controllare cordiali cordialmente corriere corso cosa cosi costo costi cui da dal dalla
data dati davvero degli dei del della delle dello dentro di dicembre dire disponibile disposizione documento domanda domande domani domenica dopo dove dovere due e ecco ed email entro era errore essere fa facile far fare fattura febbraio fine foto fra gennaio gentile gia giorni giorno gioved gli grazie ha hanno ho i ieri il importo in indirizzo informazione informazioni insieme inviare invio io la lavorativi lavorativo le lei li lo loro luglio lunedi ma maggio mail
mandare martedi marzo me mercoledi messaggio mese mesi mi mio modo molto momento ne negozio nel nella nelle nessun nessuna niente no noi nome non nostra nostro nostri nostre novembre numero nuova nuovo o occorre oggi ogni opzione ora ordine ordini ore ottobre ottenere pacchetto pacco pagamento pagare parte pazienza per perche persona piacere piu poco poi possa possibile possiamo posso potere prego prendere presto prezzo prima primo problema prodotto prossimo pure
puo qualcosa qualsiasi quale quando quanto quello questa questo questi qui quindi resi reso restare restituire restituzione ricevere ricevuto richiesta riguardo rimborsare rimborso rimaniamo ringraziare ringraziamo rispondere risposta ritardo ritorno sabato salutare saluti sapere sara saremo scrivere scusa scuse scusi se secondo seguire sei sempre senza sentire servizio settembre settimana settimane si siamo siete signor signora sito solo sono
sotto spedire spedito spedizione spero sta stare stata stato stesso su sua sue sui sul sulla suo suoi tempo tempi tra tracciamento tre troppo trovare tu tutta tutto tutti un una uno usare va vedere venerdi verificare verra vi via viene voi volta vorrei vostra vostro vuole`,
  nl: `aan aangekomen aanvraag aantal achter adres afdeling afspraak al alle alleen alles als alstublieft altijd ander andere antwoord antwoorden april artikel augustus bedankt bedanken begrijpen begrip behandelen bekijken beantwoorden ben bent bericht beschikbaar bestelling bestellingen besteld bestelnummer best beste betaling betalen betreft bevestigen bevestiging bezorging bezorgen bij binnen binnenkort bijlage bijna blijven bent brief
contact daar daarna daarom dag dagen dan dank dat datum de december deel deze die dienst dinsdag dit doen donderdag door dus een eerst eerste eerder eens elk email en enkele er ervan even februari fijn formulier fout gaan gaat gaf geen gegevens geld gelden geleden gelukkig geduld graag goed goede goedemiddag goedemorgen groet groeten gratis haar had halen hallo hartelijk hartelijke heb hebben heeft hele helaas helpen help hem het heer hier hij hoe hopelijk hopen houden hun
ieder iemand iets ik in informatie informeren is ja jaar januari je jij jou jouw juli juni juist kan keer kijken klaar klacht klant klanten klantenservice komen komt kort kosten kost krijgen kunnen kunt kwijt laat laten later leveren levering levertijd link maal maand maanden maandag maar maart maken mag mail me meer mee medewerker mei met meteen mevrouw mij mijn misschien mits moeten mogelijk moment naam na naar nader namens niet niets nieuw nieuwe nodig nog november nu nummer
of ok oktober om omdat onderweg ongeveer ons onze ontvangen ontvangst ook op opgelost oplossing opnemen opnieuw over pakket per persoon prijs probleem product proberen reactie reageren rekening retour retourneren retourzending samen schrijven september sinds snel sorry spijt spoedig staan staat sturen stuur team te tegen telefoon ten terug terugbetaling terugkomen terugsturen tevreden tijd tijdens toch toe tot track trouwens tussen twee u uit uiterlijk uitzoeken uur uw
van vanaf vandaag veel verder verkeerd verstuurd versturen vertraging verzenden verzending verzonden via vinden vijf voor vooral vorige vraag vragen vriendelijk vriendelijke vrijdag waar waarom wanneer want was wat we week weken weer welke welkom werkdag werkdagen werken weten wie wij wil willen winkel worden wordt woensdag zal zaterdag ze zelf zeer zenden zending zich zien ziet zijn zo zoals zodat zodra zoeken zondag zou zouden zullen`,
  pt: `a abril acompanhar acordo agora agosto agradecer agradecemos ainda ajuda ajudar alem algo algum alguma ali amanha ano antes ao aos apenas apoio apos aqui aquele as assim assistencia assunto ate atencao atenciosamente atender atraso atraves aviso bem boa bom breve cada caminho caso cara caro cedo chegar chegara cliente clientes codigo colega colegas com como compra compreensao compreender comprimentos cumprimentos concluir confirmacao confirmar consegue conseguir consultar conta
contactar contacto contato correio correto custo custos da dados dar data das de deixar demora dentro departamento depois desculpa desculpas desculpe desde destino deve dever devolucao devolver devolvido dezembro dia dias dificuldade direto disponivel disposicao dizer documento dois domingo dos durante duvida e ela ele eles em email embora encomenda encontrar entanto entao entrar entre entrega entregar enviado enviar envio equipa equipe era erro espera esperar essa esse esta
estado estamos estao estar estava este estou eu exato fale falar falta favor fatura fazer feito fevereiro ficar fim foi foram forma fornecer gostar gostaria gratis grato ha hoje hora horas horario informacao informacoes informar imediato infelizmente interesse ir isso isto ja janeiro julho junho lamentamos levar ligar loja lhe longo lugar mais mandar manha mas mais maio marco me melhor melhores mensagem mes meses mesmo meu minha momento motivo muita muito muitos na nada nao nas necessario
nem nenhum no nome nos nossa nosso nossas nossos nova novembro novo numero nunca o obrigada obrigado ola opcao ordem os ou outra outro outubro paciencia pacote pagamento pagar para parte partir pedido pedidos pelo pela pergunta perguntas pessoa poder podemos pode podem por porque portanto possivel posso possa pouco prazo precisa precisar preco prezada prezado primeiro problema processo produto pronto proximo proxima qual qualquer quando quanto quase que quem quer questao receber recebemos
recebido reclamacao referencia reembolso relacao remessa responder resposta resolver retornar rastreamento rastrear sabado saber sair saudacoes se segunda seguir sem semana semanas sempre sendo senhor senhora ser sera serao servico setembro seu seus sexta si sim site so sobre solicitacao solucao sua suas tal tambem tao tarde te tem temos tempo ter terca teve tipo toda todo todos tratar tres troca trocar tu tudo um uma uteis util vai vamos ver verificar vez viagem vir voce voces voltar`,
};

const words: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(lists).map(([language, list]) => [language, new Set(list.split(/\s+/))]),
);

/** Endings of inflection, with what a word may have had in their place ("tried", "try"). */
const endings: readonly (readonly [RegExp, readonly string[]])[] = [
  [/ies$/, ['y', 'ie']],
  [/ied$/, ['y']],
  [/(?:es|ed|er|en|em|est|et|te|ten|as|os)$/, ['', 'e', 'a', 'o']],
  [/ing$/, ['', 'e']],
  [/(?:s|d|n|t|r|ly|e|a|o|i)$/, ['', 'e', 'a', 'o', 'en', 'er']],
  [/(?:able|ably|ment|ments|ung|ungen|ation)$/, ['', 'e', 'en']],
];

/**
 * Whether a word, as `wordsOf` gives it, is one of those every team uses in that language (ISO 639-1), or, where the
 * language is not known, in any; so is whatever is too short to mean much.
 */
export function isPlain(word: string, language: string | undefined): boolean {
  if (word.length < 3) return true;
  const isKnown = language === undefined ? undefined : isKnownIn.get(language);
  return (isKnown ?? isKnownInAny)(word);
}

const isKnownIn = new Map(
  [...words].map(([language, list]) => [language, oncePerWord((word) => isIn(word, list))] as const),
);
const isKnownInAny = oncePerWord((word) => [...isKnownIn.values()].some((isKnown) => isKnown(word)));

function isIn(word: string, list: ReadonlySet<string>): boolean {
  if (list.has(word)) return true;
  if (word.length < 4) return false;
  return endings.some(([ending, instead]) => {
    const stem = word.replace(ending, '');
    if (stem === word || stem.length < 3) return false;
    const single = stem.replace(/([^aeiou])\1$/, '$1');
    return instead.some((end) => list.has(`${stem}${end}`)) || list.has(single);
  });
}

/** ISO 639-1 codes of the languages whose daily words are known here. */
export const knownLanguages: ReadonlySet<string> = new Set(Object.keys(lists));
