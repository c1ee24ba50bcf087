import type { Message } from '#domain/mail.ts';

import { doubtful, sure, type Sign } from './signs.ts';

type Vendor = { prefix: string; code: string; sure: boolean };

/** Systems that write mail of their own under header fields of their own; matched by how the name begins, lower case. */
const vendors: readonly Vendor[] = [
  ...robots(
    'x-gitlab- x-github- x-gitea- x-bitbucket- x-redmine- x-trac- x-mantis- x-bugzilla- x-jira- x-atlassian- x-launchpad-',
    'x-discourse- x-phabricator- x-gerrit- x-sentry- x-jenkins- x-travis- x-circleci- x-nagios- x-zabbix- x-pagerduty-',
    'x-opsgenie- x-statuspage- x-linkedin- x-facebook x-twitter x-asana- x-trello- x-slack- x-basecamp- x-otrs-loop',
    'x-rt-loop rt-ticket x-rt-ticket x-rt-originator x-request-tracker x-servicenow-generated x-kayako- x-osticket-',
    'x-gnd-status x-cron- x-logwatch x-fail2ban x-sns- x-wordpress- x-phpbb- x-moodle- x-eventbrite- x-meetup-',
    'x-alfresco- x-sharepoint x-mailer-daemon x-sap-spool x-apple-action',
  ),
  // People answer through these too, but what they answer to is a ticket, which would answer back.
  ...desks(
    'x-zendesk- x-freshdesk- x-freshservice- x-helpscout- x-intercom- x-servicenow- x-sfdc- x-salesforce- x-front-',
    'x-gorgias- x-hubspot- x-zammad- x-otrs- x-kustomer- x-groove- x-deskpro- x-happyfox- x-teamwork- x-ms-dynamics',
  ),
];

function robots(...lists: string[]): Vendor[] {
  return prefixes(lists).map((prefix) => ({ prefix, code: 'auto_generated', sure: true }));
}

function desks(...lists: string[]): Vendor[] {
  return prefixes(lists).map((prefix) => ({ prefix, code: 'ticket_system', sure: false }));
}

function prefixes(lists: readonly string[]): string[] {
  return lists.flatMap((list) => list.split(' '));
}

/** Challenge-response filters; whatever carries one of these asks for a confirmation. */
const challengers =
  'x-boxtrapper x-bluebottle-request x-askversion x-spamazoid-md spamlion x-exispam x-qconfirm x-tmda-confirm x-sendio-challenge x-challenge-response x-choicemail-registration-request'.split(
    ' ',
  );

/** What the header fields of vendors say about who wrote a mail. */
export function vendorSigns({ headers }: Message): Sign[] {
  const names = headers
    .filter(({ value }) => value.trim() !== '')
    .map(({ name }) => name.trim().toLowerCase())
    .slice(0, 500);
  const challenge = names.find((name) => challengers.includes(name));
  const vendor = vendors
    .map((one) => ({ one, name: names.find((name) => name.startsWith(one.prefix)) }))
    .find(({ name }) => name !== undefined);
  return [
    ...(challenge === undefined ? [] : [sure('challenge_response', `it has the header ${challenge}`)]),
    ...(vendor?.name === undefined
      ? []
      : [
          (vendor.one.sure ? sure : doubtful)(
            vendor.one.code,
            `it has the header ${vendor.name.slice(0, 60)}`,
          ),
        ]),
  ];
}
