/** Local parts no person writes from, with dots, dashes, underscores and a final number taken out. */
const robots = new Set(
  [
    'autoreply autoresponder autoresponse autorespond autoanswer autobot automailer automated',
    'daemon cron cronjob root nobody wwwdata apache nginx systemd logwatch',
    'notification notifications notify notifier alerts newsletter newsletters calendarnotification donotreplyto',
    'autonotification systemnotification mailrobot mailbot robot bot jira jenkins gitlab github bugzilla redmine nagios zabbix',
    'arpwatch monit munin sysalert systemalert fax2mail voicemail mailman autoemail nepasrepondre listmaster wordpress',
  ].flatMap((line) => line.split(' ')),
);
const daemons =
  /^(?:mailer?daemon|postmaster|postmeister|mail(?:delivery)?(?:sub)?system|mailadmin|mailreturn|deliverydaemon|dmarc(?:reports?|noreply)?|tlsrpt|abuse-?reports?|fbl|undeliver(?:able|ed)|bounces?|bouncehandler|bouncemail|returnpath)$/;
const listSoftware = /^(?:listserv|listproc|majordomo|mailman|ezmlm|sympa)$/;

/** "no reply" in the languages senders write it in, anywhere in the local part; dots and underscores as dashes. */
const noReply =
  /no-?reply|(?:do|don)-?(?:no)?t-?-?reply|not-?reply|no-?response|no-?responder|noresponda|no-?contest|nao-?respond|ne-?pas-?repondre|nicht-?antworten|keine-?antwort|non-?rispondere|niet-?(?:be)?antwoorden|geen-?antwoord|svara-?(?:ej|inte)|svar-?ikke|ikke-?svar|(?:ei|ala)-?vastaa?|nie-?odpowiada|neodpovida|ne-?odgovaraj|unattended|unmonitored/;

/** Addresses of lists (RFC 2142 section 6, RFC 3834 section 2), and paths that carry the recipient (VERP). */
const listWork = /^(?:owner-.+|.+-owner|.+-(?:request|bounces?|errors|subscribe|unsubscribe)(?:\+.*)?)$/;
const variablePath =
  /^(?:bounces?|return|returns|errors?)[+=_-].+|^msprvs1=|^[^=]+[=+-][^=]+=[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}$/;

/** What kind of robot writes from an address (a reason code); undefined for one a person may use. */
export function robotSender(
  email: string,
): 'no_reply_sender' | 'bounce' | 'mailing_list' | 'auto_generated' | undefined {
  const local = localPart(email);
  if (noReply.test(local.replaceAll(/[._]/g, '-'))) return 'no_reply_sender';
  const known = listOrDaemon(email);
  if (known !== undefined) return known;
  if (variablePath.test(local)) return 'bounce';
  return robots.has(wordOf(local)) ? 'auto_generated' : undefined;
}

/** The part of them that also proves a robot when it only stands in Return-Path or Sender. */
export function listOrDaemon(email: string): 'bounce' | 'mailing_list' | undefined {
  const local = localPart(email);
  if (listWork.test(local) || listSoftware.test(wordOf(local))) return 'mailing_list';
  return local === wordOf(local) || !variablePath.test(local) ? daemonCode(wordOf(local)) : undefined;
}

function daemonCode(word: string): 'bounce' | undefined {
  return daemons.test(word) ? 'bounce' : undefined;
}

function localPart(email: string): string {
  return email
    .slice(0, Math.max(0, email.lastIndexOf('@')))
    .trim()
    .toLowerCase()
    .replaceAll('"', '');
}

function wordOf(local: string): string {
  return (local.split('+', 1)[0] ?? '').replaceAll(/[._-]/g, '').replace(/\d+$/, '');
}
