import { anyOf } from './phrases.ts';

/** Subjects under which scanners for viruses, attachments and unwanted mail answer what they stopped. */
export const scanSubjects = anyOf(
  '^(?:warning:? ?)?(?:e-?mail )?virus(?:es)? (?:alert|detected|found|warning|notification|infection)\\b',
  '^(?:a )?virus (?:was|has been) (?:found|detected)',
  '\\bvirus(?:\\s*\\(.{1,80}\\))? in (?:your|a) (?:mail|message|e-?mail)\\b',
  '\\bin mail (?:from|to) you\\b',
  '^banned (?:\\(|file|attachment|contents)',
  '^considered unsolicited bulk e-?mail',
  '^(?:content|attachment|policy|security) violation',
  '^(?:disallowed|blocked|forbidden|prohibited) (?:attachment|file|content)',
  '^(?:interscan|scanmail|groupshield|mcafee|norton|symantec|sophos|mailsweeper|mimesweeper|antigen|gwava|mailscanner|amavis|trend micro|kaspersky|barracuda)\\b.{0,80}(?:alert|notification|detected|found|message|report|violation|warning|quarantin|notice|blocked)',
  '^\\[?mailserver notification\\]?',
  '^failed to clean virus',
  '^virus(?:melding|warnung|meldung|alarm|bericht)\\b',
  '^warning - you sent a virus',
  '^message (?:quarantined|blocked|rejected|deleted)\\b',
  '^(?:e-?mail|mail|message) (?:quarantine|content filter) (?:notification|notice|report)',
);

/** What such an answer says. */
export const scanPhrases = anyOf(
  '\\b(?:contain(?:s|ed|ing)|infected with|carr(?:ies|ied)) (?:a|the|an?|one or more)? ?(?:possible |known )?(?:virus|malware|worm|trojan)',
  '\\b(?:message|mail|e-?mail|attachment)\\b[^.]{0,80}\\b(?:was|has been|were) (?:blocked|quarantined|deleted|removed|stripped|rejected)\\b',
  '\\b(?:rejected|blocked|stopped) by (?:the |our )?(?:content |spam |virus |mail )?(?:filter|scanner|policy|gateway)',
  '\\bvirus (?:scanner|checker|found|name|detected)\\b',
  '\\bour (?:virus|content|mail|spam) (?:checker|scanner|filter|gateway)\\b',
);
