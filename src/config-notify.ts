import { z } from 'zod';
import { secretive, text, webAddress } from './config-fields.ts';

/** The variables of those who are told of things; part of those of `config.ts`. */
export const notifyVariables = {
  SLACK_BOT_TOKEN: text(),
  SLACK_SIGNING_SECRET: text(),
  SLACK_API_URL: webAddress().default('https://slack.com/api'),
};

const Variables = z.object(notifyVariables);

/** The settings of Slack. */
export function slackGroup(v: z.infer<typeof Variables>) {
  return secretive(
    {
      /** Undefined: nothing is posted. */
      botToken: v.SLACK_BOT_TOKEN,
      /** Undefined: no button is taken. */
      signingSecret: v.SLACK_SIGNING_SECRET,
      apiUrl: v.SLACK_API_URL,
    },
    ['botToken', 'signingSecret'],
  );
}
