import { folded } from './words.ts';

/** Words that say nothing about what a text is about, in the languages most mail is written in. */
const listed = `
a an the and or but nor if of to in on at by for with from as than then that this these those there here it its is are was were be been being am
do does did done has have had having i you he she we they me us him her them my your yours our ours his their will would shall should can could
may might must not no yes so too very just also only any some more most other such own same up down out off over under again about into onto
through what which who whom whose when where why how please hello hi dear regards best kind sincerely thanks thank cannot dont doesnt isnt arent
get got let via per each both while after before during because until within without between
der die das den dem des ein eine einen einem einer eines und oder aber sondern wenn falls von vom zu zum zur im in ins am an auf aus bei beim mit
nach fur uber unter vor durch gegen ohne um als wie ist sind war waren bin bist sei seid sein wird werden wurde wurden hat haben habe hatte hatten
ich du er sie es wir ihr mich dich sich uns euch mir dir ihm ihn ihnen mein meine meinen meiner meinem dein deine ihre ihren ihrem ihrer unser unsere
unseren unserem unserer euer eure dies diese dieser dieses diesen diesem jede jeder jedes nicht kein keine keinen keiner keinem ja nein bitte hallo
liebe lieber sehr auch nur noch schon mal doch hier dort dann denn weil dass kann konnen konnt konnte konnten muss mussen soll sollen darf durfen
was wer wo wann warum welche welcher welches man geehrte geehrter damen herren grusse gruss danke dank
le la les l un une des du de d et ou mais donc si dans en sur sous par pour avec sans chez au aux a est sont etait etaient suis es sommes etes etre
ai as avons avez ont avait je j tu il elle on nous vous ils elles me te se m t s moi toi lui leur leurs mon ma mes ton ta tes son sa ses notre nos
votre vos ce cet cette ces cela ca ceci que qu qui quoi dont ou quand comment pourquoi quel quelle quels quelles ne n pas non oui plus tres aussi
bonjour merci cordialement plait sil
el los las lo unos unas y o u pero sino con sin por para desde hasta entre sobre del al es son era eran fue ser estar esta estan estoy he ha han
hemos hay yo tu usted ustedes nosotros ellos ellas mi mis su sus nuestro nuestra nuestros nuestras este estos estas ese esa eso esos aquel que
quien cual cuando donde como porque no si muy mas tambien hola gracias saludos favor le les nos
il gli i uno e ed ma se di da del della dei delle degli dal dalla nel nella sul sulla al alla ai agli che chi cui come quando dove perche non sono sei
siamo siete era erano essere ho hai abbiamo avete hanno mio mia tuo tua suo sua nostro nostra vostro vostra questo questa questi queste anche piu
molto ciao grazie saluti buongiorno per con lei noi voi
os uma umas uns e ou mas em no na nos nas do da dos das ao aos pelo pela com sem que nao sim sao foi ser estar esta estao tem temos voce voces eu
ele ela nos meu minha seu sua nosso nossa este isto esse isso muito mais tambem ola obrigado obrigada
de het een en of maar als van te ten ter op in aan bij met voor uit naar over door om is zijn was waren ben bent wordt worden heb heeft hebben ik jij
je u hij zij ze wij we jullie mij hem haar ons hen mijn jouw uw onze dit dat deze die niet geen ja nee ook nog wel hier daar dan wat wie waar
wanneer hoe kan kunnen moet moeten zal zullen beste groet dank bedankt
och eller men att som ar var av pa till fran med utan jag du han hon vi ni de den det ett en inte ej mig dig oss er min din var er hej tack
og eller er til fra med uden ikke jeg han hun vi dere i det den en et av pa som har hei takk
i oraz lub ale ze to jest sa byl byla w we na do od z ze za po przez dla o u nie tak ja ty on ona my wy oni moj twoj nasz wasz ten ta te sie czy jak
prosze dziekuje dzien dobry
`;

const stopWords: ReadonlySet<string> = new Set(
  listed
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(folded),
);

/** Whether a folded word says nothing about what a text is about. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}
