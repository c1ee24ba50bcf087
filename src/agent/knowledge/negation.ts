const negations =
  /(?<!\p{L})(?:not|never|no(?!\.? ?\d)|none|neither|nor|cannot|can['’]t|won['’]t|\p{L}+n['’]t|nicht|kein\p{L}*|nie|niemals|nirgends|pas|jamais|aucune?|ni|nunca|ning[uú]n\p{L}*|jam[aá]s|non|mai|nessun\p{L}*|n[aã]o|nenhum\p{L}*|niet|geen|nooit|nigdy|[żz]ad\p{L}+|inte|ikke|aldrig|ingen|inga|inget|не|нет|никогда)(?!\p{L})|ません|ない|[不没未無无]/iu;
const emphasis =
  /(?<!\p{L})(?:not only|not later than|no later than|no more than|nicht nur|nicht sp[aä]ter als|non seulement|no s[oó]lo|no m[aá]s tarde|non solo|n[aã]o s[oó]|niet alleen)(?!\p{L})/giu;

/** Whether a clause denies what it speaks of ("not only" does not), in the languages most mail is written in. */
export function isNegated(clause: string): boolean {
  return negations.test(clause.replaceAll(emphasis, ' '));
}
