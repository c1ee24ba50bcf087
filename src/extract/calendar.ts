const told = new Set(
  'METHOD SUMMARY DTSTART DTEND DUE DURATION LOCATION DESCRIPTION ORGANIZER ATTENDEE STATUS RRULE URL COMMENT'.split(
    ' ',
  ),
);

/** What a calendar file says (RFC 5545), one `NAME: value` a line; times are left as the file writes them. Never throws. */
export function calendarText(text: string): string {
  const lines = text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\n[ \t]/g, '') // RFC 5545 section 3.1: a folded line goes on
    .split('\n');
  return lines.flatMap(lineText).join('\n').trim();
}

function lineText(line: string): string[] {
  if (/^BEGIN:V(?:EVENT|TODO|JOURNAL|FREEBUSY)/i.test(line)) return ['', line.slice(6).toUpperCase()];
  const [, name = '', parameters = '', value = ''] =
    /^([\w-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)$/.exec(line) ?? [];
  if (!told.has(name.toUpperCase())) return [];
  const zone = /;TZID="?([^;":]+)/i.exec(parameters)?.[1];
  const person = /;CN="?([^;":]+)/i.exec(parameters)?.[1];
  const facts = [zone, person].filter((fact) => fact !== undefined).map((fact) => ` (${fact})`);
  return [`${name.toUpperCase()}: ${unescaped(value)}${facts.join('')}`];
}

/** RFC 5545 section 3.3.11. */
function unescaped(value: string): string {
  return value.replaceAll(/\\([nN,;\\])/g, (_all, escaped: string) =>
    escaped.toLowerCase() === 'n' ? '\n' : escaped,
  );
}
