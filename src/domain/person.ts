export const roles = ['viewer', 'reviewer', 'admin'] as const;
/** `viewer` reads; `reviewer` also decides reviews; `admin` also changes what agents may do. */
export type Role = (typeof roles)[number];

/** Who is signed in and acts: a person on the page, or a machine with a token. */
export type Person = {
  /** Stable; stands in the audit stream, in assignments and notes. */
  id: string;
  name: string;
  role: Role;
  /** Grant ids of the mailboxes they see. */
  mailboxes: readonly string[] | 'all';
};

/** Whether a person's role reaches that far. */
export function mayAs(person: Person, role: Role): boolean {
  return roles.indexOf(person.role) >= roles.indexOf(role);
}

/** Whether a mailbox, and all that came to it, is shown to a person. */
export function seesMailbox(person: Person, grantId: string): boolean {
  return person.mailboxes === 'all' || person.mailboxes.includes(grantId);
}

/** Whether an id is that of somebody who signed in: what is decided by a button in Slack or a link in a mail has another. */
export function isSignedIn(id: string): boolean {
  return !/^(?:slack|mail):/.test(id);
}
