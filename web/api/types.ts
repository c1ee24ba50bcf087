import type { Calls, ReviewJson, ReviewRowJson } from '#server/api/client-types.ts';

/** The answers of the API that the page reads, as the server's own schemas say. Times are ISO 8601 UTC. */
export type AnswerOf<C extends keyof Calls> = Calls[C]['answer'];

export type Me = AnswerOf<'GET /api/me'>;
export type PersonRow = AnswerOf<'GET /api/people'>['people'][number];
export type Mailbox = AnswerOf<'GET /api/mailboxes'>['mailboxes'][number];

/** One line of the queue. */
export type ReviewRow = ReviewRowJson;
export type RowsAnswer = AnswerOf<'GET /api/review-rows'>;
export type Risk = ReviewRow['risk'];
export type ReviewStatus = ReviewRow['status'];

/** One review with everything needed to decide. */
export type Review = ReviewJson;
export type Trust = NonNullable<Review['trust']>;
export type SourcedSentence = Review['sources'][number];
export type Address = Review['from'][number];
export type BulkAnswer = AnswerOf<'POST /api/reviews/decide'>;
export type AuditEntry = AnswerOf<'GET /api/reviews/{id}/history'>['entries'][number];

export type HeldReply = AnswerOf<'GET /api/autonomy'>['held'][number];
export type PauseRow = AnswerOf<'GET /api/pause'>['pauses'][number];
export type AgentsAnswer = AnswerOf<'GET /api/agents'>;

export type Thread = AnswerOf<'GET /api/threads/{grant}/{thread}'>;
export type ThreadMessage = Thread['messages'][number];
