const hour = 1;
const day = 24;

/** Each unit of time, folded, as a factor and what it counts: hours, or months for what has no fixed length in hours. */
export const timeUnits: Readonly<Record<string, readonly [number, 'hours' | 'months']>> = Object.fromEntries([
  ...units(
    'second seconds sekunde sekunden seconde secondes segundo segundos secondo secondi',
    hour / 3600,
    'hours',
  ),
  ...units('minute minutes minuten minuto minutos minuti minuut minuty minut minutter', hour / 60, 'hours'),
  ...units(
    'hour hours hrs h stunde stunden heure heures hora horas ora ore uur uren godzin godziny timmar timme timer time',
    hour,
    'hours',
  ),
  ...units(
    'day days tag tage tagen werktag werktage werktagen arbeitstag arbeitstage arbeitstagen jour jours dia dias giorno giorni dag dagen werkdag werkdagen dni dzien dagar dager dage 日 日間',
    day,
    'hours',
  ),
  ...units(
    'week weeks woche wochen semaine semaines semana semanas settimana settimane weken tydzien tygodni tygodnie vecka veckor uke uker uge uger',
    7 * day,
    'hours',
  ),
  ...units(
    'month months monat monate monaten mois mes meses mese mesi maand maanden miesiac miesiace miesiecy manad manader maned maneder',
    1,
    'months',
  ),
  ...units(
    'year years jahr jahre jahren an ans annee annees ano anos anno anni jaar jaren lat rok roku ar',
    12,
    'months',
  ),
]);

function units(
  names: string,
  factor: number,
  base: 'hours' | 'months',
): [string, readonly [number, 'hours' | 'months']][] {
  return names.split(' ').map((name) => [name, [factor, base]]);
}

/** Names of the months, folded, by their number. */
export const months: Readonly<Record<string, number>> = numbered(1, [
  'january jan januar janvier enero gennaio januari styczen stycznia janeiro',
  'february feb februar fevrier febrero febbraio februari luty lutego fevereiro',
  'march mar marz mars marzo maart marzec marca marco',
  'april apr avril abril aprile kwiecien kwietnia',
  'may mai mayo maggio mei maj maja maio',
  'june jun juni juin junio giugno czerwiec czerwca junho',
  'july jul juli juillet julio luglio lipiec lipca julho',
  'august aug aout agosto augustus sierpien sierpnia augusti',
  'september sept sep septembre septiembre settembre wrzesien wrzesnia setembro',
  'october oct oktober okt octobre octubre ottobre pazdziernik pazdziernika outubro oktobra',
  'november nov novembre noviembre listopad listopada novembro',
  'december dec dezember dez decembre diciembre dicembre grudzien grudnia dezembro desember',
]);

/** Names of the days of the week, and of days seen from today, folded. */
export const dayNames: Readonly<Record<string, number>> = numbered(1, [
  'monday montag lundi lunes lunedi maandag poniedzialek mandag segunda-feira',
  'tuesday dienstag mardi martes martedi dinsdag wtorek tisdag tirsdag terca-feira',
  'wednesday mittwoch mercredi miercoles mercoledi woensdag sroda onsdag quarta-feira',
  'thursday donnerstag jeudi jueves giovedi donderdag czwartek torsdag quinta-feira',
  'friday freitag vendredi viernes venerdi vrijdag piatek fredag sexta-feira',
  'saturday samstag sonnabend samedi sabado sabato zaterdag sobota lordag',
  'sunday sonntag dimanche domingo domenica zondag niedziela sondag',
  'tomorrow ubermorgen demain manana domani amanha jutro',
]);

/** Small numbers in words, folded. */
export const numberWords: Readonly<Record<string, number>> = {
  ...numbered(1, [
    'one einen einem einer eine ein une',
    'two zwei deux dos due dois duas twee dwa',
    'three drei trois tres tre drie trzy',
    'four vier quatre cuatro quattro quatro',
    'five funf cinq cinco cinque vijf',
    'six sechs seis sei zes',
    'seven sieben sept siete sette sete zeven',
    'eight acht huit ocho otto oito',
    'nine neun neuf nueve nove negen',
    'ten zehn dix diez dieci dez tien',
    'eleven elf onze once undici',
    'twelve zwolf douze doce dodici doze twaalf',
    'thirteen dreizehn treize trece',
    'fourteen vierzehn quatorze catorce quattordici veertien',
    'fifteen funfzehn quinze quince quindici vijftien',
  ]),
  twenty: 20, zwanzig: 20, vingt: 20, veinte: 20, venti: 20, vinte: 20, twintig: 20,
  thirty: 30, dreissig: 30, trente: 30, treinta: 30, trenta: 30, trinta: 30, dertig: 30,
  forty: 40, vierzig: 40, quarante: 40, cuarenta: 40, quaranta: 40,
  fifty: 50, funfzig: 50, cinquante: 50, cincuenta: 50, cinquanta: 50,
  sixty: 60, sechzig: 60, soixante: 60, sesenta: 60, sessanta: 60,
  ninety: 90, neunzig: 90, noventa: 90, novanta: 90,
  hundred: 100, hundert: 100, cent: 100, cien: 100, cento: 100, honderd: 100,
}; // prettier-ignore

function numbered(first: number, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    names.flatMap((list, at) => list.split(' ').map((name) => [name, first + at] as const)),
  );
}
